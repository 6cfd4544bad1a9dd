package io.chronofabric.clogic.egc;

import static org.assertj.core.api.Assertions.assertThat;

import io.chronofabric.state.model.Decision;
import io.chronofabric.state.model.Fields;
import io.chronofabric.state.model.Origin;
import io.chronofabric.state.model.Rule;
import io.chronofabric.state.model.RuleRef;
import io.chronofabric.state.model.Signal;
import io.chronofabric.state.model.Verdict;
import io.chronofabric.time.LogicalTime;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the governor to {@link SamplingModel}, on random rules, samplings and events. */
class GovernorModelTest {
    private static final List<String> ENTITIES = List.of("a", "b");
    private static final int DISORDER_MILLIS = 12_000;
    private static final int ROUNDS = 300;

    private final long seed = seed();
    private final Random random = new Random(seed);

    @Test
    void eventsInOrderGiveTheModelsAnswers() throws IOException {
        for (int round = 0; round < ROUNDS; round++) {
            List<Case> cases = randomCases(0);
            List<Signal> events = randomEvents();
            Governed governed = new Governed(cases);
            for (Signal event : events) {
                governed.signal(event);
                governed.watermark(event.time().epochMillis() - 1 - random.nextInt(3_000));
                governed.maybeRestart();
            }
            governed.end();
            governed.assertEqualsModel(events, "seed " + seed + " round " + round);
        }
    }

    @Test
    void eventsShuffledAndDoubledAheadOfTheWatermarkGiveTheModelsAnswers() throws IOException {
        for (int round = 0; round < ROUNDS; round++) {
            List<Case> cases = randomCases(0);
            List<Signal> events = randomEvents();
            Governed governed = new Governed(cases);
            long newest = 0;
            for (Signal event : shuffled(events)) {
                governed.signal(event);
                governed.signal(event);
                newest = Math.max(newest, event.time().epochMillis());
                if (random.nextInt(4) > 0) {
                    governed.watermark(newest - DISORDER_MILLIS - 1);
                }
                governed.maybeRestart();
            }
            governed.end();
            governed.assertEqualsModel(events, "seed " + seed + " round " + round);
            assertThat(governed.out.values().stream().mapToInt(o -> o.duplicates).sum())
                    .isEqualTo(events.size());
        }
    }

    @Test
    void afterAllCorrectionsLateEventsGiveTheModelsAnswers() throws IOException {
        int corrections = 0;
        for (int round = 0; round < ROUNDS; round++) {
            List<Case> cases = randomCases(DISORDER_MILLIS);
            List<Signal> events = randomEvents();
            Governed governed = new Governed(cases);
            long newest = 0;
            for (Signal event : shuffled(events)) {
                governed.signal(event);
                if (random.nextInt(10) == 0) {
                    governed.signal(event);
                }
                newest = Math.max(newest, event.time().epochMillis());
                governed.watermark(newest);
                governed.maybeRestart();
            }
            governed.end();
            governed.assertAgreesWithModel(events, "seed " + seed + " round " + round);
            for (Recorder out : governed.out.values()) {
                corrections += (int) out.verdicts.stream().filter(v -> v.correction() > 0).count();
            }
        }
        assertThat(corrections).isGreaterThan(200);
    }

    /** A rule and what the model must know of its formula. */
    private record Case(Rule rule, List<String> reads, int future) {}

    private record Formula(String text, List<String> reads, int future) {}

    /** One governor, two entities, a watermark. */
    private final class Governed {
        private final List<Case> cases;
        private EntityGovernor governor;
        private final Map<String, EntityState> states = new HashMap<>();
        private final Map<String, Recorder> out = new HashMap<>();
        private long limit;

        Governed(List<Case> cases) {
            this.cases = cases;
            this.governor = newGovernor();
            ENTITIES.forEach(entity -> out.put(entity, new Recorder()));
        }

        private EntityGovernor newGovernor() {
            return new EntityGovernor(
                    Rules.compile(cases.stream().map(Case::rule).toArray(Rule[]::new)), 1_000);
        }

        void signal(Signal signal) {
            EntityState state =
                    states.computeIfAbsent(signal.entity(), entity -> governor.newState());
            governor.onSignal(state, signal, limit, out.get(signal.entity()));
            drop(signal.entity(), state);
        }

        /** Moves the watermark and wakes entities as timers would. */
        void watermark(long millis) {
            limit = Math.max(limit, EntityGovernor.limitOf(millis));
            for (String entity : ENTITIES) {
                EntityState state = states.get(entity);
                if (state != null && state.wakeMillis() <= millis) {
                    governor.advance(state, entity, limit, out.get(entity));
                    if (state.wakeMillis() != EntityState.NO_WAKE) {
                        assertThat(state.wakeMillis()).as("seed %d", seed).isGreaterThan(millis);
                    }
                    drop(entity, state);
                }
            }
        }

