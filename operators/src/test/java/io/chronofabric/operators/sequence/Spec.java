package io.chronofabric.operators.sequence;

import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.flink.cep.nfa.aftermatch.AfterMatchSkipStrategy;
import org.apache.flink.cep.pattern.Pattern;
import org.apache.flink.cep.pattern.WithinType;
import org.apache.flink.cep.pattern.conditions.IterativeCondition;

/** A pattern that can be said to our engine, to Flink CEP and to the oracle. */
record Spec(List<Stage> stages, int withinMillis, AfterMatch afterMatch) {

    enum Reads {
        NOTHING,
        /** The value is at least that of the last event of the first stage. */
        LAST,
        /** The first stage has taken fewer than three, and itself fewer than two. */
        COUNT
    }

    record Stage(
            String name,
            SequenceStage.Kind kind,
            String letters,
            Reads reads,
            Contiguity contiguity,
            int min,
            int max,
            boolean optional,
            boolean greedy,
            Contiguity inner,
            int withinMillis)
            implements Serializable {
        boolean fits(long event, List<Long> ofFirst, List<Long> ofThis) {
            if (letters.indexOf('a' + Ev.kind(event)) < 0) {
                return false;
            }
            return switch (reads) {
                case NOTHING -> true;
                case LAST ->
                        ofFirst.isEmpty()
                                || Ev.value(event) >= Ev.value(ofFirst.get(ofFirst.size() - 1));
                case COUNT -> ofFirst.size() < 3 && ofThis.size() < 2;
            };
        }

        Stage lasting(int millis) {
            return new Stage(
                    name,
                    kind,
                    letters,
                    reads,
                    contiguity,
                    min,
                    max,
                    optional,
                    greedy,
                    inner,
                    millis);
        }

        SequenceCondition<Long> condition(String first) {
            if (reads == Reads.NOTHING) {
                return SequenceCondition.onEvent(e -> letters.indexOf('a' + Ev.kind(e)) >= 0);
            }
            return (e, earlier) -> fits(e, earlier.events(first), earlier.events(name));
        }
    }

    /** How much a random pattern may use. */
    record Scope(
            boolean nots,
            boolean optionalsAndGreed,
            boolean skips,
            boolean endAbsence,
            boolean stageTimes) {}

    static Spec random(Random random, Scope scope) {
        int count = 1 + random.nextInt(4);
        List<Stage> stages = new ArrayList<>();
        boolean canNot = false;
        int within = random.nextInt(3) == 0 ? 0 : 4 + random.nextInt(12);
        for (int i = 0; i < count; i++) {
            boolean last = i == count - 1;
            if (canNot && scope.nots() && random.nextInt(3) == 0) {
                boolean next = random.nextInt(3) == 0;
                if (!last || next || (scope.endAbsence() && within > 0 && !loopBefore(stages))) {
                    stages.add(not("n" + i, next, letters(random)));
                    canNot = false;
                    continue;
                }
            }
            Stage stage = taking(random, "s" + i, i == 0, scope);
            stages.add(stage);
            canNot = !stage.optional();
        }
        if (scope.stageTimes()) {
            addStageTimes(random, stages, within);
        }
        AfterMatch after = AfterMatch.NO_SKIP;
        if (scope.skips()) {
            String anyStage = "s0";
            after =
                    switch (random.nextInt(4)) {
                        case 0 -> AfterMatch.PAST_LAST;
                        case 1 -> AfterMatch.TO_NEXT;
                        case 2 -> AfterMatch.toFirst(anyStage);
                        default -> AfterMatch.toLast(anyStage);
                    };
        }
        return new Spec(stages, within, after);
    }

    private static void addStageTimes(Random random, List<Stage> stages, int within) {
        for (int i = 1; i < stages.size(); i++) {
            Stage stage = stages.get(i);
            boolean single = stage.max() == 1 && !stage.optional();
            boolean absence = stage.kind() == SequenceStage.Kind.NOT_FOLLOWED_BY;
            if (single
                    && random.nextBoolean()
                    && stage.kind() != SequenceStage.Kind.NOT_NEXT
                    && (!absence || i == stages.size() - 1)) {
                stages.set(i, stage.lasting(within == 0 ? 5 : 1 + random.nextInt(within)));
            }
        }
    }

