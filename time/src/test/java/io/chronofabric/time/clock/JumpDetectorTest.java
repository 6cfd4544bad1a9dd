package io.chronofabric.time.clock;

import static org.assertj.core.api.Assertions.assertThat;

import io.chronofabric.time.SimulatedTimeSource;
import io.chronofabric.time.TimeSource;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JumpDetectorTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long HOUR = 3_600 * SECOND;

    private final SimulatedTimeSource time = new SimulatedTimeSource(1_800_000_000L * SECOND);
    private final JumpDetector detector = new JumpDetector(time, SECOND, 10 * SECOND);

    private void freeze(long nanos) {
        time.advance(nanos);
        time.jump(-nanos);
    }

    private static void isJump(Optional<ClockJump> jump, ClockJump.Kind kind, long nanos) {
        assertThat(jump).isPresent();
        assertThat(jump.get().kind()).isEqualTo(kind);
        assertThat(jump.get().nanos()).isEqualTo(nanos);
    }

    @Test
    void theFirstLookSeesNoJumpWhateverTheWallClockSays() {
        assertThat(detector.look()).isEmpty();
        assertThat(new JumpDetector(new SimulatedTimeSource(0), SECOND, SECOND).look()).isEmpty();
    }

    @Test
    void clocksThatGoOnTogetherDoNotJump() {
        for (int i = 0; i < 1_000; i++) {
            assertThat(detector.look()).isEmpty();
            time.advance(10 * SECOND);
        }
    }

    @Test
    void anHourForwardAndAnHourBackAreSeenOnce() {
        detector.look();
        time.advance(10 * SECOND);
        time.jump(HOUR);
        Optional<ClockJump> forward = detector.look();
        isJump(forward, ClockJump.Kind.FORWARD, HOUR);
        assertThat(forward.get().sentence())
                .isEqualTo("The wall clock jumped forward by 3600.000 s.");
        time.advance(10 * SECOND);
        assertThat(detector.look()).isEmpty();
        time.jump(-HOUR);
        time.advance(10 * SECOND);
        Optional<ClockJump> back = detector.look();
        isJump(back, ClockJump.Kind.BACKWARD, -HOUR);
        assertThat(back.get().sentence()).isEqualTo("The wall clock jumped back by 3600.000 s.");
        time.advance(10 * SECOND);
        assertThat(detector.look()).isEmpty();
        assertThat(detector.isFrozen()).isFalse();
    }

    @Test
    void theThresholdIsAJumpAndLessIsNone() {
        detector.look();
        time.advance(10 * SECOND);
        time.jump(SECOND - 1);
        assertThat(detector.look()).isEmpty();
        time.advance(10 * SECOND);
        time.jump(SECOND);
        isJump(detector.look(), ClockJump.Kind.FORWARD, SECOND);
    }

    @Test
    void stepsBelowTheThresholdDoNotAddUpOverDays() {
        for (int i = 0; i < 100; i++) {
            assertThat(detector.look()).isEmpty();
            time.advance(10 * SECOND);
            time.jump(SECOND / 8);
        }
    }

    @Test
    void lossesBetweenLooksInQuickSuccessionAddUp() {
        detector.look();
        int looks = 0;
        Optional<ClockJump> jump = Optional.empty();
        while (jump.isEmpty() && looks < 100) {
            freeze(SECOND / 10);
            jump = detector.look();
            looks++;
        }
        assertThat(looks).isEqualTo(10);
        isJump(jump, ClockJump.Kind.FREEZE, -SECOND);
    }

    @Test
    void aFreezeOfThirtySecondsIsOneAndItsEndIsNone() {
        detector.look();
        time.advance(4 * SECOND);
        freeze(6 * SECOND);
        isJump(detector.look(), ClockJump.Kind.FREEZE, -6 * SECOND);
        assertThat(detector.isFrozen()).isTrue();
        for (int i = 0; i < 2; i++) {
            freeze(10 * SECOND);
            assertThat(detector.look()).isEmpty();
            assertThat(detector.isFrozen()).isTrue();
        }
        freeze(4 * SECOND);
        time.advance(6 * SECOND);
        assertThat(detector.look()).as("the end of the same freeze").isEmpty();
        assertThat(detector.isFrozen()).isFalse();
        time.advance(10 * SECOND);
        assertThat(detector.look()).isEmpty();
    }

    @Test
    void aSecondFreezeIsAnother() {
        detector.look();
        freeze(10 * SECOND);
        isJump(detector.look(), ClockJump.Kind.FREEZE, -10 * SECOND);
        time.advance(10 * SECOND);
        assertThat(detector.look()).isEmpty();
        freeze(10 * SECOND);
        isJump(detector.look(), ClockJump.Kind.FREEZE, -10 * SECOND);
    }

    @Test
    void aClockThatCatchesUpAfterAFreezeJumpsForward() {
        detector.look();
        freeze(10 * SECOND);
        detector.look();
        time.advance(10 * SECOND);
        time.jump(20 * SECOND);
        isJump(detector.look(), ClockJump.Kind.FORWARD, 20 * SECOND);
        assertThat(detector.isFrozen()).isFalse();
    }

    @Test
    void aProcessThatIsStoppedBetweenTwoReadsSeesNoJump() {
        StopsBetweenReads stopped = new StopsBetweenReads(time);
        JumpDetector careful = new JumpDetector(stopped, SECOND, 10 * SECOND);
        careful.look();
        time.advance(10 * SECOND);
        stopped.next = 5 * SECOND;
        assertThat(careful.look()).isEmpty();
        time.advance(10 * SECOND);
        stopped.next = 5 * SECOND;
        stopped.always = true;
        assertThat(careful.look()).as("not even if it happens each time").isEmpty();
    }

    /** Lets time pass between a read of the monotonic clock and the next of the wall clock. */
    private static final class StopsBetweenReads implements TimeSource {
        private final SimulatedTimeSource time;
        private long next;
        private boolean always;

        StopsBetweenReads(SimulatedTimeSource time) {
            this.time = time;
        }

        @Override
        public long epochNanos() {
            time.advance(next);
            next = always ? next : 0;
            return time.epochNanos();
        }

        @Override
        public long monotonicNanos() {
            return time.monotonicNanos();
        }
    }
}
