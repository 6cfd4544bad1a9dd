package io.chronofabric.operators.sequence;

import java.io.Serializable;
import java.util.Objects;

/**
 * Which other matches a match rules out. With any kind but {@link Kind#NO_SKIP} a match waits until
 * no partial match that began earlier is left, so that the earliest goes first. Of matches that
 * begin with the same event, the one complete first goes first; of those complete together, the
 * longest, then the one whose events came earlier. (Flink CEP leaves it to the layout of a heap.)
 *
 * @param kind what is ruled out
 * @param stage the stage meant by {@link Kind#TO_FIRST} and {@link Kind#TO_LAST}, else empty
 */
public record AfterMatch(Kind kind, String stage) implements Serializable {
    /** What is ruled out. */
    public enum Kind {
        /** Nothing. */
        NO_SKIP,
        /** What began before the match's last event, or with it. */
        PAST_LAST,
        /** What began with the match's first event. */
        TO_NEXT,
        /** What began before the first event of a stage; nothing where the stage has none. */
        TO_FIRST,
        /** What began before the last event of a stage; nothing where the stage has none. */
        TO_LAST
    }

    /** Nothing is ruled out. */
    public static final AfterMatch NO_SKIP = new AfterMatch(Kind.NO_SKIP, "");

    /** What began before the match's last event, or with it, is. */
    public static final AfterMatch PAST_LAST = new AfterMatch(Kind.PAST_LAST, "");

    /** What began with the match's first event is. */
    public static final AfterMatch TO_NEXT = new AfterMatch(Kind.TO_NEXT, "");

    /** Checks that nothing is missing. */
    public AfterMatch {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(stage, "stage");
    }

    /** What began before the first event of a stage is ruled out. */
    public static AfterMatch toFirst(String stage) {
        return new AfterMatch(Kind.TO_FIRST, stage);
    }

    /** What began before the last event of a stage is ruled out. */
    public static AfterMatch toLast(String stage) {
        return new AfterMatch(Kind.TO_LAST, stage);
    }

    boolean skips() {
        return kind != Kind.NO_SKIP;
    }

    boolean namesStage() {
        return kind == Kind.TO_FIRST || kind == Kind.TO_LAST;
    }
}
