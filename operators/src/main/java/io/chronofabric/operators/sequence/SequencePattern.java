package io.chronofabric.operators.sequence;

import io.chronofabric.core.ChronoFabricException;
import io.chronofabric.core.ErrorCode;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * A sequence of events that is looked for in the events of each key. Immutable.
 *
 * <p>It means what the same pattern means to Flink CEP: a gap exactly as long as {@code within} is
 * too long; of a relaxed loop every length that can be is a match of its own; every event may begin
 * a match. Some of CEP's ways are kept though they surprise, so that both agree:
 *
 * <ul>
 *   <li>An event that fits both a forbidden stage and the last stage completes the match; one that
 *       fits both a forbidden stage and an inner stage ends it.
 *   <li>A forbidden stage after a stage that repeats is forbidden from that stage's second event
 *       on; what must not be next ends the repetition too.
 *   <li>Greed has no effect in the last stage.
 * </ul>
 *
 * <p>Where CEP is not consistent this engine is:
 *
 * <ul>
 *   <li>An absence at the end is judged also where a loop before it has had no event since its
 *       last; CEP reports such a partial match as timed out.
 *   <li>What is forbidden before a stage is no more once that stage has taken an event; CEP goes on
 *       forbidding it between the events of a stage with a range of times.
 *   <li>What is forbidden after a stage with a range of times is forbidden between its events, as
 *       with a stage without a maximum; CEP forbids it to the very next event only.
 *   <li>The time of a stage counts from the event before it, also where that is of a stage that
 *       repeats; CEP does not look at it there.
 *   <li>What a skip leaves of matches that end together does not depend on chance; see {@link
 *       AfterMatch}.
 * </ul>
 *
 * @param <E> the events
 */
public final class SequencePattern<E> implements Serializable {
    private static final long serialVersionUID = 1L;

    /** No pattern has more stages. */
    public static final int MAX_STAGES = 64;

    /** No stage that counts its events counts further; each count is a state of its own. */
    public static final int MAX_TIMES = 1_000;

    private final String id;
    private final int version;
    private final ArrayList<SequenceStage<E>> stages;
    private final Duration within;
    private final AfterMatch afterMatch;

    private SequencePattern(Builder<E> builder) {
        id = builder.id;
        version = builder.version;
        stages = new ArrayList<>(builder.stages);
        within = builder.within;
        afterMatch = builder.afterMatch;
    }

    /**
     * Begins a pattern.
     *
     * @param id its name in matches
     * @param version its version in matches, 0 or more
     */
    public static <E> Builder<E> builder(String id, int version) {
        return new Builder<>(id, version);
    }

    /** Its name in matches. */
    public String id() {
        return id;
    }

    /** Its version in matches. */
    public int version() {
        return version;
    }

    /** Its stages, in order. */
    public List<SequenceStage<E>> stages() {
        return List.copyOf(stages);
    }

    /** How long a match may last, that itself being too long; null for any time. */
    public Duration within() {
        return within;
    }

    /** What a match rules out. */
    public AfterMatch afterMatch() {
        return afterMatch;
    }

    /** Whether it ends with an absence, so that matches come when time passes. */
    public boolean endsWithAbsence() {
        return stages.get(stages.size() - 1).kind() == SequenceStage.Kind.NOT_FOLLOWED_BY;
    }

    /** Makes a pattern; not for several threads. Quantifiers are of the stage named last. */
    public static final class Builder<E> {
        private final String id;
        private final int version;
        private final List<SequenceStage<E>> stages = new ArrayList<>();
        private Duration within;
        private AfterMatch afterMatch = AfterMatch.NO_SKIP;

        private Builder(String id, int version) {
            this.id = Objects.requireNonNull(id, "id");
            this.version = version;
        }

        /** The first stage. */
        public Builder<E> begin(String stage, SequenceCondition<E> condition) {
            if (!stages.isEmpty()) {
                throw invalid(
                        "stage " + stage + ": a second beginning",
                        "one",
                        "Use next, followedBy or followedByAny for the stages after the first.");
            }
            return add(stage, SequenceStage.Kind.TAKES, condition, Contiguity.STRICT);
        }

        /** A stage whose first event is the very next. */
        public Builder<E> next(String stage, SequenceCondition<E> condition) {
            return after(stage, SequenceStage.Kind.TAKES, condition, Contiguity.STRICT);
        }

