package io.chronofabric.state.model;

import java.util.Objects;

/**
 * Where a record came from, precisely enough to find it again.
 *
 * @param source topic, bus channel, recording or file
 * @param partition partition of the topic, or 0
 * @param position offset in the partition, position in the recording, or line of the file
 */
public record Origin(String source, int partition, long position) {
    /** Checks that the source is named. */
    public Origin {
        Objects.requireNonNull(source, "source");
    }

    /**
     * {@code source/partition/position}: the name of a dead letter, and the key it is sent under.
     */
    public String id() {
        return source + "/" + partition + "/" + position;
    }

    /** {@code source[partition]@position}. */
    @Override
    public String toString() {
        return source + "[" + partition + "]@" + position;
    }
}
