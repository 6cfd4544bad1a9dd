package io.chronofabric.time.causal;

import io.chronofabric.core.ChronoFabricException;
import io.chronofabric.core.ErrorCode;
import io.chronofabric.time.LogicalTime;

/** What hybrid logical times must say about a cause and its effect. */
public final class Causality {
    private Causality() {}

    /** Whether an effect is dated after its cause. */
    public static boolean holds(LogicalTime cause, LogicalTime effect) {
        return cause.compareTo(effect) < 0;
    }

    /**
     * Checks that an effect is dated after its cause.
     *
     * @throws ChronoFabricException with {@link ErrorCode#TIME_CAUSALITY_VIOLATION} if it is dated
     *     at or before it: given is the time of the effect, expected one after that of the cause
     */
    public static void validate(LogicalTime cause, LogicalTime effect) {
        if (!holds(cause, effect)) {
            throw new ChronoFabricException(
                    ErrorCode.TIME_CAUSALITY_VIOLATION,
                    "effect dated " + effect,
                    "after its cause, " + cause,
                    "Let the node that makes the effect update its clock with what it receives.");
        }
    }
}
