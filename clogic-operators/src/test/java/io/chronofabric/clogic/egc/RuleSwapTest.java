package io.chronofabric.clogic.egc;

import static org.assertj.core.api.Assertions.assertThat;

import io.chronofabric.state.model.Decision;
import io.chronofabric.state.model.RuleChange;
import org.junit.jupiter.api.Test;

/** What happens to an entity when a rule's version changes, for each way to change it. */
class RuleSwapTest {
    private static final String NO_DOCUMENT = "";

    /** x counts down: 9 at 101 s, 8 at 102 s, and so on. */
    private static LiveRun countdown(LiveRun run, int from, int to) {
        for (int second = from; second <= to; second++) {
            run.event(second, 110 - second).watermark(second);
        }
        return run;
    }

    @Test
    void eachMomentIsJudgedByTheVersionInForceAtIt() {
        LiveRun run = new LiveRun(Rules.every("r", "x > 0"));
        run.apply(2, 104, LiveRun.document(2, "x > 5"));
        countdown(run, 101, 106).end();
        assertThat(run.words())
                .containsExactly(
                        "101@1=9.0",
                        "102@1=8.0",
                        "103@1=7.0",
                        "104@2=1.0",
                        "105@2=0.0",
                        "106@2=-1.0");
    }

    @Test
    void theOldVersionStillAnswersForItsMomentsThatLookAhead() {
        LiveRun run = new LiveRun(Rules.every("r", "always[0,3s](x > 0)"));
        run.apply(2, 104, LiveRun.document(2, "x > 5"));
        countdown(run, 101, 108).end();
        assertThat(run.words())
                .containsExactly(
                        "101@1=6.0",
                        "102@1=5.0",
                        "103@1=4.0",
                        "104@2=1.0",
                        "105@2=0.0",
                        "106@2=-1.0",
                        "107@2=-2.0",
                        "108@2=-3.0");
    }

    @Test
    void warmSeesThePastBeforeTheSwap() {
        LiveRun run = new LiveRun(Rules.every("r", "x > 0"));
        run.apply(2, 104, LiveRun.document(2, "once[0,2s](x > 5)", "onSwap", "warm"));
        countdown(run, 101, 105).end();
        assertThat(run.words())
                .containsExactly("101@1=9.0", "102@1=8.0", "103@1=7.0", "104@2=3.0", "105@2=2.0");
    }

    @Test
    void coldSeesNothingOfThePast() {
        LiveRun run = new LiveRun(Rules.every("r", "x > 0"));
        run.apply(2, 104, LiveRun.document(2, "once[0,2s](x > 5)", "onSwap", "cold"));
        countdown(run, 101, 105).end();
        assertThat(run.words())
                .containsExactly("101@1=9.0", "102@1=8.0", "103@1=7.0", "104@2=1.0", "105@2=1.0");
    }

    @Test
    void carryKeepsWhatTheOldParameterSaid() {
        String formula = "historically[0,2s](x > $T)";
        LiveRun run = new LiveRun();
        run.apply(1, 0, LiveRun.document(1, formula, "params", "{T: 0}"));
        run.apply(2, 104, LiveRun.document(2, formula, "params", "{T: 5}", "onSwap", "carry"));
        countdown(run, 101, 106).end();
        // 104: min(8 - 0, 7 - 0, 6 - 5); 106 sees new samples only: min(6, 5, 4) - 5
        assertThat(run.words())
                .containsExactly(
                        "101@1=9.0",
                        "102@1=8.0",
                        "103@1=7.0",
                        "104@2=1.0",
                        "105@2=0.0",
                        "106@2=-1.0");
    }

    @Test
    void carryKeepsAPastWithoutBound() {
        String formula = "once(x > $T)";
        LiveRun run = new LiveRun();
        run.apply(1, 0, LiveRun.document(1, formula, "params", "{T: 0}"));
        run.apply(2, 104, LiveRun.document(2, formula, "params", "{T: 100}", "onSwap", "carry"));
        countdown(run, 101, 105).end();
        assertThat(run.words()).contains("103@1=9.0", "104@2=9.0", "105@2=9.0");
    }

