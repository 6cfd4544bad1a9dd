package io.chronofabric.clogic.egc;

import static org.assertj.core.api.Assertions.assertThat;

import io.chronofabric.clogic.egc.stl.OfflineEvaluator;
import io.chronofabric.clogic.egc.stl.StlContext;
import io.chronofabric.clogic.egc.stl.StlParser;
import io.chronofabric.state.model.Rule;
import io.chronofabric.state.model.Signal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RuleSamplesTest {
    @Test
    void aMomentOfSilenceHasItsSamples() {
        Rule rule = Rules.ages("x", "historically[0,1s](silence <= 30)");
        List<Signal> events =
                List.of(EntityRun.signalAt(1_000_000, 1), EntityRun.signalAt(1_005_000, 1));
        RuleSamples silent = RuleSamples.around(rule, events, 1_040_000).orElseThrow();
        assertThat(silent.columns()[0][silent.moment()]).isEqualTo(35);
        assertThat(silent.answer()).hasValue(-5);
    }

    @Test
    void theSamplesAreThoseOfTheTraceThatTheMomentIsIn() {
        Rule rule = Rules.every("r", "x > 0");
        List<Signal> events =
                List.of(
                        LiveRun.signal(100, 1),
                        LiveRun.signal(101, 2),
                        LiveRun.signal(120.5, 3),
                        LiveRun.signal(121.05, 4));
        RuleSamples first = RuleSamples.around(rule, events, 102_000).orElseThrow();
        assertThat(first.firstMillis()).isEqualTo(100_000);
        assertThat(first.columns()[0]).containsExactly(1, 2, 2, 2, 2, 2, 2);
        assertThat(first.moment()).isEqualTo(2);
        assertThat(first.answer()).hasValue(2);
        RuleSamples second = RuleSamples.around(rule, events, 121_000).orElseThrow();
        assertThat(second.firstMillis()).isEqualTo(121_000);
        assertThat(second.columns()[0]).startsWith(4, 4).hasSize(6);
        assertThat(RuleSamples.around(rule, events, 110_000)).isEmpty();
        assertThat(RuleSamples.around(rule, events, 100_500)).isEmpty();
        assertThat(RuleSamples.around(rule, List.of(), 100_000)).isEmpty();
    }

    @Test
    void aMomentWhoseLookAheadIsCutOffHasNoAnswer() {
        Rule rule = Rules.every("r", "eventually[0,9s](x > 0)");
        Optional<RuleSamples> found =
                RuleSamples.around(rule, List.of(LiveRun.signal(100, 1)), 100_000);
        assertThat(found.orElseThrow().answer()).isEmpty();
    }

    @Test
    void theFormulaOnTheSamplesGivesWhatTheRuleSaid() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        String formula = "historically[0,3s](x > 1) or (x > 1) until[0,4s] (x > 3)";
        Rule rule = Rules.every("r", formula);
        for (int round = 0; round < 200; round++) {
            List<Signal> events = new ArrayList<>();
            LiveRun run = new LiveRun(rule);
            for (double at = 100; at < 160; at += random.nextInt(40) == 0 ? 9 : 1) {
                Signal event = LiveRun.signal(at + random.nextInt(900) / 1e3, random.nextInt(6));
                events.add(event);
                run.event(event);
            }
            run.end();
            long moment = 1000L * (100 + random.nextInt(60));
            Optional<RuleSamples> found = RuleSamples.around(rule, events, moment);
            Double said = run.out.answers().get(moment / 1000);
            if (found.isEmpty() || found.get().answer().isEmpty()) {
                assertThat(said).as("seed %d", seed).isNull();
                continue;
            }
            RuleSamples samples = found.get();
            double[] offline =
                    OfflineEvaluator.evaluate(
                            StlParser.parse(formula).formula(),
                            new StlContext(
                                    1_000_000_000L, samples.signals(), Map.of(), Long.MAX_VALUE),
                            samples.columns(),
                            samples.columns()[0].length);
            assertThat(samples.answer()).as("seed %d", seed).hasValue(said);
            assertThat(offline[samples.moment()]).as("seed %d", seed).isEqualTo(said);
        }
    }
}