        /** Ends the input, long after the last event where a rule reads how old values are. */
        void end() {
            boolean readsAge =
                    cases.stream()
                            .flatMap(each -> each.rule().signals().stream())
                            .anyMatch(signal -> signal.measure() == Rule.Measure.AGE);
            if (readsAge || random.nextBoolean()) {
                watermark(1_000_000_000);
            }
            watermark(Long.MAX_VALUE);
        }

        private void drop(String entity, EntityState state) {
            if (governor.isForgettable(state)) {
                states.remove(entity);
            }
        }

        /** After a restart the state is read back and the watermark begins anew. */
        void maybeRestart() throws IOException {
            if (random.nextInt(15) > 0) {
                return;
            }
            for (Map.Entry<String, EntityState> entry : states.entrySet()) {
                entry.setValue(EntityRun.reread(entry.getValue()));
            }
            governor = newGovernor();
            limit = 0;
        }

        /** Everything said equals what the model says, in its order. */
        void assertEqualsModel(List<Signal> events, String description) {
            for (String entity : ENTITIES) {
                Recorder said = out.get(entity);
                long unanswered = 0;
                for (Case rule : cases) {
                    SamplingModel model = model(rule, events, entity);
                    String what = description + " " + entity + " " + rule;
                    assertThat(verdicts(said, rule)).as(what).allMatch(v -> v.correction() == 0);
                    assertThat(verdicts(said, rule))
                            .as(what)
                            .extracting(Verdict::timeMillis)
                            .isEqualTo(model.reported);
                    assertThat(verdicts(said, rule))
                            .as(what)
                            .allMatch(v -> model.answers.get(v.timeMillis()) == v.robustness());
                    assertThat(decisions(said, rule)).as(what).isEqualTo(model.decisions);
                    unanswered += model.unanswered;
                }
                assertThat(said.unanswered).as(description).isEqualTo(unanswered);
                assertThat(said.rejected).as(description).isEmpty();
                assertForgotten(entity, description);
            }
        }

        /** The last word on everything is the model's. */
        void assertAgreesWithModel(List<Signal> events, String description) {
            for (String entity : ENTITIES) {
                Recorder said = out.get(entity);
                assertThat(said.rejected).as(description).isEmpty();
                assertThat(said.verdicts).extracting(Verdict::id).doesNotHaveDuplicates();
                assertThat(said.decisions).extracting(Decision::id).doesNotHaveDuplicates();
                for (Case rule : cases) {
                    SamplingModel model = model(rule, events, entity);
                    String what = description + " " + entity + " " + rule;
                    TreeMap<Long, Double> lastWords = new TreeMap<>();
                    for (Verdict verdict : verdicts(said, rule)) {
                        lastWords.put(verdict.timeMillis(), verdict.robustness());
                    }
                    if (rule.rule().report() instanceof Rule.Report.Every) {
                        assertThat(lastWords).as(what).isEqualTo(model.answers);
                    }
                    for (long moment : model.reported) {
                        assertThat(lastWords.get(moment))
                                .as(what + " at " + moment)
                                .isEqualTo(model.answers.get(moment));
                    }
                    lastWords.forEach(
                            (moment, robustness) ->
                                    assertThat(robustness < 0)
                                            .as(what + " at " + moment)
                                            .isEqualTo(model.answers.get(moment) < 0));
                    List<Boolean> decisions = decisions(said, rule);
                    for (int i = 0; i < decisions.size(); i++) {
                        assertThat(decisions.get(i)).as(what).isEqualTo(i % 2 == 0);
                    }
                    assertThat(decisions.size() % 2 == 1).as(what).isEqualTo(model.isAlerted());
                }
                assertForgotten(entity, description);
            }
        }

        private void assertForgotten(String entity, String description) {
            EntityState state = states.get(entity);
            if (state != null) {
                assertThat(state.store().size()).as(description).isZero();
                assertThat(state.wakeMillis()).as(description).isEqualTo(EntityState.NO_WAKE);
            }
        }

        private static SamplingModel model(Case rule, List<Signal> events, String entity) {
            return new SamplingModel(
                    rule.rule(),
                    rule.reads(),
                    rule.future(),
                    events.stream().filter(event -> event.entity().equals(entity)).toList());
        }

        private static List<Verdict> verdicts(Recorder said, Case rule) {
            return said.verdicts.stream().filter(v -> v.rule().equals(rule.rule().ref())).toList();
        }

        private static List<Boolean> decisions(Recorder said, Case rule) {
            return said.decisions.stream()
                    .filter(decision -> decision.rule().equals(rule.rule().ref()))
                    .map(decision -> decision.action() == Decision.Action.ALERT)
                    .toList();
        }
    }

