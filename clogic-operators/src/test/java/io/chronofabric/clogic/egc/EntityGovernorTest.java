package io.chronofabric.clogic.egc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.chronofabric.clogic.egc.stl.OfflineEvaluator;
import io.chronofabric.clogic.egc.stl.StlContext;
import io.chronofabric.clogic.egc.stl.StlParser;
import io.chronofabric.core.TraceContext;
import io.chronofabric.state.model.Decision;
import io.chronofabric.state.model.Fields;
import io.chronofabric.state.model.Header;
import io.chronofabric.state.model.Origin;
import io.chronofabric.state.model.RejectReason;
import io.chronofabric.state.model.Rule;
import io.chronofabric.state.model.Signal;
import io.chronofabric.state.model.Verdict;
import io.chronofabric.time.LogicalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class EntityGovernorTest {
    private static final String RESPONSE = "always[0,4s]((x > 2) -> eventually[0,2s](x <= 2))";
    private static final Origin ORIGIN = new Origin("test", 0, 0);

    @Test
    void answersEqualTheOfflineEvaluationOnceTheHorizonIsSettled() throws Exception {
        EntityRun run = new EntityRun(Rules.every("r", RESPONSE));
        double[] x = {1, 3, 1, 5, 4, 3, 1, 0, 2, 7, 7, 7, 7, 1, 1};
        for (int i = 0; i < x.length; i++) {
            run.signal(1_000L * (100 + i), x[i]);
            run.watermark(1_000L * (100 + i));
        }

        double[] expected = offline(RESPONSE, x);
        SortedMap<Long, Double> answers = run.out.answers();
        // The last moment closes 100 ms after the last event, so it is not settled yet.
        assertThat(answers).hasSize(x.length - 1 - 6);
        answers.forEach(
                (second, robustness) ->
                        assertThat(robustness).isEqualTo(expected[(int) (second - 100)]));
    }

    @Test
    void whenAndInWhatStepsTheWatermarkCameMakesNoDifference() {
        long seed = seed();
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            List<Signal> events = randomTrace(random, 60);
            EntityRun slow = new EntityRun(Rules.every("r", RESPONSE));
            events.forEach(event -> slow.signal(event));
            slow.watermark(Long.MAX_VALUE);

            EntityRun fast = new EntityRun(Rules.every("r", RESPONSE));
            for (Signal event : events) {
                fast.signal(event);
                if (random.nextInt(3) == 0) {
                    fast.watermark(event.time().epochMillis() - 1);
                }
            }
            fast.watermark(Long.MAX_VALUE);

            assertThat(fast.out.verdicts)
                    .as("seed %d round %d", seed, round)
                    .isEqualTo(slow.out.verdicts);
            assertThat(fast.out.unanswered).isEqualTo(slow.out.unanswered);
            assertThat(fast.state.store().size()).isZero();
            assertThat(fast.state.wakeMillis()).isEqualTo(EntityState.NO_WAKE);
        }
    }

    @Test
    void shufflingAndDoublingAheadOfTheWatermarkMakesNoDifference() {
        long seed = seed();
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            List<Signal> events = randomTrace(random, 60);
            EntityRun ordered = new EntityRun(Rules.every("r", RESPONSE));
            events.forEach(ordered::signal);
            ordered.watermark(Long.MAX_VALUE);

            EntityRun shuffled = new EntityRun(Rules.every("r", RESPONSE));
            long newest = 0;
            for (Signal event : shuffledWithin(events, 10_000, random)) {
                shuffled.signal(event);
                shuffled.signal(event);
                newest = Math.max(newest, event.time().epochMillis());
                shuffled.watermark(newest - 10_001);
            }
            shuffled.watermark(Long.MAX_VALUE);

            assertThat(shuffled.out.verdicts)
                    .as("seed %d round %d", seed, round)
                    .isEqualTo(ordered.out.verdicts);
            assertThat(shuffled.out.duplicates).isEqualTo(events.size());
            assertThat(shuffled.out.rejected).isEmpty();
        }
    }

    @Test
    void lateEventsCorrectTheAnswersTheyTouchAndNoOthers() {
        long seed = seed();
        Random random = new Random(seed);
        int corrections = 0;
        for (int round = 0; round < 300; round++) {
            List<Signal> events = randomTrace(random, 60);
            EntityRun ordered = new EntityRun(Rules.every("r", RESPONSE));
            events.forEach(ordered::signal);
            ordered.watermark(Long.MAX_VALUE - 1);

            EntityRun late = new EntityRun(Rules.every("r", RESPONSE));
            long newest = 0;
            for (Signal event : shuffledWithin(events, 20_000, random)) {
                late.signal(event);
                newest = Math.max(newest, event.time().epochMillis());
                late.watermark(newest);
            }
            late.watermark(Long.MAX_VALUE - 1);

            assertThat(late.out.answers())
                    .as("seed %d round %d", seed, round)
                    .isEqualTo(ordered.out.answers());
            assertThat(late.out.verdicts).extracting(Verdict::id).doesNotHaveDuplicates();
            corrections +=
                    (int)
                            late.out.verdicts.stream()
                                    .filter(v -> v.kind() == Verdict.Kind.CORRECTION)
                                    .count();
        }
        assertThat(corrections).isGreaterThan(100);
    }

    @Test
    void stateWrittenAndReadAtAnyPointGivesTheSameAnswers() throws Exception {
        long seed = seed();
        Random random = new Random(seed);
        for (int round = 0; round < 100; round++) {
            List<Signal> events = randomTrace(random, 60);
            EntityRun straight = new EntityRun(Rules.every("r", RESPONSE));
            EntityRun interrupted = new EntityRun(Rules.every("r", RESPONSE));
            for (Signal event : events) {
                straight.signal(event);
                interrupted.signal(event);
                straight.watermark(event.time().epochMillis() - 1);
                interrupted.watermark(event.time().epochMillis() - 1);
                if (random.nextInt(4) == 0) {
                    interrupted.restart();
                }
            }
            straight.watermark(Long.MAX_VALUE);
            interrupted.watermark(Long.MAX_VALUE);
            assertThat(interrupted.out.verdicts)
                    .as("seed %d round %d", seed, round)
                    .isEqualTo(straight.out.verdicts);
        }
    }

    @Test
    void aSilenceLongerThanTheMaximumGapEndsTheTrace() {
        EntityRun run = new EntityRun(Rules.every("r", "always[0,2s](x > 0)"));
        for (int second = 100; second <= 103; second++) {
            run.signal(1_000L * second, 1);
        }
        run.signal(200_000, -1);
        run.watermark(Long.MAX_VALUE);

        // Held until 108, so 106 is the last moment with its two seconds of future; then a new
        // trace from 200, held until 205.
        assertThat(run.out.answers().keySet())
                .containsExactly(100L, 101L, 102L, 103L, 104L, 105L, 106L, 200L, 201L, 202L, 203L);
        assertThat(run.out.unanswered).isEqualTo(4);
    }

    @Test
    void reportOnChangeSaysTheFirstAnswerAndEachFlip() {
        EntityRun run = new EntityRun(Rules.onChange("r", "x > 0"));
        double[] x = {1, 2, -1, -2, -3, 4, 4};
        for (int i = 0; i < x.length; i++) {
            run.signal(1_000L * (100 + i), x[i]);
        }
        run.watermark(106_500);

        assertThat(run.out.verdicts)
                .extracting(Verdict::timeMillis)
                .containsExactly(100_000L, 102_000L, 105_000L);
        assertThat(run.out.decisions)
                .extracting(Decision::action)
                .containsExactly(Decision.Action.ALERT, Decision.Action.CLEAR);
        assertThat(run.out.decisions.get(0).text())
                .contains("r is broken for e at 1970-01-01T00:01:42Z", "margin -1.0");
    }

    @Test
    void reportByPeriodSaysOneAnswerAPeriodAndEachFlip() {
        EntityRun run = new EntityRun(Rules.rule("r", "x > 0", new Rule.Report.Period(10_000), 0));
        for (int i = 0; i <= 25; i++) {
            run.signal(1_000L * (100 + i), i == 13 ? -1 : 1);
        }
        run.watermark(125_500);

        assertThat(run.out.verdicts)
                .extracting(Verdict::timeMillis)
                .containsExactly(100_000L, 110_000L, 113_000L, 114_000L, 120_000L);
    }

    @Test
    void aVerdictNamesThePredicateAndMomentThatDecidedIt() {
        EntityRun run = new EntityRun(Rules.every("r", "always[0,3s](x < 5)"));
        double[] x = {1, 2, 9, 3, 4};
        for (int i = 0; i < x.length; i++) {
            run.signal(1_000L * (100 + i), x[i]);
        }
        run.watermark(104_500);

        Verdict verdict = run.out.verdicts.get(0);
        assertThat(verdict.timeMillis()).isEqualTo(100_000);
        assertThat(verdict.robustness()).isEqualTo(-4);
        assertThat(verdict.decidedBy().predicate()).contains("x", "<", "5");
        assertThat(verdict.decidedBy().timeMillis()).isEqualTo(102_000);
    }

    @Test
    void anAnswerThatNoSampleDecidedSaysSo() {
        EntityRun run = new EntityRun(Rules.every("r", "historically[2s,3s](x > 0)"));
        for (int second = 100; second <= 103; second++) {
            run.signal(1_000L * second, 1);
        }
        run.watermark(103_500);

        assertThat(run.out.verdicts)
                .extracting(Verdict::robustness)
                .containsExactly(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, 1.0, 1.0);
        assertThat(run.out.verdicts.get(0).decidedBy())
                .isEqualTo(new Verdict.Decider("(no sample in the window)", 100_000));
    }

    @Test
    void anEventLaterThanTheLatenessIsRejectedWithItsContent() {
        EntityRun run = new EntityRun(Rules.every("r", "x > 0"));
        run.signal(100_000, 1);
        run.watermark(200_000);
        run.signal(160_000, 7);

        assertThat(run.out.rejected).hasSize(1);
        assertThat(run.out.rejected.get(0).reason()).isEqualTo(RejectReason.LATE);
        assertThat(
                        new String(
                                run.out.rejected.get(0).raw(),
                                java.nio.charset.StandardCharsets.UTF_8))
                .contains("\"x\"", "7");
    }

    @Test
    void aSecondEventOfTheSameTimeWithOtherValuesIsRejected() {
        EntityRun run = new EntityRun(Rules.every("r", "x > 0"));
        run.signal(100_000, 1);
        run.signal(100_000, 2);

        assertThat(run.out.rejected).hasSize(1);
        assertThat(run.out.rejected.get(0).reason()).isEqualTo(RejectReason.CONFLICTING_DUPLICATE);
    }

    @Test
    void anEntityThatIsFullRejectsWhatComesNext() {
        EntityGovernor governor = new EntityGovernor(Rules.compile(Rules.every("r", "x > 0")), 3);
        EntityState state = governor.newState();
        Recorder out = new Recorder();
        for (int i = 0; i < 5; i++) {
            governor.onSignal(state, EntityRun.signalAt(100_000 + i, 1), 0, out);
        }
        assertThat(out.rejected)
                .hasSize(2)
                .allMatch(letter -> letter.reason() == RejectReason.ENTITY_FULL);
    }

    @Test
    void stateOfOtherRulesIsRebuiltFromTheKeptEvents() {
        EntityRun run = new EntityRun(Rules.every("r", "once[0,3s](x > 5)"));
        double[] x = {9, 1, 1};
        for (int i = 0; i < x.length; i++) {
            run.signal(1_000L * (100 + i), x[i]);
        }
        run.watermark(102_500);
        run.out.verdicts.clear();

        run.use(Rules.every("r", "once[0,4s](x > 5)"));
        run.signal(103_000, 1);
        run.watermark(103_500);

        assertThat(run.out.answers()).isEqualTo(new TreeMap<>(Map.of(103L, 4.0)));
    }

    @Test
    void anAlertOutlivesASilenceAndIsClearedByTheFirstAnswerThatHolds() {
        EntityRun run = new EntityRun(Rules.onChange("r", "x > 0"));
        run.signal(100_000, -1);
        run.watermark(150_000);
        run.signal(200_000, -1);
        run.watermark(250_000);
        assertThat(run.actions()).containsExactly(Decision.Action.ALERT);
        // The new trace's first answer is reported, though it says what was said before.
        assertThat(run.out.verdicts)
                .extracting(Verdict::timeMillis)
                .containsExactly(100_000L, 200_000L);

        run.signal(300_000, 1);
        run.watermark(301_000);
        assertThat(run.actions()).containsExactly(Decision.Action.ALERT, Decision.Action.CLEAR);
    }

    @Test
    void anEntityWithAnOpenAlertIsKeptWithoutEventsAndWithoutWakingIt() {
        EntityRun run = new EntityRun(Rules.onChange("r", "x > 0"));
        run.signal(100_000, -1);
        run.watermark(900_000);
        assertThat(run.governor.isForgettable(run.state)).isFalse();
        assertThat(run.state.wakeMillis()).isEqualTo(EntityState.NO_WAKE);
        assertThat(run.state.store().size()).isZero();

        run.signal(950_000, 1);
        run.watermark(1_950_000);
        assertThat(run.actions()).containsExactly(Decision.Action.ALERT, Decision.Action.CLEAR);
        assertThat(run.governor.isForgettable(run.state)).isTrue();
    }

    @Test
    void anEntityWithAnOpenAlertGoesOnAfterTheInputWasDrained() {
        EntityRun run = new EntityRun(Rules.onChange("r", "x > 0"));
        run.signal(100_000, -1);
        run.watermark(Long.MAX_VALUE);
        run.limit = 0;
        run.signal(200_000, 1);
        run.watermark(300_000);
        assertThat(run.actions()).containsExactly(Decision.Action.ALERT, Decision.Action.CLEAR);
        assertThat(run.out.rejected).isEmpty();
    }

    @Test
    void aLateEventThatShowsTheNewestAnswerBrokenRaisesTheAlertAndTheNextClearsIt() {
        EntityRun run = new EntityRun(Rules.onChange("r", "x > 0"));
        run.signal(100_000, 1);
        run.watermark(103_500);
        run.signal(101_900, -1);
        assertThat(run.actions()).containsExactly(Decision.Action.ALERT);
        run.signal(102_900, 1);
        assertThat(run.actions()).containsExactly(Decision.Action.ALERT, Decision.Action.CLEAR);
        assertThat(run.out.answers())
                .isEqualTo(new TreeMap<>(Map.of(100L, 1.0, 102L, -1.0, 103L, 1.0)));
        assertThat(run.out.decisions.get(1).verdictId())
                .isEqualTo(run.out.verdicts.get(run.out.verdicts.size() - 1).id());
    }

    @Test
    void aPastBreachFoundLateIsCorrectedWithItsEndButRaisesNoAlert() {
        EntityRun run = new EntityRun(Rules.onChange("r", "x > 0"));
        for (int second = 100; second <= 105; second++) {
            run.signal(1_000L * second, 1);
        }
        run.watermark(105_500);
        run.signal(102_050, -1);

        assertThat(run.out.answers())
                .isEqualTo(new TreeMap<>(Map.of(100L, 1.0, 102L, -1.0, 103L, 1.0)));
        assertThat(run.actions()).isEmpty();
    }

    @Test
    void theLongestLatenessOfAnEntitysRulesCountsForAllAndThatOfOtherRulesForNone() {
        Rule strict = Rules.rule("strict", "x > 0", new Rule.Report.Every(), 0);
        Rule patient = Rules.rule("patient", "x > 0", new Rule.Report.Every(), 10_000);
        Rule foreign =
                Rules.governing(
                        "other-*", Rules.rule("foreign", "x > 0", new Rule.Report.Every(), 90_000));
        EntityRun run = new EntityRun(strict, patient, foreign);
        run.signal(100_000, 1);
        run.watermark(103_500);
        run.signal(101_000, -1);
        assertThat(run.out.verdicts.stream().filter(verdict -> verdict.correction() > 0))
                .extracting(verdict -> verdict.rule().id())
                .contains("strict", "patient");

        run.signal(103_500 - 10_001, 5);
        assertThat(run.out.rejected).hasSize(1);
        assertThat(run.out.rejected.get(0).text()).contains("10001 ms", "at most 10000 ms");
        run.signal(103_500 - 10_000, 5);
        assertThat(run.out.rejected).hasSize(1);
    }

    @Test
    void aRuleThatCannotBeCorrectedUsesALateEventForTheMomentsToCome() {
        EntityRun run = new EntityRun(Rules.every("r", "historically(x > 0)"));
        run.signal(100_000, 5);
        run.watermark(103_500);
        run.signal(103_000, 3);
        run.watermark(200_000);

        assertThat(run.out.verdicts).allMatch(verdict -> verdict.correction() == 0);
        assertThat(run.out.answers())
                .containsEntry(103L, 5.0)
                .containsEntry(104L, 3.0)
                .containsEntry(108L, 3.0)
                .hasSize(9);
    }

    @Test
    void anEventBehindWhatWasSettledBeforeARestartIsLate() throws Exception {
        EntityRun run = new EntityRun(Rules.every("r", "x > 0"));
        run.signal(100_000, 1);
        run.watermark(104_500);
        run.restart();
        run.limit = 0;
        run.signal(102_000, -1);
        assertThat(run.out.answers()).containsEntry(102L, -1.0).containsEntry(104L, -1.0);
        run.signal(60_000, 1);
        assertThat(run.out.rejected).hasSize(1);
    }

    @Test
    void aRuleThatComesToGovernAnEntityIsTakenUpThoughItsTextIsTheSame() {
        Rule rule = Rules.every("r", "x > 0");
        Rule second = Rules.every("s", "x > 3");
        EntityRun run = new EntityRun(Rules.governing("other-*", rule), second);
        run.signal(100_000, 1);
        run.watermark(101_500);
        run.use(rule, second);
        run.signal(102_000, 1);
        run.watermark(102_500);
        assertThat(run.out.verdicts).extracting(verdict -> verdict.rule().id()).contains("r");
    }

    @Test
    void aRuleSaysNothingAboutMomentsBeforeItCame() {
        EntityRun run = new EntityRun(Rules.every("old", "x > 0"));
        for (int second = 100; second <= 104; second++) {
            run.signal(1_000L * second, 1);
        }
        run.watermark(104_500);
        run.use(Rules.every("new", "x > 0"));
        run.out.verdicts.clear();
        run.signal(102_050, -1);
        run.signal(105_000, 2);
        run.watermark(105_500);
        assertThat(run.out.answers()).isEqualTo(new TreeMap<>(Map.of(105L, 2.0)));
    }

    @Test
    void theFirstAnswerOfARuleThatCameLaterIsCorrectedAsOneThatWasReported() {
        EntityRun run = new EntityRun(Rules.onChange("old", "x > 0"));
        for (int second = 100; second <= 104; second++) {
            run.signal(1_000L * second, 3);
        }
        run.watermark(104_500);
        run.use(Rules.onChange("new", "x > 0"));
        run.out.verdicts.clear();
        run.signal(105_000, 3);
        run.watermark(105_500);
        run.signal(105_050, 2);
        assertThat(run.out.verdicts)
                .extracting(Verdict::robustness, Verdict::correction)
                .containsExactly(tuple(3.0, 0), tuple(2.0, 1));
    }

    @Test
    void aNewVersionClearsTheAlertOfTheOneItReplaces() {
        Rule first = Rules.onChange("r", "x > 0");
        EntityRun run = new EntityRun(first);
        run.signal(100_000, -1);
        run.watermark(100_500);
        run.use(Rules.version(2, first));
        run.signal(101_000, 1);
        run.watermark(101_500);
        assertThat(run.actions()).containsExactly(Decision.Action.ALERT, Decision.Action.CLEAR);
        assertThat(run.out.decisions.get(1).rule().version()).isEqualTo(2);
    }

    @Test
    void anEntityThatNoRuleGovernsAnyMoreIsForgotten() {
        Rule rule = Rules.every("r", "x > 0");
        EntityRun run = new EntityRun(rule);
        run.signal(100_000, 1);
        run.watermark(100_500);
        run.use(Rules.governing("other-*", rule));
        run.signal(101_000, 1);
        assertThat(run.governor.isForgettable(run.state)).isTrue();
        assertThat(run.out.ungoverned).isEqualTo(1);
    }

    @Test
    void aVerdictAndItsDecisionCarryTheTraceOfTheEventThatDecided() {
        EntityRun run = new EntityRun(Rules.every("r", "historically[0,3s](x <= 2)"));
        run.signal(EntityRun.signalAt(100_000, 1).of(trace(1)));
        run.signal(EntityRun.signalAt(101_000, 5).of(trace(2)));
        run.signal(EntityRun.signalAt(102_000, 1).of(trace(3)));
        run.signal(EntityRun.signalAt(105_000, 0));
        run.watermark(105_500);
        assertThat(run.out.verdicts)
                .extracting(verdict -> verdict.timeMillis() / 1000, Verdict::trace)
                .containsExactly(
                        tuple(100L, trace(1)),
                        tuple(101L, trace(2)),
                        tuple(102L, trace(2)),
                        tuple(103L, trace(2)),
                        tuple(104L, trace(2)),
                        // Three seconds after the breach the held event of 102 decides.
                        tuple(105L, trace(3)));
        assertThat(run.out.decisions)
                .extracting(Decision::action, Decision::trace)
                .containsExactly(
                        tuple(Decision.Action.ALERT, trace(2)),
                        tuple(Decision.Action.CLEAR, trace(3)));
    }

    @Test
    void theTraceIsThatOfAnEventWhoseFieldsThePredicateReads() {
        EntityRun run = new EntityRun(Rules.twoSignals("r", "(x > 0) and (y > 0)"));
        run.signal(EntityRun.signalAt(99_500, Map.of("y", 1.0)).of(trace(1)));
        run.signal(EntityRun.signalAt(99_600, Map.of("x", 9.0)).of(trace(2)));
        run.signal(EntityRun.signalAt(99_700, Map.of("z", 9.0)).of(trace(3)));
        run.signal(EntityRun.signalAt(100_200, Map.of("y", 0.5)).of(trace(4)));
        run.signal(EntityRun.signalAt(101_000, Map.of("y", 8.0)));
        run.watermark(101_500);
        assertThat(run.out.verdicts)
                .extracting(verdict -> verdict.timeMillis() / 1000, Verdict::trace)
                .containsExactly(tuple(100L, trace(1)), tuple(101L, null));
        assertThat(run.out.verdicts.get(1).robustness()).isEqualTo(8);
    }

    @Test
    void aCorrectionCarriesTheTraceOfTheLateEvent() {
        EntityRun run = new EntityRun(Rules.every("r", "x > 0"));
        run.signal(EntityRun.signalAt(100_000, 1).of(trace(1)));
        run.watermark(101_500);
        run.signal(EntityRun.signalAt(100_050, -1).of(trace(2)));
        Verdict correction = run.out.verdicts.get(run.out.verdicts.size() - 1);
        assertThat(correction.kind()).isEqualTo(Verdict.Kind.CORRECTION);
        assertThat(correction.trace()).isEqualTo(trace(2));
    }

    @Test
    void aRejectedEventKeepsItsTrace() {
        EntityRun run = new EntityRun(Rules.every("r", "x > 0"));
        run.signal(100_000, 1);
        run.watermark(200_000);
        run.signal(EntityRun.signalAt(101_000, 1).of(trace(1)));
        assertThat(run.out.rejected.get(0).transport().headers())
                .containsExactly(Header.traceparent(trace(1)));
    }

    @Test
    void aRaisedBoundCountsForEntitiesThatAreThere() {
        EntityRun run = new EntityRun(Rules.every("r", "x > 0"));
        run.governor = new EntityGovernor(Rules.compile(Rules.every("r", "x > 0")), 1);
        run.state = run.governor.newState();
        run.signal(100_000, 1);
        run.signal(100_100, 1);
        assertThat(run.out.rejected).hasSize(1);
        run.use(Rules.every("r", "x > 0"));
        run.signal(100_200, 1);
        assertThat(run.out.rejected).hasSize(1);
    }

    @Test
    void aSignalThatLapsedLongAgoDoesNotWakeTheEntityInThePast() {
        EntityRun run = new EntityRun(Rules.twoSignals("r", "x > y"));
        run.signal(EntityRun.signalAt(100_000, Map.of("x", 1.0, "y", 1.0)));
        run.watermark(110_000);
        run.signal(EntityRun.signalAt(120_000, Map.of("x", 1.0)));
        run.watermark(120_050);
        run.watermark(900_000);
        assertThat(run.governor.isForgettable(run.state)).isTrue();
    }

    @Test
    void eventsAtTheEndOfTimeAreAnsweredAndEnd() {
        for (long nanos :
                new long[] {
                    Long.MAX_VALUE, Long.MAX_VALUE - 1, Long.MAX_VALUE - 1_854_775_807L, 0
                }) {
            for (Rule.Fill fill : Rule.Fill.values()) {
                EntityRun run = new EntityRun(Rules.filling(fill, Rules.every("r", "x > 0")));
                run.signal(
                        new Signal(
                                new LogicalTime(nanos, 0, 1),
                                "e",
                                Fields.of(Map.of("x", 1.0)),
                                ORIGIN));
                run.watermark(EntityState.NO_WAKE);
                assertThat(run.state.wakeMillis()).isEqualTo(EntityState.NO_WAKE);
                assertThat(run.out.verdicts).allMatch(verdict -> verdict.timeMillis() >= 0);
                assertThat(run.out.verdicts.isEmpty()).isEqualTo(nanos >= Long.MAX_VALUE - 1);
            }
        }
    }

    private static long seed() {
        String given = System.getProperty("seed", "");
        return given.isEmpty() ? new Random().nextLong() : Long.parseLong(given);
    }

    private static double[] offline(String formula, double[] x) {
        return OfflineEvaluator.evaluate(
                StlParser.parse(formula).formula(),
                new StlContext(1_000_000_000L, List.of("x"), Map.of(), Long.MAX_VALUE),
                new double[][] {x},
                x.length);
    }

    /** Events at irregular distances, some of them silences longer than the maximum gap. */
    private static List<Signal> randomTrace(Random random, int events) {
        List<Signal> trace = new ArrayList<>();
        long at = 1_000_000L + random.nextInt(2_000);
        for (int i = 0; i < events; i++) {
            Signal event = EntityRun.signalAt(at, random.nextInt(6));
            trace.add(random.nextBoolean() ? event : event.of(trace(i + 1)));
            at +=
                    random.nextInt(20) == 0
                            ? 4_000 + random.nextInt(6_000)
                            : 1 + random.nextInt(2_000);
        }
        return trace;
    }

    private static List<Signal> shuffledWithin(List<Signal> events, int millis, Random random) {
        TreeMap<Double, Signal> byArrival = new TreeMap<>();
        for (Signal event : events) {
            byArrival.put(event.time().epochMillis() + random.nextDouble() * millis, event);
        }
        return new ArrayList<>(byArrival.values());
    }

    private static TraceContext trace(long id) {
        return new TraceContext(0, id, id, true);
    }
}
