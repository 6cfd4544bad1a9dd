package io.chronofabric.jobs.kafka;

import io.chronofabric.state.model.Ingested;
import io.chronofabric.state.model.RejectReason;
import io.chronofabric.state.model.Rejected;
import io.chronofabric.state.model.Signal;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;

/**
 * Refuses events whose time cannot be right: too far ahead of the time at which their record was
 * appended, or before the earliest time there can be. Compares recorded times only, never the
 * present, so that a replay gives the same answer (Kulkarni et al. 2014 bound the drift of a hybrid
 * clock the same way; CockroachDB refuses beyond a maximum offset). Immutable.
 */
final class ArrivalCheck implements Serializable {
    private static final long serialVersionUID = 1L;

    private final long maxAheadMillis;
    private final long earliestMillis;

    /**
     * @param maxAhead how far ahead of its arrival an event may be
     * @param earliest the oldest time an event may have
     */
    ArrivalCheck(Duration maxAhead, Instant earliest) {
        this.maxAheadMillis = maxAhead.toMillis();
        this.earliestMillis = earliest.toEpochMilli();
    }

    /**
     * The event itself if its time can be right.
     *
     * @param raw the record's bytes
     * @param arrivalMillis when the record was appended, in milliseconds since the epoch; negative
     *     where that is not recorded, and then nothing is too far ahead
     */
    Ingested check(Signal signal, byte[] raw, long arrivalMillis) {
        long time = signal.time().epochMillis();
        if (time < earliestMillis) {
            return new Rejected(
                    raw,
                    signal.origin(),
                    RejectReason.TOO_OLD,
                    "the event is of "
                            + Instant.ofEpochMilli(time)
                            + " (expected: "
                            + Instant.ofEpochMilli(earliestMillis)
                            + " or later); is its time in the right unit? The bound is"
                            + " ingest.earliest");
        }
        if (arrivalMillis >= 0 && time - arrivalMillis > maxAheadMillis) {
            return new Rejected(
                    raw,
                    signal.origin(),
                    RejectReason.TOO_FAR_AHEAD,
                    "the event is of "
                            + Instant.ofEpochMilli(time)
                            + ", "
                            + (time - arrivalMillis)
                            + " ms after its record was appended (expected: at most "
                            + maxAheadMillis
                            + " ms); is a clock fast? The bound is ingest.max-ahead");
        }
        return signal;
    }
}
