package io.chronofabric.connector.bus;

import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;

/**
 * How a source reads; see {@link BusSourceBuilder} for each.
 *
 * @param home folder of the driver
 * @param bus name of the bus
 * @param consumer name under which positions are noted, or the empty string
 * @param targets mask of whom the job stands for
 * @param committedOnly whether only what commit markers name is read
 * @param bounded whether to end at what is recorded at the start
 * @param fromLatest whether to begin after what is recorded at the start
 * @param driverOptional whether a reader may be on a host without a driver
 * @param retained how many completed checkpoints may be restored
 * @param whileIdle what to do while nothing is published
 * @param discovery how often to look for new recordings
 * @param recordTimeout how long a checkpoint waits for the log
 */
record BusSourceSettings(
        String home,
        String bus,
        String consumer,
        long targets,
        boolean committedOnly,
        boolean bounded,
        boolean fromLatest,
        boolean driverOptional,
        int retained,
        BusWait whileIdle,
        Duration discovery,
        Duration recordTimeout)
        implements Serializable {
    /** The folder of the driver. */
    Path directory() {
        return Path.of(home);
    }
}
