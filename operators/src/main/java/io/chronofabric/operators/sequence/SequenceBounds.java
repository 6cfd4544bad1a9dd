package io.chronofabric.operators.sequence;

import io.chronofabric.core.ChronoFabricException;
import io.chronofabric.core.ErrorCode;
import java.io.Serializable;
import java.util.Objects;

/**
 * How much one key may hold. The limit of partial matches holds between events; while one is worked
 * on, each partial match may have its few successors beside it.
 *
 * @param maxPartials partial matches, and matches that wait for earlier ones; 1 or more
 * @param maxEvents events that partial matches have taken; 1 or more. One more takes room from the
 *     partial matches that are to give way by {@code atBound}: the oldest, or those that have taken
 *     it
 * @param atBound what gives way
 */
public record SequenceBounds(int maxPartials, int maxEvents, AtBound atBound)
        implements Serializable {
    /** As good as none; for tests and comparisons. */
    public static final SequenceBounds NONE =
            new SequenceBounds(Integer.MAX_VALUE, Integer.MAX_VALUE, AtBound.OLDEST_OUT);

    /** Checks the limits. */
    public SequenceBounds {
        Objects.requireNonNull(atBound, "atBound");
        check("partial matches", maxPartials);
        check("events", maxEvents);
    }

    private static void check(String what, int limit) {
        if (limit < 1) {
            throw new ChronoFabricException(
                    ErrorCode.CONFIGURATION_INVALID,
                    what + " a key may hold: " + limit,
                    ">= 1",
                    "Allow at least one.");
        }
    }
}