    /** Whether CEP is not consistent in what it forbids, so that we differ. */
    boolean hasRangeBesideNot() {
        boolean not = false;
        boolean range = false;
        for (Stage stage : stages) {
            boolean isRange = stage.max() != SequenceStage.UNBOUNDED && stage.max() > stage.min();
            if (stage.kind() == SequenceStage.Kind.NOT_FOLLOWED_BY) {
                if (range) {
                    return true;
                }
                not = true;
            } else if (not && isRange) {
                return true;
            } else if (!stage.optional()) {
                not = false;
            }
            range = isRange;
        }
        return false;
    }

    /** Whether CEP does not look at the time of a stage. */
    boolean hasTimeAfterRange() {
        for (int i = 1; i < stages.size(); i++) {
            Stage before = stages.get(i - 1);
            if (stages.get(i).withinMillis() > 0
                    && (before.max() != before.min() || before.optional())) {
                return true;
            }
        }
        return false;
    }

    private static boolean loopBefore(List<Stage> stages) {
        Stage before = stages.get(stages.size() - 1);
        return before.max() != before.min() || before.kind() != SequenceStage.Kind.TAKES;
    }

    private static Stage not(String name, boolean next, String letters) {
        return new Stage(
                name,
                next ? SequenceStage.Kind.NOT_NEXT : SequenceStage.Kind.NOT_FOLLOWED_BY,
                letters,
                Reads.NOTHING,
                next ? Contiguity.STRICT : Contiguity.RELAXED,
                1,
                1,
                false,
                false,
                Contiguity.RELAXED,
                0);
    }

    private static Stage taking(Random random, String name, boolean first, Scope scope) {
        int min = 1;
        int max = 1;
        switch (random.nextInt(5)) {
            case 0 -> max = SequenceStage.UNBOUNDED;
            case 1 -> {
                min = 2;
                max = random.nextBoolean() ? 2 : SequenceStage.UNBOUNDED;
            }
            case 2 -> max = 2 + random.nextInt(2);
            default -> {}
        }
        Contiguity inner = Contiguity.values()[random.nextInt(3)];
        boolean more = scope.optionalsAndGreed();
        boolean greedy = more && max > 1 && inner != Contiguity.ANY && random.nextInt(3) == 0;
        Reads reads =
                first || random.nextInt(4) > 0
                        ? Reads.NOTHING
                        : random.nextBoolean() ? Reads.LAST : Reads.COUNT;
        return new Stage(
                name,
                SequenceStage.Kind.TAKES,
                letters(random),
                reads,
                first ? Contiguity.STRICT : Contiguity.values()[random.nextInt(3)],
                min,
                max,
                more && random.nextInt(4) == 0,
                greedy,
                inner,
                0);
    }

    private static String letters(Random random) {
        String one = String.valueOf((char) ('a' + random.nextInt(4)));
        return random.nextInt(3) == 0 ? one + (char) ('a' + random.nextInt(4)) : one;
    }

