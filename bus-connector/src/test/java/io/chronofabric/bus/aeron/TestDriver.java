package io.chronofabric.bus.aeron;

import io.chronofabric.bus.wire.FrameHeader;
import io.chronofabric.bus.wire.FrameReader;
import io.chronofabric.bus.wire.FrameSource;
import io.chronofabric.core.NodeId;
import io.chronofabric.time.HybridLogicalClock;
import io.chronofabric.time.TimeSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.agrona.IoUtil;
import org.agrona.concurrent.UnsafeBuffer;
import org.awaitility.Awaitility;

/** A driver of a test's own, in folders that go with it. */
public final class TestDriver implements AutoCloseable {
    public static final Duration TIMEOUT = Duration.ofSeconds(20);

    public final BusHome home;
    public final Path log;
    private BusDriver driver;

    public TestDriver() throws IOException {
        Path shared = Path.of("/dev/shm");
        home =
                new BusHome(
                        Files.isWritable(shared)
                                ? Files.createTempDirectory(shared, "cf-bus-test")
                                : Files.createTempDirectory("cf-bus-test"));
        log = Files.createTempDirectory("cf-bus-log");
        start();
    }

    public void start() {
        driver = BusDriver.launch(settings());
    }

    public void stop() {
        driver.close();
    }

    public BusDriver driver() {
        return driver;
    }

    public DriverSettings settings() {
        return new DriverSettings(home, log, 256 << 10, 1 << 20, 0, false, Duration.ofSeconds(2));
    }

    public BusConnection connect() {
        return BusConnection.connect(home, TimeSource.system());
    }

    public static HybridLogicalClock clock() {
        return new HybridLogicalClock(TimeSource.system(), new NodeId(7));
    }

    public static FrameSource source(String name) {
        return new FrameSource(name, "");
    }

    public static FrameHeader header() {
        return new FrameHeader();
    }

    public static UnsafeBuffer payload(long number) {
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[Long.BYTES]);
        buffer.putLong(0, number);
        return buffer;
    }

    public static long number(FrameReader frame) {
        return frame.buffer().getLong(frame.payloadOffset());
    }

    public static void until(BooleanSupplier condition) {
        Awaitility.await().atMost(TIMEOUT).pollInSameThread().until(condition::getAsBoolean);
    }

    @Override
    public void close() {
        driver.close();
        IoUtil.delete(home.directory().toFile(), true);
        IoUtil.delete(log.toFile(), true);
    }
}
