package io.chronofabric.it.bench.bus;

import io.aeron.Aeron;
import io.aeron.Subscription;
import io.aeron.logbuffer.FragmentHandler;
import io.chronofabric.bus.WhenFull;
import io.chronofabric.bus.aeron.BusConnection;
import io.chronofabric.bus.aeron.BusDriver;
import io.chronofabric.bus.aeron.BusHome;
import io.chronofabric.bus.aeron.DriverSettings;
import io.chronofabric.bus.aeron.SharedSubscription;
import io.chronofabric.bus.aeron.SharedSubscriptionOptions;
import io.chronofabric.bus.wire.FrameHandler;
import io.chronofabric.it.bench.Load;
import io.chronofabric.it.bench.Measurement;
import io.chronofabric.time.TimeSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.agrona.IoUtil;

/**
 * From one process to another over shared memory: bare Aeron, and the bus with its whole header,
 * stamped, and looked at for mask, deadline and gaps. The sender has a JVM of its own with a heap
 * of 32 MB, the receiver is here, beside the driver. Both share the monotonic clock of the host.
 */
public final class AcrossProcesses implements Load {
    private static final int STREAM = 77;
    private static final int LIMIT = 64;
    private static final long INTERVAL_NANOS = 1_000;
    private static final int WINDOWS_PER_SECOND = 2_000;
    private static final long LEAD_NANOS = 20_000_000;

    private final TimeSource time = TimeSource.system();

    private record Turn(LatencyFigures latency, double perSecond) {}

    /** Creates the load, as {@link Load} asks. */
    public AcrossProcesses() {}

    @Override
    public List<Measurement> run(boolean quick) throws IOException {
        int turns = quick ? 3 : 9;
        int windows = quick ? WINDOWS_PER_SECOND / 2 : 2 * WINDOWS_PER_SECOND;
        long messages = quick ? 1_000_000 : 5_000_000;
        Path shared = Path.of("/dev/shm");
        Path root = Files.createTempDirectory(Files.isWritable(shared) ? shared : null, "cf-bench");
        Path log = Files.createTempDirectory("cf-bench-log");
        BusHome home = new BusHome(root);
        List<Turn> bare = new ArrayList<>();
        List<Turn> bus = new ArrayList<>();
        double memory;
        try (BusDriver driver = BusDriver.launch(DriverSettings.of(home, log));
                Aeron aeron =
                        Aeron.connect(
                                new Aeron.Context()
                                        .aeronDirectoryName(
                                                driver.settings()
                                                        .home()
                                                        .directory()
                                                        .resolve("aeron")
                                                        .toString()));
                Subscription subscription = aeron.addSubscription("aeron:ipc", STREAM);
                BusConnection connection = BusConnection.connect(home, time);
                SharedSubscription own =
                        connection.subscribe(
                                SharedSubscriptionOptions.of("bench")
                                        .withWhenBehind(WhenFull.BLOCK));
                SenderProcess bareSender = new SenderProcess(home, STREAM);
                SenderProcess busSender = new SenderProcess(home, 0)) {
            Transport.Receiver bareReceiver = new BareReceiver(subscription);
            Transport.Receiver busReceiver = new BusReceiver(own);
            measure(bareSender, bareReceiver, windows, messages);
            measure(busSender, busReceiver, windows, messages);
            for (int turn = 0; turn < turns; turn++) {
                bare.add(measure(bareSender, bareReceiver, windows, messages));
                bus.add(measure(busSender, busReceiver, windows, messages));
            }
            memory = busSender.memory();
        } finally {
            IoUtil.delete(root.toFile(), true);
            IoUtil.delete(log.toFile(), true);
        }
        List<Measurement> rows = new ArrayList<>();
        row(rows, "rate", "messages/s", bare, bus, Turn::perSecond);
        row(rows, "quiet.p50", "ns", bare, bus, turn -> turn.latency().quiet().p50());
        row(rows, "quiet.p99", "ns", bare, bus, turn -> turn.latency().quiet().p99());
        row(rows, "quiet.p99.9", "ns", bare, bus, turn -> turn.latency().quiet().p999());
        row(rows, "decile.p50", "ns", bare, bus, turn -> turn.latency().decile().p50());
        row(rows, "decile.p99", "ns", bare, bus, turn -> turn.latency().decile().p99());
        row(rows, "whole.p50", "ns", bare, bus, turn -> turn.latency().whole().p50());
        row(rows, "whole.p99", "ns", bare, bus, turn -> turn.latency().whole().p99());
        row(rows, "whole.p99.9", "ns", bare, bus, turn -> turn.latency().whole().p999());
        row(rows, "quietShare", "of windows", bare, bus, turn -> turn.latency().quietShare());
        rows.add(Measurement.of("AcrossProcesses.bus.publisherMemory", memory / (1 << 20), "MiB"));
        return rows;
    }

