package io.chronofabric.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class TimeSourceTest {
    @Test
    void aSimulatedClockStandsUntilToldToMove() {
        SimulatedTimeSource source = new SimulatedTimeSource(5_000);
        assertThat(source.epochNanos()).isEqualTo(5_000).isEqualTo(source.epochNanos());
        assertThat(source.monotonicNanos()).isZero();
    }

    @Test
    void advanceMovesBothClocksAndJumpOnlyTheWall() {
        SimulatedTimeSource source = new SimulatedTimeSource(5_000);
        source.advance(100);
        source.jump(-1_000);
        source.jump(10);
        assertThat(source.epochNanos()).isEqualTo(4_110);
        assertThat(source.monotonicNanos()).isEqualTo(100);
    }

    @Test
    void advancingBackwardsIsRefusedAndMovesNothing() {
        SimulatedTimeSource source = new SimulatedTimeSource(5_000);
        assertThatThrownBy(() -> source.advance(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("advance: -1 ns (expected: >= 0 ns); use jump to go back");
        assertThat(source.epochNanos()).isEqualTo(5_000);
        assertThat(source.monotonicNanos()).isZero();
    }

    @Test
    void advancingBeyondTheRangeIsRefusedAndMovesNothing() {
        SimulatedTimeSource source = new SimulatedTimeSource(Long.MAX_VALUE - 5);
        assertThatThrownBy(() -> source.advance(6)).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> source.jump(6)).isInstanceOf(ArithmeticException.class);
        assertThat(source.epochNanos()).isEqualTo(Long.MAX_VALUE - 5);
        assertThat(source.monotonicNanos()).isZero();
    }

    @Test
    void theSystemsClocksAreThoseOfTheHost() {
        TimeSource system = TimeSource.system();
        long before = Instant.now().toEpochMilli();
        long told = system.epochNanos() / 1_000_000;
        long after = Instant.now().toEpochMilli();
        assertThat(told).isBetween(before, after);
        long monotonic = system.monotonicNanos();
        assertThat(system.monotonicNanos()).isGreaterThanOrEqualTo(monotonic);
    }
}