    @Test
    void carryTakesOverAWindowThatIsOpen() {
        String formula = "always[0,3s](x > $T)";
        LiveRun run = new LiveRun();
        run.apply(1, 0, LiveRun.document(1, formula, "params", "{T: 0}"));
        run.apply(2, 104, LiveRun.document(2, formula, "params", "{T: 5}", "onSwap", "carry"));
        countdown(run, 101, 108).end();
        assertThat(run.words())
                .containsExactly(
                        "101@1=6.0",
                        "102@1=5.0",
                        "103@1=4.0",
                        "104@2=-2.0",
                        "105@2=-3.0",
                        "106@2=-3.0",
                        "107@2=-3.0",
                        "108@2=-3.0");
    }

    @Test
    void aNewRuleThatCannotSeeEnoughOfThePastSaysUntilWhen() {
        LiveRun run = new LiveRun();
        run.apply(1, 104, LiveRun.document(1, "once[0,3s](x > 5)"));
        countdown(run, 101, 116).end();
        assertThat(run.words().get(0)).isEqualTo("104@1 warming until 113");
        assertThat(run.words().get(1)).startsWith("113@1=");
        assertThat(run.words()).hasSize(5);
    }

    @Test
    void whatIsKeptForOneVersionIsThereForTheNext() {
        LiveRun run = new LiveRun(Rules.every("r", "x > 0"));
        run.apply(2, 108, LiveRun.document(2, "x > 5"));
        run.apply(3, 110, LiveRun.document(3, "once[0,5s](x > 5)"));
        countdown(run, 101, 111).end();
        assertThat(run.words()).contains("109@2=-4.0", "110@3=0.0", "111@3=-1.0");
    }

    @Test
    void anEntityThatAppearsLaterNeedsNoWarming() {
        LiveRun run = new LiveRun();
        run.apply(1, 104, LiveRun.document(1, "once[0,3s](x > 5)"));
        run.watermark(200);
        countdown(run, 201, 203).end();
        assertThat(run.words()).hasSize(3).allMatch(word -> word.contains("@1="));
    }

    @Test
    void aDisabledRuleAnswersNoMoreAndClosesItsAlert() {
        LiveRun run = new LiveRun(Rules.every("r", "x > 100"));
        countdown(run, 101, 103);
        assertThat(run.out.decisions)
                .extracting(Decision::action)
                .containsExactly(Decision.Action.ALERT);
        RuleTable.Outcome outcome = run.change(RuleChange.Action.DISABLE, 0, 105, NO_DOCUMENT);
        assertThat(outcome.orphans()).isTrue();
        countdown(run.closeOrphans(), 104, 108);
        assertThat(run.words()).hasSize(4).last().isEqualTo("104@1=-94.0");
        run.watermark(200);
        assertThat(run.out.decisions)
                .extracting(Decision::action)
                .containsExactly(Decision.Action.ALERT, Decision.Action.CLEAR);
        Decision clear = run.out.decisions.get(1);
        assertThat(clear.verdictId()).isEqualTo(run.out.decisions.get(0).verdictId());
        assertThat(clear.text()).isEqualTo("r no longer governs e from 1970-01-01T00:01:45Z on");
        assertThat(run.state().rules()).isEmpty();
    }

    @Test
    void anAlertOfAnEntityThatFellSilentIsClosedToo() throws Exception {
        LiveRun run = new LiveRun(Rules.every("r", "x > 100"));
        countdown(run, 101, 103).watermark(500);
        assertThat(run.state().wakeMillis()).isEqualTo(EntityState.NO_WAKE);
        run.change(RuleChange.Action.DISABLE, 0, 600, NO_DOCUMENT);
        run.closeOrphans().restart();
        run.watermark(700);
        assertThat(run.out.decisions)
                .extracting(Decision::action)
                .containsExactly(Decision.Action.ALERT, Decision.Action.CLEAR);
    }

    @Test
    void theNextVersionClearsTheAlertOfTheOneBefore() {
        LiveRun run = new LiveRun(Rules.every("r", "always[0,3s](x > 100)"));
        run.apply(2, 104, LiveRun.document(2, "x > 0"));
        countdown(run, 101, 109).end();
        // The old version's answers for 101 to 103 come after the new one's for 104 and later.
        assertThat(run.out.decisions)
                .extracting(decision -> decision.action() + "@" + decision.timeMillis() / 1000)
                .containsExactly("ALERT@101", "CLEAR@104");
    }

