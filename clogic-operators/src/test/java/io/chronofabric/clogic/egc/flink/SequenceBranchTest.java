package io.chronofabric.clogic.egc.flink;

import static io.chronofabric.clogic.egc.cep.SequenceCases.event;
import static org.assertj.core.api.Assertions.assertThat;

import io.chronofabric.clogic.egc.cep.EngineChoice;
import io.chronofabric.clogic.egc.cep.SequenceCases;
import io.chronofabric.clogic.egc.cep.SequenceEdge;
import io.chronofabric.clogic.egc.cep.SequenceModel;
import io.chronofabric.clogic.egc.cep.SequenceRule;
import io.chronofabric.state.flink.RecordTypes;
import io.chronofabric.state.model.Decision;
import io.chronofabric.state.model.RejectReason;
import io.chronofabric.state.model.Rule;
import io.chronofabric.state.model.Signal;
import io.chronofabric.state.model.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.cep.nfa.aftermatch.AfterMatchSkipStrategy;
import org.apache.flink.cep.pattern.Pattern;
import org.apache.flink.cep.pattern.conditions.SimpleCondition;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.util.CloseableIterator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SequenceBranchTest {
    @RegisterExtension
    static final MiniClusterExtension FLINK =
            new MiniClusterExtension(
                    new MiniClusterResourceConfiguration.Builder()
                            .setNumberTaskManagers(1)
                            .setNumberSlotsPerTaskManager(2)
                            .build());

    private static final double NONE = Double.NaN;

    @Test
    void aTriggerIsAnsweredByTheResponseAtItsOwnMomentAndAtTheEndOfItsWindow() throws Exception {
        Rule rule = SequenceCases.rule("rise(x > 0) -> eventually[0,100ms] rise(y > 0)");
        assertThat(
                        answers(
                                rule,
                                event("a", 0, 0, 0),
                                event("a", 50, 1, 1),
                                event("a", 120, 0, 0),
                                event("a", 300, 1, 0),
                                event("a", 400, NONE, 1),
                                event("a", 500, 0, 0),
                                event("a", 600, 1, 0),
                                event("a", 710, 1, 1),
                                event("a", 900, 0, 0)))
                .containsExactly("0 +", "600 -", "610 +");
    }

    @Test
    void aTriggerAtTheLastMomentOfATraceIsAnsweredAndNoMomentAfterIt() throws Exception {
        Rule rule =
                SequenceCases.rule(
                        "rise(x > 0) -> eventually[0,0] y > 0",
                        new Rule.Sampling(10, 0, Rule.Fill.NONE, 10));
        assertThat(answers(rule, event("a", 100, 0, 0), event("a", 110, 1, 0)))
                .containsExactly("100 +", "110 -");
    }

    @Test
    void theVerdictTellsWhenTheTriggerWasAndWhenTheResponse() throws Exception {
        Rule rule = SequenceCases.rule("rise(x > 0) -> not eventually[20ms,100ms] rise(y > 0)");
        try (SequencePipeline pipeline = new SequencePipeline(rule, 10)) {
            for (Signal event :
                    List.of(
                            event("a", 0, 0, 0),
                            event("a", 50, 1, 0),
                            event("a", 130, NONE, 1),
                            event("a", 300, 0, 0))) {
                pipeline.signal(event);
            }
            pipeline.watermark(Long.MAX_VALUE);
            Verdict broken = pipeline.verdicts.get(1);
            assertThat(SequenceCases.since(broken.timeMillis())).isEqualTo(50);
            assertThat(broken.robustness()).isEqualTo(Double.NEGATIVE_INFINITY);
            assertThat(broken.decidedBy().predicate()).isEqualTo("rise(y > 0)");
            assertThat(SequenceCases.since(broken.decidedBy().timeMillis())).isEqualTo(130);
            Decision alert = pipeline.decisions.get(0);
            assertThat(alert.id()).isEqualTo("alert-" + broken.id());
            assertThat(alert.text())
                    .isEqualTo(
                            "sequence is broken for a at 1970-01-01T00:16:40.050Z: rise(y > 0)"
                                    + " at 1970-01-01T00:16:40.130Z");
            assertThat(pipeline.decisions.get(1).action()).isEqualTo(Decision.Action.CLEAR);
        }
    }

    @Test
    void aPatternWithThePlainWindowWouldMissTheResponseAtItsEnd() throws Exception {
        Rule rule = SequenceCases.rule("rise(x > 0) -> eventually[0,100ms] rise(y > 0)");
        Pattern<SequenceEdge, ?> naive =
                Pattern.<SequenceEdge>begin("opened", AfterMatchSkipStrategy.noSkip())
                        .where(SimpleCondition.of(SequenceEdge::opens))
                        .followedBy("closed")
                        .where(SimpleCondition.of(edge -> !edge.opens()))
                        .within(Duration.ofMillis(100));
        List<Signal> events =
                List.of(
                        event("a", 0, 0, 0),
                        event("a", 100, 1, 0),
                        event("a", 200, NONE, 1),
                        event("a", 400, 0, 0));
        SequenceModel model = SequenceAgreementTest.model(rule, events);
        try (SequencePipeline wrong = new SequencePipeline(rule, 10, naive);
                SequencePipeline right = new SequencePipeline(rule, 10)) {
            for (Signal event : events) {
                wrong.signal(event);
                right.signal(event);
            }
            wrong.watermark(Long.MAX_VALUE);
            right.watermark(Long.MAX_VALUE);
            assertThat(wrong.verdicts).anyMatch(Verdict::isViolated);
            SequenceAgreementTest.assertAgrees(right.verdicts, right.decisions, model, "right");
        }
    }

    @Test
    void whatAnEntityCostsDoesNotDependOnTheWindowNorOnTheMomentsBetweenEvents() throws Exception {
        Rule.Sampling fine = new Rule.Sampling(1, 0, Rule.Fill.HOLD, 2 * 86_400_000L);
        Rule rule = SequenceCases.rule("rise(x > 0) -> eventually[0,1d] rise(y > 0)", fine);
        long day = 86_400_000L;
        try (SequencePipeline pipeline = new SequencePipeline(rule, 10)) {
            pipeline.signal(event("a", 0, 0, 0));
            pipeline.signal(event("a", 5, 1, 0));
            pipeline.signal(event("a", 5 + day, NONE, 1));
            pipeline.signal(event("a", 10 + day, 0, 0));
            pipeline.signal(event("a", 20 + day, 1, 0));
            pipeline.watermark(Long.MAX_VALUE);
            assertThat(pipeline.edges).isEqualTo(4);
            assertThat(told(pipeline.verdicts))
                    .containsExactly("0 +", 20 + day + " -", 21 + day + " +");
        }
    }

    @Test
    void aLateEventIsADeadLetterWithTheReason() throws Exception {
        Rule rule = SequenceCases.rule("rise(x > 0) -> eventually[0,100ms] rise(y > 0)");
        try (SequencePipeline pipeline = new SequencePipeline(rule, 10)) {
            pipeline.signal(event("a", 100, 0, 0));
            pipeline.watermark(1_000_200);
            pipeline.signal(event("a", 190, 1, 0));
            pipeline.signal(event("a", 300, 1, 0));
            pipeline.signal(event("a", 300, 2, 0));
            pipeline.watermark(1_000_400);
            assertThat(pipeline.rejected)
                    .extracting(letter -> letter.reason())
                    .containsExactly(RejectReason.LATE, RejectReason.CONFLICTING_DUPLICATE);
            assertThat(pipeline.rejected.get(0).text())
                    .contains("10 ms behind the watermark")
                    .contains("test/sequence@1 is judged by Flink CEP");
        }
    }

    @Test
    void beyondItsBoundAnEntityLosesAnswersAndNeverGetsAWrongOne() throws Exception {
        long seed = seed();
        Random random = new Random(seed);
        SequenceCases cases = new SequenceCases(random);
        long lost = 0;
        for (int round = 0; round < 300; round++) {
            Rule rule = cases.rule();
            List<Signal> events = cases.events("a", rule, 60);
            SequenceModel model = SequenceAgreementTest.model(rule, events);
            try (SequencePipeline pipeline = new SequencePipeline(rule, 1 + random.nextInt(3))) {
                SequenceAgreementTest.feed(pipeline, events, random);
                for (Verdict verdict : pipeline.verdicts) {
                    assertThat(model.answers)
                            .as("seed %d, round %d: %s", seed, round, rule)
                            .containsEntry(verdict.timeMillis(), verdict.isViolated());
                }
                lost += model.reported.size() - pipeline.verdicts.size();
            }
        }
        assertThat(lost).as("seed %d", seed).isPositive();
    }

    @Test
    void outputsEqualAnUndisturbedRunAcrossSnapshotsAndRescaling() throws Exception {
        long seed = seed();
        Random random = new Random(seed);
        SequenceCases cases = new SequenceCases(random);
        int verdicts = 0;
        for (int round = 0; round < 20; round++) {
            Rule rule = cases.rule();
            List<Signal> events = new ArrayList<>();
            for (int entity = 0; entity < 8; entity++) {
                events.addAll(cases.events("entity-" + entity, rule, 30));
            }
            events.sort(Comparator.comparing(Signal::time));
            List<Verdict> undisturbed = run(rule, events, new int[] {1}, events.size());
            List<Verdict> rescaled =
                    run(rule, events, new int[] {1, 2, 5, 3}, 1 + events.size() / 7);
            verdicts += undisturbed.size();
            assertThat(rescaled)
                    .as("seed %d, round %d: %s", seed, round, rule)
                    .isEqualTo(undisturbed);
        }
        assertThat(verdicts).as("seed %d", seed).isGreaterThan(200);
    }

    /** Runs the events, restarting with the next parallelism after every {@code stride} of them. */
    private static List<Verdict> run(Rule rule, List<Signal> events, int[] parallelisms, int stride)
            throws Exception {
        SequenceRule sequence = EngineChoice.sequence(rule);
        List<Verdict> verdicts = new ArrayList<>();
        SequencePipeline.Snapshot snapshot = null;
        long watermark = Long.MIN_VALUE;
        int step = 0;
        int before = 1;
        for (int from = 0; from < events.size(); from += stride, step++) {
            int to = Math.min(events.size(), from + stride);
            int now = parallelisms[Math.min(step, parallelisms.length - 1)];
            long reached = events.get(to - 1).time().epochMillis() - 1;
            List<SequencePipeline.Snapshot> parts = new ArrayList<>();
            for (int subtask = 0; subtask < now; subtask++) {
                try (SequencePipeline pipeline =
                        new SequencePipeline(
                                rule,
                                1_000,
                                SequenceBranch.pattern(sequence),
                                now,
                                subtask,
                                snapshot,
                                before)) {
                    pipeline.watermark(watermark);
                    for (Signal event : events.subList(from, to)) {
                        if (KeyGroupRangeAssignment.assignKeyToParallelOperator(
                                        event.entity(), SequencePipeline.MAX_PARALLELISM, now)
                                == subtask) {
                            pipeline.signal(event);
                        }
                    }
                    pipeline.watermark(to == events.size() ? Long.MAX_VALUE : reached);
                    verdicts.addAll(pipeline.verdicts);
                    parts.add(pipeline.snapshot(step));
                }
            }
            snapshot = SequencePipeline.Snapshot.of(parts);
            watermark = reached;
            before = now;
        }
        verdicts.sort(Comparator.comparing(Verdict::entity).thenComparingLong(Verdict::timeMillis));
        return verdicts;
    }

    @Test
    void onAClusterEveryMomentGetsTheAnswerOfTheEvaluator() throws Exception {
        long seed = seed();
        Random random = new Random(seed);
        SequenceCases cases = new SequenceCases(random);
        for (int round = 0; round < 4; round++) {
            Rule rule = cases.rule();
            Map<String, List<Signal>> eventsOf = new HashMap<>();
            List<Signal> events = new ArrayList<>();
            for (int entity = 0; entity < 40; entity++) {
                String name = "entity-" + entity;
                eventsOf.put(name, cases.events(name, rule, 40));
                events.addAll(eventsOf.get(name));
            }
            events.sort(Comparator.comparing(Signal::time));
            Map<String, List<Verdict>> verdictsOf = new HashMap<>();
            Set<String> ids = new HashSet<>();
            for (Verdict verdict : onCluster(rule, events)) {
                verdictsOf.computeIfAbsent(verdict.entity(), e -> new ArrayList<>()).add(verdict);
                assertThat(ids.add(verdict.id())).isTrue();
            }
            for (Map.Entry<String, List<Signal>> entity : eventsOf.entrySet()) {
                SequenceModel model = SequenceAgreementTest.model(rule, entity.getValue());
                assertThat(verdictsOf.getOrDefault(entity.getKey(), List.of()))
                        .as("seed %d, round %d: %s", seed, round, rule)
                        .extracting(v -> v.timeMillis() + (v.isViolated() ? " -" : " +"))
                        .containsExactlyElementsOf(
                                model.reported.stream()
                                        .map(t -> t + (model.answers.get(t) ? " -" : " +"))
                                        .toList());
            }
        }
    }

    private static List<Verdict> onCluster(Rule rule, List<Signal> events) throws Exception {
        Configuration strict = new Configuration();
        strict.set(PipelineOptions.GENERIC_TYPES, false);
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(strict);
        env.setParallelism(2);
        SequenceBranch branch =
                SequenceBranch.define(
                        env.fromData(RecordTypes.signal(), events.toArray(Signal[]::new))
                                .assignTimestampsAndWatermarks(
                                        WatermarkStrategy.<Signal>forBoundedOutOfOrderness(
                                                        Duration.ofMillis(5))
                                                .withTimestampAssigner(
                                                        (event, at) -> event.time().epochMillis()))
                                .keyBy(Signal::entity, Types.STRING),
                        EngineChoice.sequence(rule),
                        new SequenceBranch.Uids("sample", "pattern", "judge"),
                        1_000,
                        1_000);
        List<Verdict> verdicts = new ArrayList<>();
        try (CloseableIterator<Verdict> results = branch.verdicts().executeAndCollect("test")) {
            results.forEachRemaining(verdicts::add);
        }
        return verdicts;
    }

    private static List<String> answers(Rule rule, Signal... events) throws Exception {
        try (SequencePipeline pipeline = new SequencePipeline(rule, 10)) {
            for (Signal event : events) {
                pipeline.signal(event);
            }
            pipeline.watermark(Long.MAX_VALUE);
            return told(pipeline.verdicts);
        }
    }

    private static List<String> told(List<Verdict> verdicts) {
        return verdicts.stream()
                .map(v -> SequenceCases.since(v.timeMillis()) + (v.isViolated() ? " -" : " +"))
                .toList();
    }

    private static long seed() {
        String given = System.getProperty("seed", "");
        return given.isEmpty() ? new Random().nextLong() : Long.parseLong(given);
    }
}
