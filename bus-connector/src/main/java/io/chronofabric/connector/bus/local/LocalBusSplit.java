package io.chronofabric.connector.bus.local;

import java.util.Objects;
import org.apache.flink.api.connector.source.SourceSplit;

/**
 * The right to read a bus: one for each bus, since an in-process ring has neither parts nor
 * positions.
 *
 * @param bus name of the bus
 * @param resumed whether an earlier reader had it, so that packets may be missing
 */
record LocalBusSplit(String bus, boolean resumed) implements SourceSplit {
    LocalBusSplit {
        Objects.requireNonNull(bus, "bus");
    }

    @Override
    public String splitId() {
        return bus;
    }

    /** The same split for whoever comes next. */
    LocalBusSplit handedOn() {
        return new LocalBusSplit(bus, true);
    }
}