    @Test
    void anOldVersionThatAnswersLateRaisesNothingTheNewOneCouldNotClear() {
        LiveRun run = new LiveRun(Rules.every("r", "always[0,3s](x > 6)"));
        run.apply(2, 103, LiveRun.document(2, "x > 0"));
        countdown(run, 101, 109).end();
        assertThat(run.words()).contains("101@1=0.0", "102@1=-1.0", "103@2=7.0");
        assertThat(run.out.decisions).isEmpty();
    }

    @Test
    void aRollbackBringsBackTheVersionBefore() throws Exception {
        LiveRun run = new LiveRun();
        run.apply(1, 0, LiveRun.document(1, "x > 0"));
        run.apply(2, 103, LiveRun.document(2, "x > 5"));
        countdown(run, 101, 103);
        assertThat(run.change(RuleChange.Action.ACTIVATE, 1, 105, NO_DOCUMENT).isAccepted())
                .isTrue();
        run.restart();
        countdown(run, 104, 106).end();
        assertThat(run.words())
                .containsExactly(
                        "101@1=9.0",
                        "102@1=8.0",
                        "103@2=2.0",
                        "104@2=1.0",
                        "105@1=5.0",
                        "106@1=4.0");
    }

    @Test
    void aCanaryOnlyTellsWhereItWouldJudgeOtherwise() throws Exception {
        LiveRun run = new LiveRun(Rules.every("r", "x > 0"));
        run.change(RuleChange.Action.CANARY, 2, 103, LiveRun.document(2, "always[0,1s](x > 4)"));
        countdown(run, 101, 104);
        run.restart();
        countdown(run, 105, 112).end();
        assertThat(run.words()).hasSize(12).allMatch(word -> word.contains("@1="));
        assertThat(run.out.decisions)
                .extracting(
                        d -> d.action() + "@" + d.rule().version() + "@" + d.timeMillis() / 1000)
                .containsExactly("DIFFER@2@106", "ALERT@1@111", "AGREE@2@111");
        assertThat(run.out.decisions.get(0).text())
                .isEqualTo(
                        "test/r@2, on trial, is broken for e at 1970-01-01T00:01:46Z (margin -1.0)"
                                + " where the version in force holds");
    }

    @Test
    void aCanaryThatIsPromotedComesIntoForce() {
        LiveRun run = new LiveRun(Rules.every("r", "x > 0"));
        run.change(RuleChange.Action.CANARY, 2, 102, LiveRun.document(2, "x > 5"));
        run.change(RuleChange.Action.ACTIVATE, 2, 104, NO_DOCUMENT);
        countdown(run, 101, 105).end();
        assertThat(run.words())
                .containsExactly("101@1=9.0", "102@1=8.0", "103@1=7.0", "104@2=1.0", "105@2=0.0");
    }

    @Test
    void aLateEventCorrectsTheMomentsOfBothVersions() {
        LiveRun run = new LiveRun(Rules.every("r", "once[0,2s](x > 0)"));
        run.apply(2, 104, LiveRun.document(2, "once[0,2s](x > 5)"));
        countdown(run, 101, 106);
        run.event(102.05, 50).end();
        assertThat(run.words())
                .containsExactly(
                        "101@1=9.0",
                        "102@1=50.0",
                        "103@1=50.0",
                        "104@2=45.0",
                        "105@2=2.0",
                        "106@2=1.0");
    }

    @Test
    void aLateEventOfACarriedWindowIsJudgedByTheParameterOfItsTime() {
        String formula = "once[0,2s](x > $T)";
        LiveRun run = new LiveRun();
        run.apply(1, 0, LiveRun.document(1, formula, "params", "{T: 0}"));
        run.apply(2, 104, LiveRun.document(2, formula, "params", "{T: 5}", "onSwap", "carry"));
        countdown(run, 101, 106);
        run.event(102.05, 50).end();
        assertThat(run.words()).contains("103@1=50.0", "104@2=50.0", "105@2=7.0", "106@2=1.0");
    }
}
