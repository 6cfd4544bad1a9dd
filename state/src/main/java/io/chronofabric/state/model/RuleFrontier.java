package io.chronofabric.state.model;

import java.util.Objects;

/**
 * A promise of the governor: no change that comes after this one on the channel takes effect at or
 * before a moment. So whatever lies before it can be judged for good.
 *
 * @param throughMillis the moment, in milliseconds since the epoch of event time
 * @param by who promises, for people
 */
public record RuleFrontier(long throughMillis, String by) implements RuleControl {
    /** Checks that nothing is missing. */
    public RuleFrontier {
        Objects.requireNonNull(by, "by");
    }
}
