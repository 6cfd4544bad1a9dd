package io.chronofabric.time.clock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chronofabric.time.SimulatedTimeSource;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ClockSelectorTest {
    private static final long MILLI = 1_000_000L;
    private static final long SECOND = 1_000 * MILLI;
    private static final long INTERVAL = 10 * SECOND;

    private final SimulatedTimeSource time = new SimulatedTimeSource(1_800_000_000L * SECOND);
    private final FakeSource ptp =
            new FakeSource("ptp0", ClockSource.Kind.PTP_HARDWARE, time).bounds(1_000);
    private final FakeSource kernel =
            new FakeSource("kernel", ClockSource.Kind.KERNEL, time).bounds(900_000);
    private final ToldChanges told = new ToldChanges();
    private final ClockSelector selector =
            new ClockSelector(List.of(ptp, kernel), time, ClockSettings.DEFAULT, told);

    private String active() {
        return selector.standing().active().orElse("none");
    }

    private void checkFor(long nanos) {
        long end = time.monotonicNanos() + nanos;
        long next = selector.check();
        while (time.monotonicNanos() + next <= end) {
            time.advance(next);
            next = selector.check();
        }
        time.advance(end - time.monotonicNanos());
    }

    private long bound() {
        return selector.standing().errorBoundNanosAt(time.monotonicNanos()).orElse(-1);
    }

    @Test
    void beforeTheFirstCheckThereIsNoBoundAndItSaysWhy() {
        assertThat(selector.standing().active()).isEmpty();
        assertThat(selector.standing().reading().isBounded()).isFalse();
        assertThat(selector.standing().why()).isEqualTo("no source was asked so far");
    }

    @Test
    void theFirstInOrderThatBoundsTheClockIsChosenAtOnce() {
        assertThat(selector.check()).isEqualTo(INTERVAL);
        assertThat(active()).isEqualTo("ptp0");
        assertThat(bound()).isEqualTo(1_000);
        assertThat(told.all())
                .containsExactly("changed: ptp0 is the first in order that bounds the clock.");
    }

    @Test
    void aSourceThatIsNotThereIsPassedOver() {
        ptp.says(ClockReading.State.UNAVAILABLE);
        selector.check();
        assertThat(active()).isEqualTo("kernel");
        assertThat(selector.standing().sources().get(0).failures()).isZero();
        assertThat(selector.standing().failovers()).isZero();
    }

    @Test
    void withoutAnySourceThereIsNoBoundAndItIsToldOnce() {
        ptp.says(ClockReading.State.UNAVAILABLE);
        kernel.says(ClockReading.State.UNSYNCHRONIZED);
        checkFor(10 * INTERVAL);
        assertThat(selector.standing().active()).isEmpty();
        assertThat(selector.standing().reading().state())
                .isEqualTo(ClockReading.State.UNSYNCHRONIZED);
        assertThat(bound()).isNegative();
        assertThat(told.all())
                .containsExactly(
                        "changed: No source bounds the clock: ptp0: told to be unavailable;"
                                + " kernel: told to be unsynchronized.");
    }

    @Test
    void theBoundGrowsUntilTheNextCheck() {
        selector.check();
        time.advance(4 * SECOND);
        assertThat(bound()).isEqualTo(1_000 + 4 * FakeSource.GROWTH_PPB);
    }

    @Test
    void threeFailuresInARowMakeTheNextOneActiveWithinTheHealthInterval() {
        selector.check();
        ptp.says(ClockReading.State.UNSYNCHRONIZED);
        time.advance(INTERVAL);
        assertThat(selector.check()).isEqualTo(100 * MILLI);
        assertThat(active()).as("one failure").isEqualTo("ptp0");
        assertThat(bound()).as("yet no bound that the source does not give").isNegative();
        time.advance(100 * MILLI);
        assertThat(selector.check()).isEqualTo(200 * MILLI);
        assertThat(active()).as("two failures").isEqualTo("ptp0");
        time.advance(200 * MILLI);
        selector.check();
        assertThat(active()).as("three failures, 300 ms").isEqualTo("kernel");
        ClockStanding standing = selector.standing();
        assertThat(standing.failovers()).isEqualTo(1);
        assertThat(standing.synchronizations()).isEqualTo(2);
        assertThat(standing.sources().get(0).failures()).isEqualTo(3);
        assertThat(standing.why())
                .isEqualTo(
                        "kernel, since ptp0 failed 3 times in a row: told to be unsynchronized.");
        assertThat(told.all()).last().isEqualTo("trouble: " + standing.why());
    }

    @Test
    void aSingleFailureChangesNothingAndAReadingThatCouldNotBeMadeLeavesTheOneBefore() {
        selector.check();
        time.advance(INTERVAL);
        ptp.says(ClockReading.State.UNAVAILABLE);
        selector.check();
        assertThat(active()).isEqualTo("ptp0");
        assertThat(bound()).as("torn, say").isEqualTo(1_000 + 10 * FakeSource.GROWTH_PPB);
        ptp.bounds(2_000);
        time.advance(100 * MILLI);
        assertThat(selector.check()).isGreaterThan(SECOND);
        assertThat(active()).isEqualTo("ptp0");
        assertThat(bound()).isEqualTo(2_000);
        assertThat(told.all()).hasSize(1);
        assertThat(selector.standing().sources().get(0).failures()).isEqualTo(1);
    }

    @Test
    void failuresThatAreNotInARowDoNotAddUp() {
        selector.check();
        for (int i = 0; i < 10; i++) {
            ptp.says(ClockReading.State.UNAVAILABLE);
            time.advance(INTERVAL);
            selector.check();
            time.advance(100 * MILLI);
            selector.check();
            ptp.bounds(1_000);
            time.advance(200 * MILLI);
            selector.check();
        }
        assertThat(active()).isEqualTo("ptp0");
        assertThat(selector.standing().sources().get(0).failures()).isEqualTo(20);
    }

    @Test
    void aBetterSourceComesBackAfterThreeGoodReadingsWithinTheHealthInterval() {
        selector.check();
        ptp.says(ClockReading.State.UNSYNCHRONIZED);
        checkFor(2 * INTERVAL);
        assertThat(active()).isEqualTo("kernel");
        ptp.bounds(1_000);
        long back = time.monotonicNanos();
        long next = selector.check();
        while (active().equals("kernel") && time.monotonicNanos() - back <= INTERVAL) {
            time.advance(next);
            next = selector.check();
        }
        assertThat(time.monotonicNanos() - back).isLessThanOrEqualTo(INTERVAL);
        assertThat(selector.standing().sources().get(0).goodInARow())
                .as("not at the first good reading")
                .isEqualTo(3);
        assertThat(active()).isEqualTo("ptp0");
        assertThat(selector.standing().why())
                .isEqualTo("ptp0 comes before kernel and bounds the clock again.");
        assertThat(selector.standing().failovers()).as("coming back is none").isEqualTo(1);
    }

    @Test
    void aSourceThatComesAndGoesIsTrustedMoreSlowlyEachTime() {
        selector.check();
        int changes = 0;
        String before = active();
        // Bad for 11 s, good for 19 s: naive, it would be active again each time.
        for (int i = 0; i < 60; i++) {
            ptp.says(ClockReading.State.UNAVAILABLE);
            checkFor(11 * SECOND);
            ptp.bounds(1_000);
            checkFor(19 * SECOND);
            changes += active().equals(before) ? 0 : 1;
            before = active();
        }
        assertThat(selector.standing().failovers()).isBetween(2L, 4L);
        assertThat(changes).isLessThanOrEqualTo(8);
        assertThat(active()).isEqualTo("kernel");
        assertThat(selector.standing().sources().get(0).goodNeeded()).isGreaterThan(6);

        checkFor(3_600 * SECOND);
        assertThat(active()).as("steady in the end").isEqualTo("ptp0");
        assertThat(selector.standing().sources().get(0).goodNeeded())
                .as("old relapses are forgotten")
                .isEqualTo(3);
    }

    @Test
    void aSourceThatThrowsFailsLikeAnyOther() {
        ptp.answers(
                () -> {
                    throw new IllegalStateException("broken");
                });
        selector.check();
        assertThat(active()).isEqualTo("kernel");
        assertThat(selector.standing().sources().get(0).reading().why()).contains("broken");
    }

    @Test
    void afterTheLastSourceFailedItIsToldAndTheNextToBoundTheClockIsChosen() {
        ptp.says(ClockReading.State.UNAVAILABLE);
        selector.check();
        kernel.says(ClockReading.State.UNSYNCHRONIZED);
        checkFor(2 * INTERVAL);
        assertThat(active()).isEqualTo("none");
        assertThat(bound()).isNegative();
        assertThat(told.all()).last().asString().startsWith("trouble: kernel failed. No source");
        kernel.bounds(5);
        checkFor(2 * INTERVAL);
        assertThat(active()).isEqualTo("kernel");
        assertThat(selector.standing().synchronizations()).isEqualTo(2);
        assertThat(selector.standing().failovers()).isZero();
        assertThat(told.all()).hasSize(3);
    }

    @Test
    void aJumpTakesTheBoundAwayUntilTheSourcesHaveBeenReadThreeTimesSince() {
        for (long jump : new long[] {3_600 * SECOND, -3_600 * SECOND}) {
            checkFor(INTERVAL);
            assertThat(bound()).isPositive();
            int before = told.all().size();
            time.jump(jump);
            assertThat(selector.check()).isEqualTo(100 * MILLI);
            assertThat(bound()).isNegative();
            assertThat(active()).isEqualTo("none");
            time.advance(100 * MILLI);
            assertThat(selector.check()).isEqualTo(200 * MILLI);
            assertThat(bound()).isNegative();
            time.advance(200 * MILLI);
            selector.check();
            assertThat(active()).isEqualTo("ptp0");
            assertThat(bound()).isEqualTo(1_000);
            assertThat(told.all()).hasSize(before + 2);
            assertThat(told.all().get(before)).startsWith("trouble: The wall clock jumped");
        }
        assertThat(selector.standing().jumps())
                .isEqualTo(
                        Map.of(
                                ClockJump.Kind.FORWARD, 1L,
                                ClockJump.Kind.BACKWARD, 1L,
                                ClockJump.Kind.FREEZE, 0L));
        assertThat(selector.standing().lastJump().map(ClockJump::nanos))
                .isEqualTo(Optional.of(-3_600 * SECOND));
        assertThat(selector.standing().sources().get(0).failures())
                .as("no fault of the source")
                .isZero();
    }

    @Test
    void afterAJumpThatUnsynchronizedAllSourcesItIsToldThatNoneBoundsTheClock() {
        selector.check();
        time.advance(INTERVAL);
        time.jump(3_600 * SECOND);
        ptp.says(ClockReading.State.UNAVAILABLE);
        kernel.says(ClockReading.State.UNSYNCHRONIZED);
        checkFor(3 * INTERVAL);
        assertThat(told.all()).hasSize(3);
        assertThat(told.all().get(1)).startsWith("trouble: The wall clock jumped forward");
        assertThat(told.all().get(2)).startsWith("trouble: No source bounds the clock");
    }

    @Test
    void aFreezeOfThirtySecondsIsCountedOnceAndHasNoBoundWhileItLasts() {
        checkFor(INTERVAL);
        int before = told.all().size();
        long end = time.monotonicNanos() + 30 * SECOND;
        while (time.monotonicNanos() < end) {
            long due = Math.max(50 * MILLI, selector.check());
            long next = Math.min(due, end - time.monotonicNanos());
            time.advance(next);
            time.jump(-next);
            if (end - time.monotonicNanos() < 19 * SECOND) {
                selector.check();
                assertThat(bound()).as("while the clock stands").isNegative();
            }
        }
        assertThat(selector.standing().jumps()).containsEntry(ClockJump.Kind.FREEZE, 1L);
        checkFor(2 * INTERVAL);
        assertThat(active()).isEqualTo("ptp0");
        assertThat(bound()).isPositive();
        assertThat(selector.standing().jumps())
                .containsEntry(ClockJump.Kind.FREEZE, 1L)
                .containsEntry(ClockJump.Kind.FORWARD, 0L)
                .containsEntry(ClockJump.Kind.BACKWARD, 0L);
        assertThat(told.all().subList(before, told.all().size()))
                .hasSize(3)
                .element(1)
                .isEqualTo("changed: The wall clock goes on.");
    }

    @Test
    void standingsDoNotChangeOnceTheyAreThere() {
        selector.check();
        ClockStanding first = selector.standing();
        time.jump(3_600 * SECOND);
        ptp.says(ClockReading.State.UNAVAILABLE);
        checkFor(2 * INTERVAL);
        assertThat(first.jumps()).containsEntry(ClockJump.Kind.FORWARD, 0L);
        assertThat(first.active()).hasValue("ptp0");
        assertThat(selector.standing()).isNotEqualTo(first);
    }

    @Test
    void sourcesAreReadOnlyWhenTheyAreDue() {
        selector.check();
        for (int i = 0; i < 99; i++) {
            time.advance(100 * MILLI);
            selector.check();
        }
        assertThat(ptp.reads()).isEqualTo(1);
        time.advance(100 * MILLI);
        selector.check();
        assertThat(ptp.reads()).isEqualTo(2);
    }

    @Test
    void twoSourcesOfOneNameAreRefused() {
        assertThatThrownBy(
                        () ->
                                new ClockSelector(
                                        List.of(ptp, ptp), time, ClockSettings.DEFAULT, told))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("two sources named ptp0 (expected: names of their own)");
    }

    @Test
    void settingsOutOfRangeAreRefused() {
        assertThatThrownBy(() -> ClockSettings.DEFAULT.withHealthInterval(Duration.ZERO))
                .hasMessage("health interval: PT0S (expected: > 0 s)");
        assertThatThrownBy(
                        () ->
                                new ClockSettings(
                                        Duration.ofSeconds(1),
                                        0,
                                        3,
                                        Duration.ofMillis(1),
                                        Duration.ofSeconds(1)))
                .hasMessage("failures: 0, readings: 3 (expected: 1 or more)");
    }

    @Test
    void closingTheSelectorClosesItsSources() {
        selector.close();
        assertThat(ptp.isClosed() && kernel.isClosed()).isTrue();
    }
}
