package io.chronofabric.clogic.egc;

import io.chronofabric.state.codec.SignalJson;
import io.chronofabric.state.model.Form;
import io.chronofabric.state.model.Header;
import io.chronofabric.state.model.RejectReason;
import io.chronofabric.state.model.Rejected;
import io.chronofabric.state.model.Signal;
import io.chronofabric.state.model.Transport;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Says why an event could not be used, for its dead letter. */
public final class RejectedEvents {
    private RejectedEvents() {}

    /** Of an entity that has another one with its time. */
    public static Rejected conflicting(Signal signal) {
        return reject(
                signal,
                RejectReason.CONFLICTING_DUPLICATE,
                "an event of "
                        + signal.entity()
                        + " at "
                        + signal.time()
                        + " with other values was here first (expected: one event per entity and"
                        + " time)");
    }

    /** One event too many for what may be kept of its entity. */
    public static Rejected beyond(Signal signal, int kept, int maxSamples) {
        return reject(
                signal,
                RejectReason.ENTITY_FULL,
                signal.entity()
                        + " has "
                        + kept
                        + " kept events (limit: "
                        + maxSamples
                        + "); raise governance.max-samples-per-entity, or shorten lateness and"
                        + " bounds of its rules");
    }

    /** One entity too many for what a subtask may keep. */
    public static Rejected withoutRoom(Signal signal, long bytes, long budget) {
        return reject(
                signal,
                RejectReason.STATE_FULL,
                signal.entity()
                        + " is not known yet, and the subtask's entities hold "
                        + bytes
                        + " bytes (state.budget: "
                        + budget
                        + "); raise state.budget or the parallelism, or look for names of entities"
                        + " that never come again");
    }

    static Rejected late(Signal signal, long lateByMillis, long allowedMillis) {
        return reject(
                signal,
                RejectReason.LATE,
                "the event is "
                        + lateByMillis
                        + " ms behind the watermark (expected: at most "
                        + allowedMillis
                        + " ms, the lateness of its rules)");
    }

    /** For any reason. */
    public static Rejected reject(Signal signal, RejectReason reason, String text) {
        return new Rejected(
                SignalJson.write(signal).getBytes(StandardCharsets.UTF_8),
                Form.SIGNAL,
                signal.origin(),
                reason,
                text,
                transport(signal));
    }

    /** What is still known of how the event came. */
    private static Transport transport(Signal signal) {
        return signal.trace() == null
                ? Transport.NONE
                : new Transport(
                        null,
                        List.of(Header.traceparent(signal.trace())),
                        Transport.UNKNOWN_ARRIVAL);
    }
}