    private static void row(
            List<Measurement> rows,
            String figure,
            String unit,
            List<Turn> bare,
            List<Turn> bus,
            ToDoubleFunction<Turn> value) {
        String peer = "AcrossProcesses.bareAeron." + figure;
        rows.add(Measurement.of(peer, median(bare, value), unit));
        rows.add(
                Measurement.of("AcrossProcesses.bus." + figure, median(bus, value), unit)
                        .against(peer));
    }

    private Turn measure(
            SenderProcess sender, Transport.Receiver receiver, int windows, long messages)
            throws IOException {
        Schedule schedule =
                new Schedule(time.monotonicNanos() + LEAD_NANOS, INTERVAL_NANOS, windows);
        PacedReceiver paced = new PacedReceiver(receiver, time, schedule, 1);
        sender.paced(schedule);
        paced.run();
        LatencyFigures latency = paced.windows(sender.stalled(windows)).figures();
        sender.saturated(messages);
        long[] arrived = {0};
        Transport.Arrivals counting = (index, nanos) -> arrived[0]++;
        long start = 0;
        while (arrived[0] < messages) {
            if (receiver.poll(counting) == 0) {
                Thread.onSpinWait();
            } else if (start == 0) {
                start = time.monotonicNanos();
            }
        }
        double perSecond = messages * 1e9 / (time.monotonicNanos() - start);
        sender.answer();
        return new Turn(latency, perSecond);
    }

    private static double median(List<Turn> turns, ToDoubleFunction<Turn> value) {
        double[] values =
                turns.stream()
                        .mapToDouble(value)
                        .filter(one -> !Double.isNaN(one))
                        .sorted()
                        .toArray();
        return values.length == 0 ? Double.NaN : values[values.length / 2];
    }

    private static final class BareReceiver implements Transport.Receiver {
        private final Subscription subscription;
        private Transport.Arrivals to;
        private final FragmentHandler handler =
                (buffer, at, length, header) ->
                        to.arrived(buffer.getLong(at), buffer.getLong(at + Long.BYTES));

        BareReceiver(Subscription subscription) {
            this.subscription = subscription;
        }

        @Override
        public int poll(Transport.Arrivals arrivals) {
            to = arrivals;
            return subscription.poll(handler, LIMIT);
        }
    }

    private static final class BusReceiver implements Transport.Receiver {
        private final SharedSubscription subscription;
        private Transport.Arrivals to;
        private final FrameHandler handler =
                (frame, position) ->
                        to.arrived(
                                frame.buffer().getLong(frame.payloadOffset()),
                                frame.buffer().getLong(frame.payloadOffset() + Long.BYTES));

        BusReceiver(SharedSubscription subscription) {
            this.subscription = subscription;
        }

        @Override
        public int poll(Transport.Arrivals arrivals) {
            to = arrivals;
            return subscription.poll(handler, LIMIT);
        }
    }
}