        /** A stage whose first event is the first that fits. */
        public Builder<E> followedBy(String stage, SequenceCondition<E> condition) {
            return after(stage, SequenceStage.Kind.TAKES, condition, Contiguity.RELAXED);
        }

        /** A stage whose first event is each that fits. */
        public Builder<E> followedByAny(String stage, SequenceCondition<E> condition) {
            return after(stage, SequenceStage.Kind.TAKES, condition, Contiguity.ANY);
        }

        /** The next event must not fit. */
        public Builder<E> notNext(String stage, SequenceCondition<E> condition) {
            return after(stage, SequenceStage.Kind.NOT_NEXT, condition, Contiguity.STRICT);
        }

        /**
         * No event that fits may come before the stage after it. As the last stage, none may come
         * before the time is out, {@link #stageWithin} or {@link #within}; then the match is found
         * by time alone.
         */
        public Builder<E> notFollowedBy(String stage, SequenceCondition<E> condition) {
            return after(stage, SequenceStage.Kind.NOT_FOLLOWED_BY, condition, Contiguity.RELAXED);
        }

        /** Exactly so many events; 1 or more. */
        public Builder<E> times(int count) {
            return times(count, count);
        }

        /**
         * So many events; from 0 means {@link #optional}. Each number in the range is a match of
         * its own.
         */
        public Builder<E> times(int min, int max) {
            if (min < 0 || max < Math.max(1, min) || max > MAX_TIMES) {
                throw invalid(
                        here() + "times: " + min + " to " + max,
                        "0 <= min <= max, 1 <= max <= " + MAX_TIMES,
                        "Use atLeast for a stage without a maximum.");
            }
            change(last().times(Math.max(1, min), max));
            return min == 0 ? optional() : this;
        }

        /** One event or more. */
        public Builder<E> oneOrMore() {
            return atLeast(1);
        }

        /** So many events or more; 1 or more. */
        public Builder<E> atLeast(int min) {
            if (min < 1 || min > MAX_TIMES) {
                throw invalid(
                        here() + "at least: " + min,
                        "1 to " + MAX_TIMES,
                        "Use oneOrMore and optional for any number.");
            }
            return change(last().times(min, SequenceStage.UNBOUNDED));
        }

        /** The stage may take no event. */
        public Builder<E> optional() {
            return change(last().asOptional());
        }

        /** The stage takes what the stage after it could take too. */
        public Builder<E> greedy() {
            return change(last().asGreedy());
        }

        /** How the events of the stage lie to each other; relaxed unless said. */
        public Builder<E> inner(Contiguity contiguity) {
            return change(last().inside(contiguity));
        }

        /**
         * How long after the event before the stage's first event may come; or, of an absence at
         * the end, how long it lasts. Exactly that long is too late.
         */
        public Builder<E> stageWithin(Duration duration) {
            checkPositive(here() + "within", duration);
            return change(last().lasting(duration));
        }

        /**
         * How long a match may last, from its first event to its last; exactly that is too long.
         */
        public Builder<E> within(Duration duration) {
            checkPositive("within", duration);
            within = duration;
            return this;
        }

        /** What a match rules out; nothing unless said. */
        public Builder<E> afterMatch(AfterMatch what) {
            afterMatch = Objects.requireNonNull(what, "afterMatch");
            return this;
        }

        /**
         * The pattern.
         *
         * @throws ChronoFabricException with {@link ErrorCode#RULE_INVALID} if it makes no sense
         */
        public SequencePattern<E> build() {
            if (version < 0) {
                throw invalid("version: " + version, ">= 0", "Count versions from 0 or 1.");
            }
            if (stages.isEmpty() || stages.size() > MAX_STAGES) {
                throw invalid(
                        "stages: " + stages.size(), "1 to " + MAX_STAGES, "Name begin first.");
            }
            Set<String> names = new HashSet<>();
            for (int i = 0; i < stages.size(); i++) {
                SequenceStage<E> stage = stages.get(i);
                if (stage.name().isEmpty() || !names.add(stage.name())) {
                    throw invalid(
                            "stage name: '" + stage.name() + "'",
                            "a name that no other stage has",
                            "Give each stage a name of its own.");
                }
                checkStage(i, stage);
            }
            if (afterMatch.namesStage() && !isTaking(afterMatch.stage())) {
                throw invalid(
                        "after a match skip to: '" + afterMatch.stage() + "'",
                        "the name of a stage that takes events",
                        "Name one of the stages.");
            }
            return new SequencePattern<>(this);
        }

