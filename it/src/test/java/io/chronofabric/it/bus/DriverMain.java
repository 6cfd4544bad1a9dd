package io.chronofabric.it.bus;

import io.chronofabric.bus.aeron.BusDriver;
import io.chronofabric.bus.aeron.BusHome;
import io.chronofabric.bus.aeron.DriverSettings;
import java.nio.file.Path;
import java.time.Duration;
import org.agrona.concurrent.ShutdownSignalBarrier;

/** A driver, until it is told to end: {@code HOME LOG}. */
final class DriverMain {
    private DriverMain() {}

    public static void main(String[] args) {
        DriverSettings settings =
                new DriverSettings(
                        new BusHome(Path.of(args[0])),
                        Path.of(args[1]),
                        1 << 20,
                        4 << 20,
                        0,
                        false,
                        Duration.ofSeconds(3));
        try (ShutdownSignalBarrier barrier = new ShutdownSignalBarrier();
                BusDriver driver = BusDriver.launch(settings)) {
            System.out.println("driver of log " + driver.archiveId());
            barrier.await();
        }
    }
}
