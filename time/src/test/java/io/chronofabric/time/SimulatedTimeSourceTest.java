package io.chronofabric.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;

class SimulatedTimeSourceTest {
    private static final long START = 1_700_000_000_000_000_000L;
    private static final long SECOND = 1_000_000_000L;

    private final SimulatedTimeSource source = new SimulatedTimeSource(START);

    @Test
    void aFrozenWallClockStandsWhileTimePassesAndDoesNotMakeUpForIt() {
        source.freeze();
        source.advance(30 * SECOND);
        assertThat(source.epochNanos()).isEqualTo(START);
        assertThat(source.monotonicNanos()).isEqualTo(30 * SECOND);
        source.jump(5);
        source.thaw();
        source.advance(SECOND);
        assertThat(source.epochNanos()).isEqualTo(START + 5 + SECOND);
    }

    @Test
    void aDriftIsKeptToTheNanosecondHoweverTimeIsCut() {
        Random random = Seeds.random();
        source.drift(-20_123);
        long passed = 0;
        while (passed < 1_000 * SECOND) {
            long step = Math.min(random.nextLong(SECOND), 1_000 * SECOND - passed);
            source.advance(step);
            passed += step;
        }
        assertThat(source.monotonicNanos()).isEqualTo(passed);
        assertThat(source.epochNanos() - START).isEqualTo(passed - 20_123_000);
    }

    @Test
    void aDriftOfDaysDoesNotOverflow() {
        source.drift(500_000);
        source.advance(30 * 86_400 * SECOND);
        assertThat(source.epochNanos() - START)
                .isEqualTo(30 * 86_400 * SECOND + 30 * 86_400 * 500_000L);
    }

    @Test
    void aClockThatWouldNotRunForwardsIsRefused() {
        assertThatThrownBy(() -> source.drift(-SECOND))
                .hasMessage("drift: -1000000000 ppb (expected: between -10^9 and 10^9)");
    }
}
