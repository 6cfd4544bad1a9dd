package io.chronofabric.connector.bus;

import io.chronofabric.bus.aeron.BusHome;
import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;

/**
 * How a sink writes; see {@link BusSinkBuilder} for each.
 *
 * @param directory folder of the driver
 * @param bus name of the bus
 * @param name of the sink
 * @param delivery what it guarantees
 * @param timeout how long a publish, a checkpoint and a start wait
 */
record BusSinkSettings(
        String directory, String bus, String name, BusDelivery delivery, Duration timeout)
        implements Serializable {
    BusHome home() {
        return new BusHome(Path.of(directory));
    }

    /** What the recordings of a subtask are named. */
    String source(int subtask) {
        return name + "-" + subtask;
    }
}
