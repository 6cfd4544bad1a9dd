package io.chronofabric.clogic.egc.pattern;

import static org.assertj.core.api.Assertions.assertThat;

import io.chronofabric.clogic.egc.Backtest;
import io.chronofabric.state.codec.RuleDocuments;
import io.chronofabric.state.model.Fields;
import io.chronofabric.state.model.Origin;
import io.chronofabric.state.model.PatternBacktestOutcome;
import io.chronofabric.state.model.PatternBacktestOutcome.Count;
import io.chronofabric.state.model.PatternRule;
import io.chronofabric.state.model.Signal;
import io.chronofabric.time.LogicalTime;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PatternBacktestTest {
    private static final String SILENCE =
            """
            kind: Pattern
            metadata: {id: quiet, version: 1}
            spec:
              appliesTo: {entity: "svc-*"}
              signals: {x: x}
              within: 20s
              sequence:
                - {name: loud, when: x > 5}
                - {none: word, when: x > 0, within: 10s}
              afterMatch: no-skip
              guard: 1s
            """;

    private static PatternRule pattern(String document) {
        RuleDocuments.Result read = RuleDocuments.read("p.yaml", document);
        assertThat(read.problems()).isEmpty();
        return read.patterns().get(0);
    }

    private static Signal signal(String entity, long second, double x) {
        return new Signal(
                LogicalTime.ofEpochMillis(1_000 * second),
                entity,
                Fields.of(Map.of("x", x)),
                new Origin("t", 0, second));
    }

    /** By their ids, which name the version, no match would ever be the same. */
    @Test
    void anotherVersionThatSaysTheSameFindsTheSame() {
        PatternBacktest backtest =
                backtest(SILENCE, SILENCE.replace("version: 1", "version: 2"), 1_000);
        feed(backtest.pass());

        assertThat(backtest.outcomes())
                .containsExactly(
                        new PatternBacktestOutcome(
                                "svc-1", new Count(2, 2), new Count(2, 2), 0, 0, Long.MAX_VALUE),
                        new PatternBacktestOutcome(
                                "svc-2", new Count(0, 0), new Count(0, 0), 0, 0, Long.MAX_VALUE));
        assertThat(backtest.early()).isZero();
    }

    @Test
    void aSilenceOfAnotherLengthIsAnotherMatch() {
        PatternBacktest backtest = backtest(SILENCE, SILENCE.replace("10s", "12s"), 1_000);
        feed(backtest.pass());

        assertThat(backtest.outcomes().get(0))
                .isEqualTo(
                        new PatternBacktestOutcome(
                                "svc-1", new Count(2, 2), new Count(2, 2), 2, 2, 111_000));
    }

    /**
     * A match that waits until the sequences begun before it have ended is found later than by a
     * version that keeps all. What is settled too early counts it twice.
     */
    @Test
    void whatOneVersionFindsLaterIsTheSameAllTheSame() {
        String pair =
                """
                kind: Pattern
                metadata: {id: pair}
                spec:
                  signals: {x: x}
                  within: 60s
                  sequence:
                    - {name: a, when: x > 5, times: "1.."}
                    - {name: b, when: x < 2}
                  afterMatch: AFTER
                """;
        PatternBacktest backtest =
                backtest(
                        pair.replace("AFTER", "no-skip"),
                        pair.replace("AFTER", "skip-to-next")
                                .replace("spec:", "spec:\n  lateness: 20s"),
                        1_000);
        Backtest.Pass pass = backtest.pass();
        double[] values = {9, 3, 1, 3, 3, 3, 9, 9, 1};
        for (int i = 0; i < values.length; i++) {
            pass.signal(signal("svc-1", 100 + 10 * i, values[i]));
            pass.watermark(1_000 * (100 + 10 * i) - backtest.latenessMillis() - 1);
        }
        pass.end();

        PatternBacktestOutcome outcome = backtest.outcomes().get(0);
        assertThat(outcome.candidate().matches()).isPositive();
        assertThat(outcome.onlyCandidate()).isZero();
        assertThat(outcome.onlyBaseline())
                .isEqualTo(outcome.baseline().matches() - outcome.candidate().matches());
    }

    @Test
    void whatWaitsForTheOtherVersionIsBounded() {
        PatternBacktest backtest =
                backtest(
                        SILENCE,
                        SILENCE.replace("x > 5", "x > 500")
                                .replace("within: 20s", "")
                                .replace("no-skip", "skip-past-last"),
                        3);
        Backtest.Pass pass = backtest.pass();
        for (int i = 0; i < 10; i++) {
            pass.signal(signal("svc-1", 100 + 100 * i, 7));
            pass.watermark(1_000 * (100 + 100 * i));
        }
        pass.end();

        assertThat(backtest.early()).isEqualTo(7);
        assertThat(backtest.outcomes().get(0).onlyBaseline()).isEqualTo(10);
    }

    private static PatternBacktest backtest(String baseline, String candidate, int mostWaiting) {
        return new PatternBacktest(pattern(baseline), pattern(candidate), 1_000, mostWaiting);
    }

    private static void feed(Backtest.Pass pass) {
        pass.signal(signal("host-1", 100, 9));
        pass.signal(signal("svc-2", 100, 1));
        pass.signal(signal("svc-1", 101, 9));
        pass.watermark(130_000);
        pass.signal(signal("svc-1", 131, 9));
        pass.signal(signal("svc-1", 133, 1));
        pass.signal(signal("svc-1", 140, 6));
        pass.watermark(200_000);
        pass.end();
    }
}
