package io.chronofabric.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class CalibratedTimeSourceTest {
    private static final long START = 1_700_000_000_000_000_000L;
    private static final long MILLI = 1_000_000L;
    private static final long SECOND = 1_000 * MILLI;
    private static final long HOUR = 3_600 * SECOND;

    private final SimulatedTimeSource wall = new SimulatedTimeSource(START);
    private boolean trusted = true;
    private final CalibratedTimeSource clock = new CalibratedTimeSource(wall, () -> trusted);

    @Test
    void itGoesAsTheWallClockGoes() {
        wall.advance(12_345);
        assertThat(clock.epochNanos()).isEqualTo(START + 12_345);
        assertThat(clock.monotonicNanos()).isEqualTo(12_345);
        assertThat(clock.hasHardwareTiming()).isFalse();
    }

    @Test
    void theDriftIsMeasuredAndTheClockKeepsUpBetweenChecks() {
        wall.drift(80_000);
        clock.calibrate(wall::advance);
        assertThat(clock.status().driftPpm()).isCloseTo(80, within(0.01));
        seconds(10);
        long offset = wall.epochNanos() - clock.epochNanos();
        wall.advance(100 * SECOND);
        // Uncorrected it would be 8 ms behind.
        assertThat(wall.epochNanos() - clock.epochNanos()).isCloseTo(offset, within(10_000L));
    }

    @Test
    void aJumpDuringTheCalibrationDoesNotCount() {
        wall.drift(50_000);
        int[] interval = {0};
        clock.calibrate(
                nanos -> {
                    wall.advance(nanos);
                    if (++interval[0] == 4) {
                        wall.jump(-HOUR);
                    } else if (interval[0] == 7) {
                        wall.jump(2 * HOUR);
                    }
                });
        assertThat(clock.status().driftPpm()).isCloseTo(50, within(0.01));
    }

    @Test
    void aClockThatIsBeingCorrectedGivesNoMeasureOfItsRate() {
        wall.drift(30_000);
        clock.calibrate(wall::advance);
        wall.freeze();
        clock.calibrate(wall::advance);
        assertThat(clock.status().driftPpm()).isCloseTo(30, within(0.01));
        clock.calibrate(nanos -> {});
        assertThat(clock.status().driftPpm()).isZero();
    }

    @Test
    void aSmallDifferenceIsWorkedOffAndNeverByGoingBack() {
        wall.jump(-2 * MILLI);
        long before = clock.epochNanos();
        for (int i = 0; i < 50; i++) {
            wall.advance(100 * MILLI);
            if (i % 10 == 9) {
                clock.check();
            }
            assertThat(clock.epochNanos()).isGreaterThan(before);
            before = clock.epochNanos();
        }
        seconds(5);
        assertThat(clock.epochNanos()).isCloseTo(wall.epochNanos(), within(1_000L));
        assertThat(clock.status().jumps()).isZero();
        assertThat(clock.status().holdover()).isFalse();
    }

    @Test
    void aJumpThatIsTakenBackIsNeverFollowed() {
        for (long jump : new long[] {HOUR, -HOUR}) {
            long jumpsBefore = clock.status().jumps();
            trusted = false;
            long real = clock.epochNanos();
            wall.jump(jump);
            seconds(20);
            assertThat(clock.status().holdover()).isTrue();
            assertThat(clock.status().offsetNanos()).isCloseTo(jump, within(1_000L));
            wall.jump(-jump);
            seconds(1);
            assertThat(clock.status().holdover()).isFalse();
            assertThat(clock.status().jumps()).isEqualTo(jumpsBefore + 1);
            assertThat(clock.status().followed()).isZero();
            assertThat(clock.epochNanos() - real).isCloseTo(21 * SECOND, within(1_000L));
        }
    }

    @Test
    void aJumpOfATrustedClockIsFollowedOnceItWasSeenThreeTimes() {
        wall.jump(HOUR);
        seconds(2);
        assertThat(clock.epochNanos()).isEqualTo(START + 2 * SECOND);
        seconds(1);
        assertThat(clock.epochNanos()).isEqualTo(START + HOUR + 3 * SECOND);
        assertThat(clock.status()).isEqualTo(new CalibratedTimeSource.Status(0, 0, false, 1, 0, 1));
    }

    @Test
    void aClockNobodyVouchesForIsFollowedAfterFiveMinutes() {
        trusted = false;
        wall.jump(-HOUR);
        seconds(300);
        assertThat(clock.status().holdover()).isTrue();
        seconds(1);
        assertThat(clock.status().holdover()).isFalse();
        assertThat(clock.epochNanos()).isEqualTo(wall.epochNanos());
    }

    @Test
    void aWallClockThatStandsIsNotFollowedHoweverMuchItIsTrusted() {
        wall.freeze();
        seconds(30);
        assertThat(clock.epochNanos()).isEqualTo(START + 30 * SECOND);
        assertThat(clock.status().holdover()).isTrue();
        assertThat(clock.status().freezes()).isEqualTo(1);
        assertThat(clock.status().jumps()).isZero();
        wall.jump(30 * SECOND);
        wall.thaw();
        seconds(1);
        assertThat(clock.status().holdover()).isFalse();
        assertThat(clock.epochNanos()).isEqualTo(START + 31 * SECOND);
    }

    @Test
    void whatAFreezeCostIsFollowedLikeAJump() {
        wall.freeze();
        seconds(30);
        wall.thaw();
        seconds(3);
        assertThat(clock.epochNanos()).isEqualTo(START + 3 * SECOND);
        assertThat(clock.status().followed()).isEqualTo(1);
    }

    @Test
    void checksCloseTogetherSeeNoFreeze() {
        for (int i = 0; i < 100; i++) {
            wall.freeze();
            wall.advance(1_000);
            wall.thaw();
            clock.check();
        }
        assertThat(clock.status().freezes()).isZero();
    }

    /** Whatever the wall clock does, as long as nobody trusts it: the clock is right within 1 %. */
    @Test
    void underRandomFaultsItKeepsTheRealTime() {
        Random seeds = Seeds.random();
        for (int history = 0; history < 200; history++) {
            long seed = seeds.nextLong();
            Random random = new Random(seed);
            SimulatedTimeSource faulty = new SimulatedTimeSource(START);
            CalibratedTimeSource steady = new CalibratedTimeSource(faulty, () -> false);
            long jumped = 0;
            for (int second = 0; second < 250; second++) {
                switch (random.nextInt(8)) {
                    case 0 -> {
                        long jump = random.nextLong(-2 * HOUR, 2 * HOUR);
                        faulty.jump(jump);
                        jumped += jump;
                    }
                    case 1 -> {
                        faulty.jump(-jumped);
                        jumped = 0;
                    }
                    default -> faulty.drift(random.nextLong(-100_000, 100_000));
                }
                faulty.advance(SECOND);
                steady.check();
            }
            assertThat(steady.epochNanos() - START)
                    .as(Seeds.describe(seed))
                    .isCloseTo(faulty.monotonicNanos(), within(1_500 * MILLI));
        }
    }

    private void seconds(int number) {
        for (int i = 0; i < number; i++) {
            wall.advance(SECOND);
            clock.check();
        }
    }
}
