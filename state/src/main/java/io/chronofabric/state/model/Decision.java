package io.chronofabric.state.model;

import io.chronofabric.core.TraceContext;
import java.util.Objects;

/**
 * What governance does about a verdict: raises an alert when a rule comes to be broken, clears it
 * when the rule holds again; tells where a version on trial judges otherwise.
 *
 * @param id the same in every run, as the verdict's
 * @param verdictId the verdict it follows from
 * @param rule which rule and version
 * @param entity which entity
 * @param timeMillis the moment judged, in milliseconds since the epoch
 * @param action what to do
 * @param text one sentence for the person on call
 * @param trace the verdict's distributed trace, or null
 */
public record Decision(
        String id,
        String verdictId,
        RuleRef rule,
        String entity,
        long timeMillis,
        Action action,
        String text,
        TraceContext trace) {

    /** What to do. */
    public enum Action {
        /** The rule has come to be broken. */
        ALERT,
        /** The rule holds again, or no longer governs the entity. */
        CLEAR,
        /** A version on trial says otherwise than the one in force. */
        DIFFER,
        /** The version on trial and the one in force say the same again. */
        AGREE,
        /** A pattern was found. There is nothing to clear: it happened. */
        NOTIFY,
        /** What was notified provisionally did not happen. */
        WITHDRAW
    }

    /** Checks that nothing is missing. */
    public Decision {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(verdictId, "verdictId");
        Objects.requireNonNull(rule, "rule");
        Objects.requireNonNull(entity, "entity");
        Objects.requireNonNull(action, "action");
        Objects.requireNonNull(text, "text");
    }

    /** A decision that belongs to no distributed trace. */
    public Decision(
            String id,
            String verdictId,
            RuleRef rule,
            String entity,
            long timeMillis,
            Action action,
            String text) {
        this(id, verdictId, rule, entity, timeMillis, action, text, null);
    }
}