    SequencePattern<Long> ours() {
        SequencePattern.Builder<Long> builder = SequencePattern.builder("p", 1);
        String first = stages.get(0).name();
        for (int i = 0; i < stages.size(); i++) {
            Stage stage = stages.get(i);
            SequenceCondition<Long> condition = stage.condition(first);
            switch (stage.kind()) {
                case NOT_NEXT -> builder.notNext(stage.name(), condition);
                case NOT_FOLLOWED_BY -> builder.notFollowedBy(stage.name(), condition);
                case TAKES -> {
                    if (i == 0) {
                        builder.begin(stage.name(), condition);
                    } else {
                        switch (stage.contiguity()) {
                            case STRICT -> builder.next(stage.name(), condition);
                            case RELAXED -> builder.followedBy(stage.name(), condition);
                            case ANY -> builder.followedByAny(stage.name(), condition);
                        }
                    }
                    if (stage.max() == SequenceStage.UNBOUNDED) {
                        builder.atLeast(stage.min());
                    } else {
                        builder.times(stage.min(), stage.max());
                    }
                    builder.inner(stage.inner());
                    if (stage.optional()) {
                        builder.optional();
                    }
                    if (stage.greedy()) {
                        builder.greedy();
                    }
                }
            }
            if (stage.withinMillis() > 0) {
                builder.stageWithin(Duration.ofMillis(stage.withinMillis()));
            }
        }
        if (withinMillis > 0) {
            builder.within(Duration.ofMillis(withinMillis));
        }
        return builder.afterMatch(afterMatch).build();
    }

    Pattern<Long, ?> flinks() {
        AfterMatchSkipStrategy skip =
                switch (afterMatch.kind()) {
                    case NO_SKIP -> AfterMatchSkipStrategy.noSkip();
                    case PAST_LAST -> AfterMatchSkipStrategy.skipPastLastEvent();
                    case TO_NEXT -> AfterMatchSkipStrategy.skipToNext();
                    case TO_FIRST -> AfterMatchSkipStrategy.skipToFirst(afterMatch.stage());
                    case TO_LAST -> AfterMatchSkipStrategy.skipToLast(afterMatch.stage());
                };
        Pattern<Long, Long> pattern = null;
        String first = stages.get(0).name();
        for (Stage stage : stages) {
            String name = stage.name();
            if (pattern == null) {
                pattern = Pattern.begin(name, skip);
            } else {
                pattern =
                        switch (stage.kind()) {
                            case NOT_NEXT -> pattern.notNext(name);
                            case NOT_FOLLOWED_BY -> pattern.notFollowedBy(name);
                            case TAKES ->
                                    switch (stage.contiguity()) {
                                        case STRICT -> pattern.next(name);
                                        case RELAXED -> pattern.followedBy(name);
                                        case ANY -> pattern.followedByAny(name);
                                    };
                        };
            }
            pattern = pattern.where(new Fits(stage, first));
            if (stage.max() == SequenceStage.UNBOUNDED) {
                pattern = stage.min() == 1 ? pattern.oneOrMore() : pattern.timesOrMore(stage.min());
            } else if (stage.max() > 1) {
                pattern = pattern.times(stage.min(), stage.max());
            }
            if (stage.max() > 1) {
                if (stage.inner() == Contiguity.STRICT) {
                    pattern = pattern.consecutive();
                } else if (stage.inner() == Contiguity.ANY) {
                    pattern = pattern.allowCombinations();
                }
            }
            if (stage.greedy()) {
                pattern = pattern.greedy();
            }
            if (stage.optional()) {
                pattern = pattern.optional();
            }
            if (stage.withinMillis() > 0) {
                pattern =
                        pattern.within(
                                Duration.ofMillis(stage.withinMillis()),
                                WithinType.PREVIOUS_AND_CURRENT);
            }
        }
        return withinMillis == 0 ? pattern : pattern.within(Duration.ofMillis(withinMillis));
    }

    /** Flink's form of a stage's condition. */
    private static final class Fits extends IterativeCondition<Long> {
        private static final long serialVersionUID = 1L;

        private final Stage stage;
        private final String first;

        Fits(Stage stage, String first) {
            this.stage = stage;
            this.first = first;
        }

        @Override
        public boolean filter(Long event, Context<Long> context) throws Exception {
            if (stage.reads() == Reads.NOTHING) {
                return stage.fits(event, List.of(), List.of());
            }
            return stage.fits(event, taken(context, first), taken(context, stage.name()));
        }

        private static List<Long> taken(Context<Long> context, String name) throws Exception {
            List<Long> events = new ArrayList<>();
            context.getEventsForPattern(name).forEach(events::add);
            return events;
        }
    }
}
