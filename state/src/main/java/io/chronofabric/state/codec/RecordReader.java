package io.chronofabric.state.codec;

import io.chronofabric.state.model.Ingested;
import io.chronofabric.state.model.Origin;
import io.chronofabric.state.model.RejectReason;
import io.chronofabric.state.model.Rejected;
import io.chronofabric.state.model.TopicMapping;

/**
 * Reads the records of a topic: in our own form ({@link SignalJson}), or in a team's as a {@link
 * TopicMapping} says. Remembers the names of nodes it has seen. Not thread-safe.
 */
public final class RecordReader {
    private RecordReader() {}

    /** A reader of records in our own form. */
    public static RecordReader ofSignals() {
        return new RecordReader();
    }

    /** A reader of the records of a mapping's topics. */
    public static RecordReader of(TopicMapping mapping) {
        return new RecordReader();
    }

    /**
     * The signal that a record holds, or its bytes with the reason why it holds none. Never throws.
     *
     * @param value the record's value; kept, not copied, if it is rejected; null (a tombstone) is
     *     rejected as no bytes
     * @param context what came with it
     * @param origin where it came from
     */
    public Ingested read(byte[] value, RecordContext context, Origin origin) {
        return new Rejected(
                value == null ? new byte[0] : value,
                origin,
                RejectReason.MALFORMED,
                "not yet read");
    }
}
