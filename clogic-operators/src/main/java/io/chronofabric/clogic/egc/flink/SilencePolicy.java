package io.chronofabric.clogic.egc.flink;

import java.io.Serializable;
import java.time.Duration;

/**
 * What to do when the governor promises nothing any more, so that nobody knows whether a change is
 * under way.
 *
 * @param after how long after its last promise it counts as silent
 * @param proceeds whether to judge on by the rules that are known; or else to hold every verdict
 *     until it is heard again
 */
public record SilencePolicy(Duration after, boolean proceeds) implements Serializable {
    /** Checks the range. */
    public SilencePolicy {
        if (after.isNegative() || after.isZero()) {
            throw new IllegalArgumentException("silent after " + after + " (expected: > 0)");
        }
    }
}
