package io.chronofabric.state.codec;

import io.chronofabric.state.model.Origin;
import io.chronofabric.time.LogicalTime;
import java.util.Objects;

/**
 * What a record brings along beside its value.
 *
 * @param timestampMillis the record's own timestamp in milliseconds since the epoch; of a record
 *     that was sent again, that of the first one, so that it gets the same time
 * @param key the record's key, or null; not copied, must not be changed
 * @param hlc the event's identity as a header gives it, or null
 * @param identity the place that a derived identity is made of: the record's own origin, or that of
 *     the first one where it was sent again
 */
@SuppressWarnings("ArrayRecordComponent") // lives as long as one record is read; never compared
public record RecordContext(long timestampMillis, byte[] key, LogicalTime hlc, Origin identity) {
    /** Checks that the place is there. */
    public RecordContext {
        Objects.requireNonNull(identity, "identity");
    }
}