        private void checkStage(int index, SequenceStage<E> stage) {
            String where = "stage " + stage.name() + ": ";
            if (stage.takes()) {
                checkTaking(index, stage, where);
            } else {
                checkForbidding(index, stage, where);
            }
        }

        private void checkTaking(int index, SequenceStage<E> stage, String where) {
            if (stage.greedy() && (!stage.repeats() || stage.inner() == Contiguity.ANY)) {
                throw invalid(
                        where + "greedy",
                        "a stage that repeats, its events strict or relaxed to each other",
                        "Leave greedy out.");
            }
            if (stage.optional() && index > 0 && stages.get(index - 1).greedy()) {
                throw invalid(
                        where + "optional after the greedy stage " + stages.get(index - 1).name(),
                        "a stage after a greedy one that is not optional",
                        "Leave one of the two out.");
            }
            if (stage.within() != null && (index == 0 || stage.optional())) {
                throw invalid(
                        where + "within " + stage.within(),
                        "none on the first stage or an optional one",
                        "Give the whole pattern a within.");
            }
        }

        private void checkForbidding(int index, SequenceStage<E> stage, String where) {
            boolean lastStage = index == stages.size() - 1;
            boolean follow = stage.kind() == SequenceStage.Kind.NOT_FOLLOWED_BY;
            if (stage.repeats() || stage.optional() || stage.greedy()) {
                throw invalid(where + "a quantifier", "none on what is forbidden", "Leave it out.");
            }
            SequenceStage<E> before = stages.get(index - 1);
            if (before.optional()) {
                throw invalid(
                        where + "forbidden after the optional stage " + before.name(),
                        "a stage before it that is not optional",
                        "Write two patterns, one with the optional stage and one without.");
            }
            if (!follow || !lastStage) {
                if (stage.within() != null) {
                    throw invalid(
                            where + "within " + stage.within(),
                            "none, but on notFollowedBy as the last stage",
                            "Give the stage after it a within.");
                }
                return;
            }
            if (stage.within() == null && within == null) {
                throw invalid(
                        where + "an absence at the end without a time",
                        "within, for the stage or for the pattern",
                        "Say how long the absence lasts.");
            }
            if (stage.within() != null && (!before.takes() || before.max() != before.min())) {
                throw invalid(
                        where + "within " + stage.within() + " after stage " + before.name(),
                        "a stage before it with a fixed number of events",
                        "Give the whole pattern a within instead.");
            }
        }

        private boolean isTaking(String name) {
            return stages.stream().anyMatch(s -> s.takes() && s.name().equals(name));
        }

        private Builder<E> after(
                String stage,
                SequenceStage.Kind kind,
                SequenceCondition<E> condition,
                Contiguity contiguity) {
            if (stages.isEmpty()) {
                throw invalid("stage " + stage + ": comes first", "begin", "Name begin first.");
            }
            return add(stage, kind, condition, contiguity);
        }

        private Builder<E> add(
                String stage,
                SequenceStage.Kind kind,
                SequenceCondition<E> condition,
                Contiguity contiguity) {
            stages.add(SequenceStage.of(stage, kind, condition, contiguity));
            return this;
        }

        private SequenceStage<E> last() {
            if (stages.isEmpty()) {
                throw invalid("a quantifier before any stage", "begin", "Name begin first.");
            }
            return stages.get(stages.size() - 1);
        }

        private Builder<E> change(SequenceStage<E> stage) {
            stages.set(stages.size() - 1, stage);
            return this;
        }

        private String here() {
            return "stage " + last().name() + ": ";
        }

        private static void checkPositive(String what, Duration duration) {
            // 100 years of nanoseconds can be added to any time of this century.
            if (duration.isNegative() || duration.isZero() || duration.toDays() > 36_500) {
                throw invalid(what + ": " + duration, "above 0, up to 36500 days", "Change it.");
            }
        }

        private static ChronoFabricException invalid(String given, String expected, String action) {
            return new ChronoFabricException(
                    ErrorCode.RULE_INVALID, "pattern: " + given, expected, action);
        }
    }
}
