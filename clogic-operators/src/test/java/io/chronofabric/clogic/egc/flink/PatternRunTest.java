package io.chronofabric.clogic.egc.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.chronofabric.clogic.egc.Recorder;
import io.chronofabric.clogic.egc.pattern.PatternCheck;
import io.chronofabric.clogic.egc.pattern.PatternRun;
import io.chronofabric.clogic.egc.pattern.PatternWatch;
import io.chronofabric.state.codec.RuleDocuments;
import io.chronofabric.state.flink.RecordTypes;
import io.chronofabric.state.model.Decision;
import io.chronofabric.state.model.Fields;
import io.chronofabric.state.model.Origin;
import io.chronofabric.state.model.PatternRule;
import io.chronofabric.state.model.Rejected;
import io.chronofabric.state.model.Signal;
import io.chronofabric.state.model.Verdict;
import io.chronofabric.time.LogicalTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

class PatternRunTest {
    private static final int MAX_WAITING = 6;
    private static final List<PatternRule> PATTERNS =
            RuleDocuments.read(
                            "p.yaml",
                            """
                            kind: Pattern
                            metadata: {id: storm}
                            spec:
                              appliesTo: {entity: "svc-*"}
                              signals: {x: x}
                              features: {usual: {mean: x, over: 20s}}
                              within: 30s
                              lateness: 2s
                              sequence:
                                - {name: spike, when: "x > 1.5 * usual"}
                                - {none: calm, when: "x < 2", within: 4s}
                            ---
                            kind: Pattern
                            metadata: {id: steps}
                            spec:
                              appliesTo: {entity: "*-1"}
                              signals: {x: x}
                              within: 8s
                              sequence:
                                - {name: low, when: x < 2}
                                - {name: down, when: x > low.x, then: followed-by-any}
                              afterMatch: no-skip
                            """)
                    .patterns();

    /** The operator is the reference: what a test or a look back says is what a job would say. */
    @Test
    void saysWhatTheOperatorSaysOfTheSameEventsAndWatermarks() throws Exception {
        long seed = Long.getLong("seed", 20_261_122L);
        Random random = new Random(seed);
        for (int round = 0; round < 20; round++) {
            Recorder heard = new Recorder();
            PatternWatch watch =
                    new PatternWatch(PatternCheck.compile(PATTERNS).patterns(), MAX_WAITING);
            PatternRun run = new PatternRun(watch, heard);
            try (var harness =
                    new KeyedOneInputStreamOperatorTestHarness<>(
                            new FixedPatternsOperator(PATTERNS, MAX_WAITING),
                            Signal::entity,
                            Types.STRING)) {
                harness.setup(
                        RecordTypes.verdict()
                                .createSerializer(
                                        harness.getExecutionConfig().getSerializerConfig()));
                harness.open();
                long watermark = 0;
                for (int i = 0; i < 300; i++) {
                    Signal signal = signal(random, i);
                    run.signal(signal);
                    harness.processElement(signal, 0);
                    if (random.nextInt(3) == 0) {
                        watermark =
                                Math.max(
                                        watermark,
                                        signal.time().epochMillis() - random.nextInt(3_000));
                        run.watermark(watermark);
                        harness.processWatermark(watermark);
                    }
                }
                run.end();
                harness.processWatermark(Long.MAX_VALUE);

                assertThat(heard.verdicts).as("seed %d", seed).hasSizeGreaterThan(20);
                assertThat(sorted(heard.verdicts))
                        .as("seed %d", seed)
                        .isEqualTo(sorted(harness.extractOutputValues()));
                assertThat(heard.decisions)
                        .as("seed %d", seed)
                        .extracting(Decision::id)
                        .containsExactlyInAnyOrderElementsOf(
                                harness.getSideOutput(GovernOperator.DECISIONS).stream()
                                        .map(record -> record.getValue().id())
                                        .toList());
                assertThat(heard.rejected)
                        .as("seed %d", seed)
                        .hasSizeGreaterThan(5)
                        .extracting(Rejected::text)
                        .containsExactlyElementsOf(
                                harness.getSideOutput(GovernOperator.REJECTED).stream()
                                        .map(StreamRecord::getValue)
                                        .map(Rejected::text)
                                        .toList());
                assertThat(heard.ungoverned).as("seed %d", seed).isPositive();
                assertThat(run.states()).as("seed %d", seed).isEmpty();
            }
        }
    }

    private static List<Verdict> sorted(List<Verdict> verdicts) {
        List<Verdict> sorted = new ArrayList<>(verdicts);
        sorted.sort(Comparator.comparing(Verdict::id).thenComparing(Verdict::isFinal));
        return sorted;
    }

    private static Signal signal(Random random, int i) {
        String[] entities = {"svc-1", "svc-2", "host-1", "host-2"};
        long millis = 100_000 + 400L * i - random.nextInt(5_000);
        return new Signal(
                LogicalTime.ofEpochMillis(millis),
                entities[random.nextInt(entities.length)],
                Fields.of(Map.of("x", (double) random.nextInt(7))),
                new Origin("t", 0, i));
    }
}
