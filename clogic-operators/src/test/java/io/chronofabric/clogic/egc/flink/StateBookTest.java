package io.chronofabric.clogic.egc.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.chronofabric.clogic.egc.Rules;
import io.chronofabric.core.TraceContext;
import io.chronofabric.state.codec.RuleDocuments;
import io.chronofabric.state.flink.RecordTypes;
import io.chronofabric.state.flink.StateLedger;
import io.chronofabric.state.model.Fields;
import io.chronofabric.state.model.Origin;
import io.chronofabric.state.model.PatternRule;
import io.chronofabric.state.model.RejectReason;
import io.chronofabric.state.model.Rejected;
import io.chronofabric.state.model.Rule;
import io.chronofabric.state.model.Signal;
import io.chronofabric.state.model.Verdict;
import io.chronofabric.time.LogicalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What operators keep, by their books and by counting all of it. A book goes wrong where a state is
 * measured otherwise after it was read back, or changes without being written.
 */
class StateBookTest {
    private static final int MAX_PARALLELISM = 8;

    /** Counted anew at each change; the two in a row go by the book. */
    private static final int[] PARALLELISMS = {1, 2, 5, 3, 3, 1, 1, 2};

    private static final int ENTITIES = 12;

    /** A value that leaves no alert open, if it comes once. */
    private static final double HARMLESS = 4;

    /** The operators that keep a book. */
    enum Keeper {
        FEW_RULES {
            @Override
            OneInputStreamOperator<Signal, Verdict> make(long budget) {
                return fixed(List.of(Rules.every("r", "always[0,4s](x <= 5)")), budget);
            }
        },
        RULES_KEPT_APART {
            @Override
            OneInputStreamOperator<Signal, Verdict> make(long budget) {
                return fixed(
                        List.of(
                                Rules.every(
                                        "r", "always[0,4s]((x > 2) -> eventually[0,2s](x <= 2))"),
                                Rules.onChange("changes", "once[0,2s](x > 3)"),
                                Rules.every("range", "historically[0,1s](x < 5)")),
                        budget);
            }
        },
        PATTERNS {
            @Override
            OneInputStreamOperator<Signal, Verdict> make(long budget) {
                FixedPatternsOperator operator = new FixedPatternsOperator(STORM, 1_000);
                operator.stateBudget(budget);
                return operator;
            }
        };

        private static final List<PatternRule> STORM =
                RuleDocuments.read(
                                "p.yaml",
                                """
                                kind: Pattern
                                metadata: {id: storm}
                                spec:
                                  signals: {x: x}
                                  features: {usual: {mean: x, over: 20s}}
                                  within: 30s
                                  sequence:
                                    - {name: spike, when: "x > 1.5 * usual"}
                                    - {name: more, when: "x >= spike.x", then: followed-by-any}
                                    - {none: calm, when: "x < 2", within: 4s}
                                  afterMatch: no-skip
                                  guard: 5s
                                """)
                        .patterns();

        abstract OneInputStreamOperator<Signal, Verdict> make(long budget);

        private static OneInputStreamOperator<Signal, Verdict> fixed(
                List<Rule> rules, long budget) {
            FixedRulesOperator operator = new FixedRulesOperator(rules, 1_000);
            operator.stateBudget(budget);
            return operator;
        }
    }

