package io.chronofabric.clogic.egc;

import static org.assertj.core.api.Assertions.assertThat;

import io.chronofabric.state.model.Rule;
import io.chronofabric.state.model.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What rules with {@code emit: interval} say on arrival, before the watermark settles it. */
class ForesightTest {
    private static final long START = 1_000_000;
    private static final List<String> FORMULAS =
            List.of(
                    "x > 2",
                    "always[0,3s](x > 1)",
                    "(x > 3) -> eventually[0,4s](x <= 2)",
                    "historically[0,2s](x < 4)",
                    "(x > 0) until[0,3s] (x > 3)");

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);

    @Test
    void aBreachIsToldOnArrivalThoughTheWatermarkIsFarBehind() {
        EntityRun run = new EntityRun(foreseeing(Rules.onChange("r", "x > 0")));
        run.signal(START, 1);
        assertThat(kinds(run)).containsExactly(Verdict.Kind.INTERVAL);
        run.signal(START + 1_000, 1);
        run.signal(START + 2_000, -3);
        assertThat(kinds(run)).containsExactly(Verdict.Kind.INTERVAL, Verdict.Kind.INTERVAL);
        Verdict told = run.out.verdicts.get(1);
        assertThat(told.timeMillis()).isEqualTo(START + 2_000);
        assertThat(told.lower()).isEqualTo(-3);
        assertThat(told.upper()).isEqualTo(-3);
        assertThat(told.decidedBy().predicate()).isEqualTo("x > 0");
        assertThat(run.out.decisions).as("alerts wait for the answer").isEmpty();
    }

    @Test
    void whatIsSureIsToldBeforeItsWindowEnds() {
        EntityRun run = new EntityRun(foreseeing(Rules.onChange("r", "always[0,60s](x > 0)")));
        run.signal(START, 5);
        assertThat(run.out.verdicts).isEmpty();
        run.signal(START + 1_000, -2);
        assertThat(run.out.verdicts).hasSize(1);
        Verdict told = run.out.verdicts.get(0);
        assertThat(told.timeMillis()).isEqualTo(START);
        assertThat(told.isViolated()).isTrue();
        assertThat(told.upper()).isEqualTo(-2);
        assertThat(told.lower()).isEqualTo(Double.NEGATIVE_INFINITY);
        run.signal(START + 2_000, 5);
        assertThat(run.out.verdicts).as("nothing new").hasSize(1);
    }

    @Test
    void theDeclaredRangeNarrowsTheInterval() {
        Rule.SignalSpec percent = new Rule.SignalSpec("x", "x", "", 0, 100);
        Rule rule = Rules.reading(List.of(percent), Rules.every("r", "eventually[0,5s](x > 90)"));
        EntityRun run = new EntityRun(foreseeing(rule));
        run.signal(START, 40);
        Verdict told = run.out.verdicts.get(0);
        assertThat(told.lower()).isEqualTo(-50);
        assertThat(told.upper()).isEqualTo(10);
    }

    @Test
    void anEventOutOfOrderLeavesTheLastWordToTheAnswer() {
        EntityRun run = new EntityRun(foreseeing(Rules.every("r", "x > 0")));
        run.signal(START, 1);
        run.signal(START + 3_000, 1);
        run.signal(START + 2_000, -1);
        run.watermark(START + 4_000);
        assertThat(run.out.answers().get(START / 1000 + 2)).isEqualTo(-1);
        assertThat(run.out.verdicts).extracting(Verdict::id).doesNotHaveDuplicates();
    }

    @Test
    void eventsInOrderAreForeseenAsTheyAreAnswered() throws Exception {
        int foreseen = 0;
        for (int round = 0; round < 300; round++) {
            String formula = FORMULAS.get(random.nextInt(FORMULAS.size()));
            EntityRun run = new EntityRun(foreseeing(Rules.every("r", formula)));
            long at = START;
            for (int i = 0; i < 60; i++) {
                at += random.nextInt(20) == 0 ? 9_000 : 300 + random.nextInt(2_500);
                run.signal(at, random.nextInt(6));
                if (random.nextInt(10) == 0) {
                    run.restart();
                }
                if (random.nextInt(3) == 0) {
                    run.watermark(at - random.nextInt(10_000));
                }
            }
            run.watermark(at + 20_000);
            foreseen += agree(run.out.verdicts, "seed " + seed + " " + formula);
        }
        assertThat(foreseen).isGreaterThan(5_000);
    }

    /** Everything foreseen of a moment holds its answer, and was said before it. */
    private static int agree(List<Verdict> verdicts, String what) {
        Map<Long, Verdict> answers = new TreeMap<>();
        List<Verdict> foreseen = new ArrayList<>();
        for (Verdict verdict : verdicts) {
            if (verdict.isFinal()) {
                answers.put(verdict.timeMillis(), verdict);
            } else {
                assertThat(answers).as(what).doesNotContainKey(verdict.timeMillis());
                foreseen.add(verdict);
            }
        }
        for (Verdict verdict : foreseen) {
            Verdict answer = answers.get(verdict.timeMillis());
            if (answer != null) {
                assertThat(answer.robustness())
                        .as(what + " " + verdict)
                        .isBetween(verdict.lower(), verdict.upper());
            } else {
                assertThat(verdict.lower()).as(what).isNotEqualTo(verdict.upper());
            }
        }
        assertThat(verdicts).as(what).extracting(Verdict::id).doesNotHaveDuplicates();
        return foreseen.size();
    }

    private static List<Verdict.Kind> kinds(EntityRun run) {
        return run.out.verdicts.stream().map(Verdict::kind).toList();
    }

    private static Rule foreseeing(Rule rule) {
        return rule.telling(
                Set.of(Verdict.Kind.INTERVAL, Verdict.Kind.VERDICT, Verdict.Kind.CORRECTION),
                rule.report());
    }
}
