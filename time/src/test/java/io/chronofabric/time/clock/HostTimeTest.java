package io.chronofabric.time.clock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.chronofabric.time.SimulatedTimeSource;
import java.util.List;
import org.junit.jupiter.api.Test;

class HostTimeTest {
    private static final long START = 1_700_000_000_000_000_000L;
    private static final long MILLI = 1_000_000L;
    private static final long SECOND = 1_000 * MILLI;
    private static final long HOUR = 3_600 * SECOND;

    private final SimulatedTimeSource wall = new SimulatedTimeSource(START);
    private final FakeSource kernel =
            new FakeSource("kernel", ClockSource.Kind.KERNEL, wall).bounds(2 * MILLI);
    private final HostTime host =
            new HostTime(
                    wall, List.of(kernel), ClockSettings.DEFAULT, new ToldChanges(), wall::advance);

    @Test
    void theBoundIsThatOfTheWallClockAndWhatTheTwoDifferBy() {
        run(5 * SECOND);
        assertThat(host.errorBoundNanos()).isPresent();
        assertThat(host.errorBoundNanos().getAsLong()).isBetween(2 * MILLI, 3 * MILLI);
        wall.jump(30 * MILLI);
        assertThat(host.errorBoundNanos().getAsLong()).isBetween(32 * MILLI, 33 * MILLI);
    }

    @Test
    void theDriftIsMeasuredAtTheStartAndEveryFiveMinutes() {
        wall.drift(20_000);
        run(3 * SECOND);
        assertThat(host.status().driftPpm()).isCloseTo(20, within(0.1));
        wall.drift(60_000);
        run(200 * SECOND);
        assertThat(host.status().driftPpm()).isCloseTo(20, within(0.1));
        run(120 * SECOND);
        assertThat(host.status().driftPpm()).isCloseTo(60, within(0.1));
        assertThat(host.steady().epochNanos()).isCloseTo(wall.epochNanos(), within(MILLI));
    }

    /** Somebody sets the clock: the kernel takes back its bound until a daemon is sure again. */
    @Test
    void aJumpThatNobodyVouchesForIsNotFollowedAndLeavesNoBound() {
        run(5 * SECOND);
        wall.jump(HOUR);
        kernel.says(ClockReading.State.UNSYNCHRONIZED);
        run(60 * SECOND);
        assertThat(host.errorBoundNanos()).isEmpty();
        assertThat(host.status().holdover()).isTrue();
        assertThat(wall.epochNanos() - host.steady().epochNanos()).isCloseTo(HOUR, within(MILLI));
        wall.jump(-HOUR);
        kernel.bounds(MILLI);
        run(5 * SECOND);
        assertThat(host.status().holdover()).isFalse();
        assertThat(host.errorBoundNanos()).isPresent();
    }

    @Test
    void aJumpToATimeThatIsBoundedIsFollowedWithinFiveSeconds() {
        run(5 * SECOND);
        wall.jump(-HOUR);
        run(5 * SECOND);
        assertThat(host.status().followed()).isEqualTo(1);
        assertThat(host.steady().epochNanos()).isCloseTo(wall.epochNanos(), within(MILLI));
        assertThat(host.errorBoundNanos()).isPresent();
    }

    @Test
    void aBoundThatFitsNoLongIsTheLargest() {
        run(2 * SECOND);
        kernel.bounds(Long.MAX_VALUE - 10);
        wall.jump(-10 * MILLI);
        host.look();
        run(11 * SECOND);
        wall.jump(-10 * MILLI);
        assertThat(host.errorBoundNanos().orElse(0)).isEqualTo(Long.MAX_VALUE);
    }

    private void run(long nanos) {
        long end = wall.monotonicNanos() + nanos;
        while (wall.monotonicNanos() < end) {
            wall.advance(Math.min(host.check(), SECOND));
        }
    }
}