    @ParameterizedTest
    @EnumSource(Keeper.class)
    void totalsEqualAFullRecountAcrossSnapshotsAndRescaling(Keeper keeper) throws Exception {
        long seed = Long.getLong("seed", 20_261_122L);
        Random random = new Random(seed);
        for (int round = 0; round < 4; round++) {
            List<Signal> events = trace(random);
            int stride = events.size() / PARALLELISMS.length + 1;
            OperatorSubtaskState snapshot = null;
            long watermark = 0;
            long bytes = 0;
            long entities = 0;
            for (int step = 0; step < PARALLELISMS.length; step++) {
                int parallelism = PARALLELISMS[step];
                int before = PARALLELISMS[Math.max(0, step - 1)];
                List<Signal> now =
                        events.subList(step * stride, Math.min(events.size(), (step + 1) * stride));
                List<OperatorSubtaskState> parts = new ArrayList<>();
                long found = 0;
                long foundEntities = 0;
                long left = 0;
                long leftEntities = 0;
                long reached = watermark;
                for (int subtask = 0; subtask < parallelism; subtask++) {
                    try (var harness =
                            harness(keeper.make(StateLedger.UNLIMITED), parallelism, subtask)) {
                        if (snapshot != null) {
                            harness.initializeState(
                                    AbstractStreamOperatorTestHarness.repartitionOperatorState(
                                            snapshot,
                                            MAX_PARALLELISM,
                                            before,
                                            parallelism,
                                            subtask));
                        }
                        harness.open();
                        StateLedger ledger = ledger(harness);
                        assertThat(ledger.mustCount())
                                .as("step %d", step)
                                .isEqualTo(step > 0 && parallelism != before);
                        found += ledger.bytes();
                        foundEntities += ledger.entities();
                        reached = feed(harness, now, parallelism, subtask, watermark);
                        left += ledger.bytes();
                        leftEntities += ledger.entities();
                        parts.add(harness.snapshot(step + 1L, 0));
                    }
                }
                assertThat(found).as("bytes of step %d, seed %d", step, seed).isEqualTo(bytes);
                assertThat(foundEntities).as("step %d, seed %d", step, seed).isEqualTo(entities);
                assertThat(left).isPositive();
                bytes = left;
                entities = leftEntities;
                watermark = reached;
                snapshot =
                        AbstractStreamOperatorTestHarness.repackageState(
                                parts.toArray(OperatorSubtaskState[]::new));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Keeper.class)
    void nothingIsBookedOfEntitiesThatWereForgotten(Keeper keeper) throws Exception {
        long seed = Long.getLong("seed", 20_261_122L);
        try (var harness = harness(keeper.make(StateLedger.UNLIMITED), 1, 0)) {
            harness.open();
            feed(harness, trace(new Random(seed)), 1, 0, 0);
            assertThat(ledger(harness).entities()).isEqualTo(ENTITIES);
            harness.processWatermark(9_000_000);
            // Those with an open alert stay.
            int parts = keeper == Keeper.RULES_KEPT_APART ? 2 : 1;
            long known = ledger(harness).entities();
            assertThat(known).as("seed %d", seed).isLessThanOrEqualTo(ENTITIES);
            assertThat(harness.numKeyedStateEntries()).isEqualTo((int) known * parts);
            assertThat(ledger(harness).bytes() == 0).isEqualTo(known == 0);
        }
    }

    @ParameterizedTest
    @EnumSource(Keeper.class)
    void overTheBudgetKnownEntitiesGoOnAndOthersAreRefusedUntilThereIsRoom(Keeper keeper)
            throws Exception {
        long ofOne;
        try (var harness = harness(keeper.make(StateLedger.UNLIMITED), 1, 0)) {
            harness.open();
            harness.processElement(signal("a", 100_000, HARMLESS), 100_000);
            ofOne = ledger(harness).bytes();
        }
        try (var harness = harness(keeper.make(2 * ofOne), 1, 0)) {
            harness.open();
            for (String entity : List.of("a", "b", "c", "b")) {
                long at = 100_000 + 10 * harness.numKeyedStateEntries();
                harness.processElement(signal(entity, at, HARMLESS), at);
            }
            assertThat(ledger(harness).entities()).isEqualTo(2);
            assertThat(ledger(harness).bytes()).isGreaterThan(2 * ofOne);
            assertThat(harness.getSideOutput(GovernOperator.REJECTED))
                    .extracting(StreamRecord::getValue)
                    .singleElement()
                    .satisfies(StateBookTest::tellsWhatToDo);
            harness.processWatermark(9_000_000);
            assertThat(ledger(harness).entities()).isZero();
            harness.processElement(signal("c", 9_000_100, HARMLESS), 9_000_100);
            assertThat(ledger(harness).entities()).isEqualTo(1);
            assertThat(harness.getSideOutput(GovernOperator.REJECTED)).hasSize(1);
        }
    }

    private static void tellsWhatToDo(Rejected letter) {
        assertThat(letter.reason()).isEqualTo(RejectReason.STATE_FULL);
        assertThat(letter.text()).startsWith("c is not known yet").contains("raise state.budget");
    }

    private static long feed(
            KeyedOneInputStreamOperatorTestHarness<String, Signal, Verdict> harness,
            List<Signal> events,
            int parallelism,
            int subtask,
            long from)
            throws Exception {
        long reached = from;
        harness.processWatermark(from);
        for (Signal event : events) {
            if (KeyGroupRangeAssignment.assignKeyToParallelOperator(
                            event.entity(), MAX_PARALLELISM, parallelism)
                    == subtask) {
                harness.processElement(event, event.time().epochMillis());
            }
            reached = Math.max(reached, event.time().epochMillis() - 1_500);
            harness.processWatermark(reached);
        }
        return reached;
    }

    private static StateLedger ledger(
            KeyedOneInputStreamOperatorTestHarness<String, Signal, Verdict> harness) {
        return harness.getOperator() instanceof PatternOperator patterns
                ? patterns.ledger()
                : ((GovernOperator) harness.getOperator()).ledger();
    }

    private static KeyedOneInputStreamOperatorTestHarness<String, Signal, Verdict> harness(
            OneInputStreamOperator<Signal, Verdict> operator, int parallelism, int subtask)
            throws Exception {
        KeyedOneInputStreamOperatorTestHarness<String, Signal, Verdict> harness =
                new KeyedOneInputStreamOperatorTestHarness<>(
                        operator,
                        Signal::entity,
                        Types.STRING,
                        MAX_PARALLELISM,
                        parallelism,
                        subtask);
        harness.setup(
                RecordTypes.verdict()
                        .createSerializer(harness.getExecutionConfig().getSerializerConfig()));
        return harness;
    }

    /** Some with further fields, some traced, some with a bound of their clock's error. */
    private static List<Signal> trace(Random random) {
        List<Signal> trace = new ArrayList<>();
        for (int i = 0; i < 32; i++) {
            for (int e = 0; e < ENTITIES; e++) {
                if (random.nextInt(4) == 0) {
                    continue;
                }
                Map<String, Double> values = new TreeMap<>();
                values.put("x", (double) random.nextInt(7));
                if (random.nextInt(5) == 0) {
                    values.put("other_" + random.nextInt(3), 1.0);
                }
                trace.add(
                        new Signal(
                                LogicalTime.ofEpochMillis(100_000 + 1_000L * i + e),
                                "entity-" + e,
                                Fields.of(values),
                                new Origin("t", 0, i),
                                random.nextInt(3) == 0 ? new TraceContext(1, 2, 3, true) : null,
                                random.nextInt(3) == 0 ? 1_000 : Signal.NO_BOUND));
            }
        }
        return trace;
    }

    private static Signal signal(String entity, long millis, double x) {
        return new Signal(
                LogicalTime.ofEpochMillis(millis),
                entity,
                Fields.of(Map.of("x", x)),
                new Origin("t", 0, millis));
    }
}
