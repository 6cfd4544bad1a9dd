package io.chronofabric.state.codec;

import io.chronofabric.state.model.Ingested;
import io.chronofabric.state.model.Origin;
import io.chronofabric.state.model.RejectReason;
import io.chronofabric.state.model.Rejected;
import io.chronofabric.state.model.TopicMapping;
import java.io.IOException;

/**
 * Reads the records of a topic: in our own form ({@link SignalJson}), or in a team's as a {@link
 * TopicMapping} says. Remembers the names of nodes it has seen. Not thread-safe.
 *
 * <p>An identity from a record's header goes before every other. A value in our own form that names
 * its time too must name the same; what a mapping says about time and node is then not looked at.
 */
public final class RecordReader {
    private static final byte[] NO_BYTES = {};

    /** Null where records are in our own form. */
    private final MappedRecords mapped;

    private RecordReader(MappedRecords mapped) {
        this.mapped = mapped;
    }

    /** A reader of records in our own form. */
    public static RecordReader ofSignals() {
        return new RecordReader(null);
    }

    /** A reader of the records of a mapping's topics. */
    public static RecordReader of(TopicMapping mapping) {
        return new RecordReader(new MappedRecords(mapping));
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
        if (value == null || value.length == 0) {
            return new Rejected(
                    value == null ? NO_BYTES : value,
                    origin,
                    RejectReason.MALFORMED,
                    (value == null ? "no value" : "an empty value") + " (expected: {…})");
        }
        try {
            return mapped == null
                    ? SignalJson.read(value, origin, context.hlc())
                    : mapped.read(value, context, origin);
        } catch (Refusal e) {
            return new Rejected(value, origin, e.reason(), e.getMessage());
        } catch (IOException e) {
            return new Rejected(value, origin, RejectReason.MALFORMED, Json.syntaxText(e));
        } catch (RuntimeException e) {
            // A slip of the parser or of ours must not stop the job over one record.
            return new Rejected(
                    value,
                    origin,
                    RejectReason.MALFORMED,
                    "unreadable: " + e.getClass().getSimpleName() + " (expected: a JSON object)");
        }
    }
}
