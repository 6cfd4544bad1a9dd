package io.chronofabric.operators.sequence;

import java.io.Serializable;
import java.time.Duration;
import java.util.Objects;

/**
 * A stage of a pattern; made by {@link SequencePattern.Builder}.
 *
 * @param name unique in the pattern
 * @param kind whether events are wanted or forbidden
 * @param condition which events
 * @param contiguity how its first event lies to the one before
 * @param min how many events at least, 1 or more
 * @param max how many at most; {@link #UNBOUNDED} for any number
 * @param optional whether it may take none at all
 * @param greedy whether it takes an event that the stage after it could take too
 * @param inner how its events lie to each other
 * @param within how long after the event before its first event may come, or its absence lasts;
 *     exactly that long is too late; null for any time
 * @param <E> the events
 */
public record SequenceStage<E>(
        String name,
        Kind kind,
        SequenceCondition<E> condition,
        Contiguity contiguity,
        int min,
        int max,
        boolean optional,
        boolean greedy,
        Contiguity inner,
        Duration within)
        implements Serializable {
    /** As a maximum: any number of events. */
    public static final int UNBOUNDED = Integer.MAX_VALUE;

    /** Whether a stage wants events or forbids them. */
    public enum Kind {
        /** Its events are part of the match. */
        TAKES,
        /** The next event must not be one of its. */
        NOT_NEXT,
        /** None of its events may come before the stage after it, or before the time is out. */
        NOT_FOLLOWED_BY
    }

    /** Checks that nothing is missing. */
    public SequenceStage {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(condition, "condition");
        Objects.requireNonNull(contiguity, "contiguity");
        Objects.requireNonNull(inner, "inner");
    }

    static <E> SequenceStage<E> of(
            String name, Kind kind, SequenceCondition<E> condition, Contiguity contiguity) {
        return new SequenceStage<>(
                name, kind, condition, contiguity, 1, 1, false, false, Contiguity.RELAXED, null);
    }

    SequenceStage<E> times(int least, int most) {
        return new SequenceStage<>(
                name, kind, condition, contiguity, least, most, optional, greedy, inner, within);
    }

    SequenceStage<E> asOptional() {
        return new SequenceStage<>(
                name, kind, condition, contiguity, min, max, true, greedy, inner, within);
    }

    SequenceStage<E> asGreedy() {
        return new SequenceStage<>(
                name, kind, condition, contiguity, min, max, optional, true, inner, within);
    }

    SequenceStage<E> inside(Contiguity between) {
        return new SequenceStage<>(
                name, kind, condition, contiguity, min, max, optional, greedy, between, within);
    }

    SequenceStage<E> lasting(Duration duration) {
        return new SequenceStage<>(
                name, kind, condition, contiguity, min, max, optional, greedy, inner, duration);
    }

    boolean takes() {
        return kind == Kind.TAKES;
    }

    boolean loops() {
        return max == UNBOUNDED;
    }

    boolean repeats() {
        return max > 1;
    }

    long withinNanos() {
        return within == null ? 0 : within.toNanos();
    }
}