    /** One to three rules, the first of which has the lateness, the others any up to it. */
    private List<Case> randomCases(int latenessMillis) {
        List<Case> cases = new ArrayList<>();
        int count = 1 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            int periodMillis = random.nextBoolean() ? 1_000 : 600;
            Formula formula = randomFormula(periodMillis);
            int toleranceMillis = new int[] {0, periodMillis / 10, periodMillis / 2}[i % 3];
            int lateness = i == 0 ? latenessMillis : random.nextInt(latenessMillis + 1);
            cases.add(
                    new Case(
                            new Rule(
                                    new RuleRef("test", "r" + i, 1),
                                    "*",
                                    Stream.of("x", "y", "z").map(this::signal).toList(),
                                    new Rule.Sampling(
                                            periodMillis,
                                            toleranceMillis * 1_000_000L,
                                            Rule.Fill.values()[random.nextInt(3)],
                                            periodMillis
                                                    + random.nextInt(
                                                            random.nextInt(3) == 0
                                                                    ? 100_000
                                                                    : 4_000)),
                                    lateness,
                                    List.of(),
                                    formula.text(),
                                    new Rule.Place("test", 1, 1),
                                    Rule.OnSwap.WARM,
                                    Set.of(Verdict.Kind.VERDICT, Verdict.Kind.CORRECTION),
                                    switch (random.nextInt(3)) {
                                        case 0 -> new Rule.Report.Every();
                                        case 1 -> new Rule.Report.OnChange();
                                        default -> new Rule.Report.Period(3_700);
                                    }),
                            formula.reads(),
                            formula.future()));
        }
        return cases;
    }

    private Rule.SignalSpec signal(String name) {
        return new Rule.SignalSpec(
                name,
                name,
                "",
                Double.NEGATIVE_INFINITY,
                Double.POSITIVE_INFINITY,
                random.nextInt(4) == 0 ? Rule.Measure.AGE : Rule.Measure.VALUE,
                Rule.Role.OUTPUT);
    }

    private Formula randomFormula(int periodMillis) {
        int a = random.nextInt(3);
        int b = a + random.nextInt(4);
        int c = random.nextInt(3);
        String ab = "[" + a * periodMillis + "ms," + b * periodMillis + "ms]";
        String upToC = "[0ms," + c * periodMillis + "ms]";
        return switch (random.nextInt(9)) {
            case 0 -> new Formula("x > 2", List.of("x"), 0);
            case 1 -> new Formula("always" + ab + "(x > y)", List.of("x", "y"), b);
            case 2 -> new Formula("(x > 2) -> eventually" + ab + "(z <= 3)", List.of("x", "z"), b);
            case 3 ->
                    new Formula(
                            "historically" + ab + "(x < 4) and once" + upToC + "(y > z)",
                            List.of("x", "y", "z"),
                            0);
            case 4 ->
                    new Formula(
                            "always" + upToC + "((x > 2) -> eventually" + ab + "(x <= 2))",
                            List.of("x"),
                            b + c);
            case 5 ->
                    new Formula(
                            "eventually" + upToC + "(historically" + ab + "(z >= 1))",
                            List.of("z"),
                            c);
            case 6 -> new Formula("(x > 1) since" + ab + " (y > 2)", List.of("x", "y"), 0);
            case 7 -> new Formula("(x > 1) until" + ab + " (y > 2)", List.of("x", "y"), b);
            default ->
                    new Formula(
                            "once" + ab + "(x > 3) or always" + upToC + "(y - z < 2)",
                            List.of("x", "y", "z"),
                            c);
        };
    }

    /** Events of both entities, in order; some at one time, some carrying few of the signals. */
    private List<Signal> randomEvents() {
        List<Signal> events = new ArrayList<>();
        for (String entity : ENTITIES) {
            boolean sparse = random.nextBoolean();
            long at = 1_000_000L + random.nextInt(2_000);
            for (int i = 0; i < 40; i++) {
                int step = random.nextInt(20);
                if (step == 0) {
                    at += 4_000 + random.nextInt(8_000);
                } else if (step < 10) {
                    at = (at / 100 + 1 + random.nextInt(12)) * 100;
                } else if (step < 19) {
                    at += 1 + random.nextInt(1_500);
                }
                Map<String, Double> fields = new TreeMap<>();
                for (String name : List.of("other", "x", "y", "z")) {
                    if (!sparse || random.nextInt(3) > 0) {
                        fields.put(name, (double) random.nextInt(6));
                    }
                }
                long nanos = at * 1_000_000L + (random.nextInt(4) == 0 ? 1 : 0);
                events.add(
                        new Signal(
                                new LogicalTime(nanos, i, 1),
                                entity,
                                Fields.of(fields),
                                new Origin("test", 0, i)));
            }
        }
        events.sort((left, right) -> left.time().compareTo(right.time()));
        return events;
    }

    private List<Signal> shuffled(List<Signal> events) {
        TreeMap<Double, Signal> byArrival = new TreeMap<>();
        for (Signal event : events) {
            double delay = random.nextInt(3) == 0 ? random.nextDouble() * DISORDER_MILLIS : 0;
            byArrival.put(event.time().epochMillis() + delay + random.nextDouble() * 1e-3, event);
        }
        return new ArrayList<>(byArrival.values());
    }

    private static long seed() {
        String given = System.getProperty("seed", "");
        return given.isEmpty() ? new Random().nextLong() : Long.parseLong(given);
    }
}
