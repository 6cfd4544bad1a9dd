package io.chronofabric.clogic.egc.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.chronofabric.clogic.egc.cep.EngineChoice;
import io.chronofabric.clogic.egc.cep.SequenceCases;
import io.chronofabric.clogic.egc.cep.SequenceModel;
import io.chronofabric.clogic.egc.cep.SequenceRule;
import io.chronofabric.state.model.Decision;
import io.chronofabric.state.model.Rule;
import io.chronofabric.state.model.Signal;
import io.chronofabric.state.model.Verdict;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Flink CEP and the evaluator give the same answer at every moment. */
class SequenceAgreementTest {
    private static final int ROUNDS = Integer.getInteger("rounds", 600);

    @Test
    void anyRuleAndAnyStreamGetTheAnswersOfTheEvaluator() throws Exception {
        long seed = seed();
        Random random = new Random(seed);
        SequenceCases cases = new SequenceCases(random);
        long answers = 0;
        long broken = 0;
        for (int round = 0; round < ROUNDS; round++) {
            Rule rule = cases.rule();
            List<Signal> events = cases.events("a", rule, 1 + random.nextInt(60));
            SequenceModel model = model(rule, events);
            String which =
                    "seed " + seed + ", round " + round + ": " + rule.formula() + rule.sampling();
            System.setProperty("dbg", "" + (round == Integer.getInteger("round", -1))); // DBG
            try (SequencePipeline pipeline = new SequencePipeline(rule, 1_000)) {
                feed(pipeline, events, random);
                assertAgrees(pipeline.verdicts, pipeline.decisions, model, which);
                assertThat(pipeline.rejected).as(which).isEmpty();
                assertThat(pipeline.timers()).as(which).isZero();
                assertThat(pipeline.entries())
                        .as(which)
                        .isEqualTo(isAlerted(pipeline.decisions) ? 1 : 0);
            }
            answers += model.answers.size();
            broken += model.answers.values().stream().filter(b -> b).count();
        }
        assertThat(answers).as("seed %d", seed).isGreaterThan(ROUNDS * 20L);
        assertThat(broken).as("seed %d", seed).isBetween(answers / 50, answers / 2);
    }

    private static boolean isAlerted(List<Decision> decisions) {
        return !decisions.isEmpty()
                && decisions.get(decisions.size() - 1).action() == Decision.Action.ALERT;
    }

    static SequenceModel model(Rule rule, List<Signal> events) {
        SequenceRule sequence = EngineChoice.sequence(rule);
        return new SequenceModel(
                rule, sequence.sequence().signals(), (int) sequence.sequence().to(), events);
    }

    /** Every verdict that the model reports and no other, so the same answer at every moment. */
    static void assertAgrees(
            List<Verdict> verdicts, List<Decision> decisions, SequenceModel model, String which) {
        assertThat(verdicts.stream().map(v -> v.timeMillis() + (v.isViolated() ? " -" : " +")))
                .as(which)
                .containsExactlyElementsOf(
                        model.reported.stream()
                                .map(t -> t + (model.answers.get(t) ? " -" : " +"))
                                .toList());
        assertThat(decisions.stream().map(d -> d.action() == Decision.Action.ALERT))
                .as(which)
                .containsExactlyElementsOf(model.decisions);
    }

    /** Hands over the events out of order, some of them twice, with watermarks that jump. */
    static void feed(SequencePipeline pipeline, List<Signal> events, Random random)
            throws Exception {
        int batch = 1 + random.nextInt(8);
        long watermark = Long.MIN_VALUE;
        for (int from = 0; from < events.size(); from += batch) {
            int to = Math.min(events.size(), from + batch);
            List<Signal> together = new ArrayList<>(events.subList(from, to));
            together.add(together.get(random.nextInt(together.size())));
            Collections.shuffle(together, random);
            for (Signal event : together) {
                pipeline.signal(event);
            }
            long next =
                    to < events.size()
                            ? events.get(to).time().epochMillis() - 1
                            : events.get(to - 1).time().epochMillis();
            // In small steps too, so that a watermark often passes some moments of a batch only.
            for (int step = random.nextInt(4); step > 0; step--) {
                long back = random.nextInt(step * 15);
                watermark = Math.max(watermark, next - back);
                pipeline.watermark(watermark);
            }
        }
        pipeline.watermark(Long.MAX_VALUE);
    }

    private static long seed() {
        String given = System.getProperty("seed", "");
        return given.isEmpty() ? new Random().nextLong() : Long.parseLong(given);
    }
}
