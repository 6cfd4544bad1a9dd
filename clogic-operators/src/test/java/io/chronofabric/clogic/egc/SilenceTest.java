package io.chronofabric.clogic.egc;

import static org.assertj.core.api.Assertions.assertThat;

import io.chronofabric.core.Problem;
import io.chronofabric.state.model.Decision;
import io.chronofabric.state.model.Rule;
import io.chronofabric.state.model.Signal;
import io.chronofabric.state.model.Verdict;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Rules about how long ago something came, and what they say while nothing comes. */
class SilenceTest {
    private static final long START = 1_000_000;

    @Test
    void silenceIsAlertedWhenItsLimitHasPassedNotWhenTheValuesExpire() {
        EntityRun run = new EntityRun(beats("silence <= 30"));
        run.signal(beat(START));
        run.signal(beat(START + 10_000));
        run.watermark(START + 40_500);
        assertThat(run.out.decisions).isEmpty();
        run.watermark(START + 42_000);
        assertThat(run.actions()).containsExactly(Decision.Action.ALERT);
        Verdict broken = run.out.verdicts.get(run.out.verdicts.size() - 1);
        assertThat(broken.timeMillis()).isEqualTo(START + 41_000);
        assertThat(broken.robustness()).isEqualTo(-1);
        assertThat(broken.decidedBy().predicate()).isEqualTo("silence <= 30");
    }

    @Test
    void theNextBeatClearsTheAlert() {
        EntityRun run = new EntityRun(beats("silence <= 30"));
        run.signal(beat(START));
        run.watermark(START + 60_000);
        run.signal(beat(START + 70_000));
        run.watermark(START + 71_000);
        assertThat(run.actions()).containsExactly(Decision.Action.ALERT, Decision.Action.CLEAR);
        assertThat(run.out.decisions.get(1).timeMillis()).isEqualTo(START + 70_000);
    }

    @Test
    void aSilenceThatLastsIsToldOnceAndTheEntityKeptForTheAlert() {
        EntityRun run = new EntityRun(beats("silence <= 30"));
        run.signal(beat(START));
        run.watermark(START + 100_000_000);
        assertThat(run.actions()).containsExactly(Decision.Action.ALERT);
        assertThat(run.governor.isForgettable(run.state)).isFalse();
        run.signal(beat(START + 200_000_000));
        run.watermark(START + 200_002_000);
        assertThat(run.actions()).containsExactly(Decision.Action.ALERT, Decision.Action.CLEAR);
    }

    @Test
    void anAgeWhoseLimitNobodyKnowsIsWarnedOf() {
        assertThat(RuleCheck.check(List.of(beats("silence / 60 <= 5"))))
                .extracting(Problem::code)
                .containsExactly("RULE112");
        assertThat(RuleCheck.check(List.of(beats("5 * 60 >= silence and not (silence < 3)"))))
                .isEmpty();
        EntityRun run = new EntityRun(beats("silence <= 5 * 6"));
        run.signal(beat(START));
        run.watermark(START + 32_000);
        assertThat(run.actions()).containsExactly(Decision.Action.ALERT);
    }

    @Test
    void aFewTimersWatchASilenceHoweverLongItIs() {
        EntityRun run = new EntityRun(beats("historically[0,10s](silence > 30) -> silence <= 35"));
        run.signal(beat(START));
        int wakes = 0;
        while (run.state.wakeMillis() < START + 4_000_000) {
            run.watermark(run.state.wakeMillis());
            wakes++;
        }
        assertThat(wakes).isLessThan(10);
        assertThat(run.actions()).containsExactly(Decision.Action.ALERT);
        assertThat(run.out.decisions.get(0).timeMillis()).isEqualTo(START + 41_000);
    }

    @Test
    void aBeatThatComesLateTakesTheAlertBack() {
        EntityRun run = new EntityRun(beats("silence <= 30"));
        run.signal(beat(START));
        run.watermark(START + 32_000);
        assertThat(run.actions()).containsExactly(Decision.Action.ALERT);
        run.signal(beat(START + 20_000));
        assertThat(run.actions()).containsExactly(Decision.Action.ALERT, Decision.Action.CLEAR);
        run.watermark(START + 49_000);
        assertThat(run.actions()).hasSize(2);
        run.watermark(START + 52_000);
        assertThat(run.actions()).hasSize(3);
    }

    @Test
    void anyEventCountsWhereTheFieldIsAStar() {
        EntityRun run = new EntityRun(Rules.ages("*", "silence <= 30"));
        run.signal(EntityRun.signalAt(START, Map.of("a", 1.0)));
        run.signal(EntityRun.signalAt(START + 20_000, Map.of("b", 1.0)));
        run.watermark(START + 49_000);
        assertThat(run.out.decisions).isEmpty();
        run.watermark(START + 52_000);
        assertThat(run.actions()).containsExactly(Decision.Action.ALERT);
        run.signal(EntityRun.signalAt(START + 25_000, Map.of("c", 1.0)));
        assertThat(run.actions())
                .as("a late one, too")
                .containsExactly(Decision.Action.ALERT, Decision.Action.CLEAR);
    }

    @Test
    void theEndOfTheInputIsNoSilence() {
        EntityRun run = new EntityRun(Rules.everyAnswer(beats("silence <= 30")));
        run.signal(beat(START));
        run.watermark(START + 10_000);
        run.signal(beat(START + 12_000));
        run.watermark(Long.MAX_VALUE);
        assertThat(run.out.decisions).isEmpty();
        assertThat(run.out.answers().lastKey()).isEqualTo(START / 1_000 + 12);
        assertThat(run.governor.isForgettable(run.state)).isTrue();
    }

    @Test
    void anAgeAndAValueOfTheSameFieldStandSideBySide() {
        Rule rule = beats("silence > 2 -> beat > 5");
        Rule.SignalSpec value =
                new Rule.SignalSpec(
                        "beat", "beat", "", Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
        EntityRun run = new EntityRun(Rules.reading(List.of(rule.signals().get(0), value), rule));
        run.signal(EntityRun.signalAt(START, Map.of("beat", 4.0)));
        run.signal(EntityRun.signalAt(START + 4_000, Map.of("beat", 6.0)));
        run.watermark(START + 9_000);
        assertThat(run.out.decisions)
                .extracting(Decision::timeMillis)
                .containsExactly(START + 3_000, START + 4_000);
    }

    private static Signal beat(long millis) {
        return EntityRun.signalAt(millis, Map.of("beat", 1.0));
    }

    private static Rule beats(String formula) {
        return Rules.ages("beat", formula);
    }
}
