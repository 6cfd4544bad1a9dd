package io.chronofabric.connector.bus;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.flink.api.connector.source.SourceSplit;

/**
 * One recording and how far it is read.
 *
 * @param archiveId the log that has it; only readers of that host can read it
 * @param recording its id there
 * @param bus name of the bus
 * @param source who publishes it
 * @param committed whether it holds commit markers, and what they name is to be read
 * @param position where to go on
 * @param stop where to end, or {@link #ENDLESS}
 * @param open the range of the marker before {@code position} that is partly read
 * @param read for each recording that markers named, up to where it is read
 */
record BusSplit(
        long archiveId,
        long recording,
        String bus,
        String source,
        boolean committed,
        long position,
        long stop,
        Optional<OpenRange> open,
        Map<Long, Long> read)
        implements SourceSplit {
    static final long ENDLESS = Long.MAX_VALUE;

    /**
     * What is left of a range.
     *
     * @param recording that has it
     * @param position where to go on
     * @param to where it ends
     */
    record OpenRange(long recording, long position, long to) {}

    BusSplit {
        Objects.requireNonNull(bus, "bus");
        Objects.requireNonNull(source, "source");
        read = Map.copyOf(read);
    }

    /** A split at its start. */
    static BusSplit of(
            long archiveId,
            long recording,
            String bus,
            String source,
            boolean committed,
            long position,
            long stop) {
        return new BusSplit(
                archiveId,
                recording,
                bus,
                source,
                committed,
                position,
                stop,
                Optional.empty(),
                Map.of());
    }

    @Override
    public String splitId() {
        return archiveId + "/" + recording;
    }
}
