package io.chronofabric.state.model;

import java.io.Serializable;
import java.util.List;
import java.util.Objects;

/**
 * A pattern document ({@code kind: Pattern}), as written: a sequence of events of one entity that
 * is looked for, steps that must not happen included. Serializable so that a job graph can carry
 * it; data never travels that way.
 *
 * @param ref tenant, id and version
 * @param entityPattern glob of the entities that are looked at: {@code *} any run of characters,
 *     {@code ?} one
 * @param signals the signals that conditions may name, in order of declaration
 * @param features what conditions may ask about the time just before an event, in order of
 *     declaration
 * @param params the {@code $name} parameters of the conditions, in order of declaration
 * @param latenessMillis how long events are waited for that are behind the watermark: a match comes
 *     that much later
 * @param steps the sequence
 * @param withinMillis how long it may take from its first event to its last; {@link #UNLIMITED}
 * @param afterMatch which other matches count once there is one
 * @param bounds what may be kept for one entity
 * @param guardMillis how long, by the wall clock, an absence waits for a watermark that stands
 *     still; {@link #UNLIMITED} for as long as it takes
 * @param at where the document begins, for error messages
 */
public record PatternRule(
        RuleRef ref,
        String entityPattern,
        List<Rule.SignalSpec> signals,
        List<Feature> features,
        List<Rule.Param> params,
        long latenessMillis,
        List<Step> steps,
        long withinMillis,
        AfterMatch afterMatch,
        Bounds bounds,
        long guardMillis,
        Rule.Place at)
        implements Serializable {

    /** No limit on a duration. */
    public static final long UNLIMITED = Long.MAX_VALUE;

    /** No limit on how often. */
    public static final int ANY_NUMBER = Integer.MAX_VALUE;

    /** Checks that nothing is missing. */
    public PatternRule {
        Objects.requireNonNull(ref, "ref");
        Objects.requireNonNull(entityPattern, "entityPattern");
        signals = List.copyOf(signals);
        features = List.copyOf(features);
        params = List.copyOf(params);
        steps = List.copyOf(steps);
        Objects.requireNonNull(afterMatch, "afterMatch");
        Objects.requireNonNull(bounds, "bounds");
        Objects.requireNonNull(at, "at");
    }

    /**
     * A number about the events of a window that ends with the event that is looked at, itself
     * included.
     *
     * @param name the name in conditions
     * @param statistic what about them
     * @param signal of which signal
     * @param windowMillis how far back it reaches: events less than this before count
     */
    public record Feature(String name, Statistic statistic, String signal, long windowMillis)
            implements Serializable {}

    /** What is asked about the values of a window. */
    public enum Statistic {
        /** How many there are. */
        COUNT,
        /** Their sum. */
        SUM,
        /** Their arithmetic mean. */
        MEAN,
        /** The smallest. */
        MIN,
        /** The largest. */
        MAX,
        /** The standard deviation of them as a sample; without a value for less than two. */
        DEVIATION
    }

    /**
     * A condition as written.
     *
     * @param text a formula about one moment
     * @param at where it stands in its document
     */
    public record Condition(String text, Rule.Place at) implements Serializable {}

    /** What may lie between a step's event and the one before it. */
    public enum Contiguity {
        /** Nothing. */
        NEXT,
        /** Events that do not fit: the first that does is taken. */
        FOLLOWED_BY,
        /** Any events: each that fits is taken. */
        FOLLOWED_BY_ANY
    }

    /**
     * A step of a sequence.
     *
     * @param name the name by which conditions and matches call its events
     * @param absent whether it must not happen
     * @param when what its events are
     * @param then how it follows the step before; of the first step {@link Contiguity#FOLLOWED_BY}
     * @param least how many of its events there must be
     * @param most how many of them there may be, or {@link #ANY_NUMBER}
     * @param optional whether it may be missing
     * @param repeat how its events follow each other
     * @param greedy whether events that fit it and the next step are its own
     * @param withinMillis how long after the step before it must happen; of an absent step, for how
     *     long it must not; or {@link #UNLIMITED}
     */
    public record Step(
            String name,
            boolean absent,
            Condition when,
            Contiguity then,
            int least,
            int most,
            boolean optional,
            Contiguity repeat,
            boolean greedy,
            long withinMillis)
            implements Serializable {}

    /**
     * Which other matches count once there is one.
     *
     * @param skip which of them do not
     * @param step the step that {@code skip} names, else empty
     */
    public record AfterMatch(Skip skip, String step) implements Serializable {}

    /** Which matches do not count after one. */
    public enum Skip {
        /** All count. */
        NONE,
        /** Those that begin with the same event. */
        TO_NEXT,
        /** Those that begin before its end. */
        PAST_LAST,
        /** Those that begin before the first event of a step. */
        TO_FIRST,
        /** Those that begin before the last event of a step. */
        TO_LAST
    }

    /**
     * What may be kept for one entity.
     *
     * @param partialMatches how many sequences that have begun
     * @param events how many events of them
     * @param whenFull what gives way
     */
    public record Bounds(int partialMatches, int events, WhenFull whenFull)
            implements Serializable {}

    /** What gives way when there are too many partial matches. */
    public enum WhenFull {
        /** The one that began first. */
        OLDEST_OUT,
        /** The new one. */
        NEWEST_REFUSED,
        /** One drawn so that each that began has the same chance to stay. */
        SAMPLE
    }

    /** The same under another name and version. */
    public PatternRule as(RuleRef other) {
        return new PatternRule(
                other,
                entityPattern,
                signals,
                features,
                params,
                latenessMillis,
                steps,
                withinMillis,
                afterMatch,
                bounds,
                guardMillis,
                at);
    }

    /**
     * How long, in milliseconds of event time, after its end a match may be told: its events are
     * waited for, and sequences that began before it may have to end first; {@link #UNLIMITED} if
     * that has no limit.
     */
    public long answerDelayMillis() {
        boolean waits = afterMatch.skip() != Skip.NONE;
        return waits && withinMillis == UNLIMITED
                ? UNLIMITED
                : latenessMillis + 1 + (waits ? withinMillis : 0);
    }

    /** Whether another document says the same, wherever it stands. */
    public boolean isSameAs(PatternRule other) {
        return withoutPlaces().equals(other.withoutPlaces());
    }

    private PatternRule withoutPlaces() {
        Rule.Place nowhere = new Rule.Place("", 1, 1);
        List<Step> placeless =
                steps.stream()
                        .map(
                                step ->
                                        new Step(
                                                step.name,
                                                step.absent,
                                                new Condition(step.when.text, nowhere),
                                                step.then,
                                                step.least,
                                                step.most,
                                                step.optional,
                                                step.repeat,
                                                step.greedy,
                                                step.withinMillis))
                        .toList();
        return new PatternRule(
                ref,
                entityPattern,
                signals,
                features,
                params,
                latenessMillis,
                placeless,
                withinMillis,
                afterMatch,
                bounds,
                guardMillis,
                nowhere);
    }
}
