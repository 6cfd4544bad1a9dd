package io.chronofabric.clogic.egc.stl;

import java.util.Objects;

/**
 * The window {@code [from, to]} of a temporal operator, both ends included, counted from the moment
 * judged: forward for the future operators, backward for the past ones.
 *
 * @param from nearest end
 * @param to farthest end
 * @param at where it stands
 */
public record Interval(Bound from, Bound to, Span at) {

    /** Checks that nothing is missing. */
    public Interval {
        Objects.requireNonNull(from, "from");
        Objects.requireNonNull(to, "to");
        Objects.requireNonNull(at, "at");
    }

    @Override
    public String toString() {
        return "[" + from + "," + to + "]";
    }
}
