package io.chronofabric.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chronofabric.core.ChronoFabricException;
import io.chronofabric.core.NodeId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OffsetQuarantineTest {
    private static final long OFFSET = 500;

    private final SimulatedTimeSource wall = new SimulatedTimeSource(10_000);
    private final HybridLogicalClock clock = new HybridLogicalClock(wall, new NodeId(1), OFFSET);
    private final OffsetQuarantine<String> quarantine = new OffsetQuarantine<>(wall, OFFSET, 3);
    private final List<String> released = new ArrayList<>();

    @Test
    void whatIsTooFarAheadWaitsUntilTheClockWouldTakeIt() {
        assertThat(clock.update(10_700)).isEqualTo(UpdateOutcome.REFUSED_TOO_FAR_AHEAD);
        assertThat(quarantine.hold(10_700, "b")).isTrue();
        assertThat(quarantine.hold(10_600, "a")).isTrue();
        assertThat(quarantine.hold(10_700, "c")).isTrue();
        assertThat(clock.lastPhysical()).isZero();

        wall.advance(99);
        assertThat(quarantine.release(released::add)).isZero();
        wall.advance(1);
        assertThat(quarantine.release(released::add)).isEqualTo(1);
        wall.advance(99);
        assertThat(quarantine.release(released::add)).isZero();
        assertThat(clock.update(10_700)).isEqualTo(UpdateOutcome.REFUSED_TOO_FAR_AHEAD);
        wall.advance(1);
        assertThat(clock.update(10_700)).isEqualTo(UpdateOutcome.ADVANCED);
        assertThat(quarantine.release(released::add)).isEqualTo(2);
        assertThat(released).containsExactly("a", "b", "c");
        assertThat(quarantine.size()).isZero();
    }

    @Test
    void whatFindsNoRoomIsTheCallersToRefuse() {
        for (int i = 0; i < 3; i++) {
            assertThat(quarantine.hold(20_000, "x")).isTrue();
        }
        assertThat(quarantine.hold(20_000, "y")).isFalse();
        assertThat(quarantine.size()).isEqualTo(3);
        assertThatThrownBy(() -> new OffsetQuarantine<>(wall, OFFSET, 0))
                .hasMessage("capacity: 0 (expected: >= 1)");
    }

    @Test
    void anEffectDatedAtOrBeforeItsCauseIsAViolation() {
        LogicalTime cause = new LogicalTime(10, 2, 3);
        HybridLogicalClock.validateCausality(cause, new LogicalTime(10, 3, 1));
        for (LogicalTime effect : List.of(cause, new LogicalTime(10, 2, 2))) {
            assertThatThrownBy(() -> HybridLogicalClock.validateCausality(cause, effect))
                    .isInstanceOf(ChronoFabricException.class)
                    .hasMessageStartingWith(
                            "TIME_CAUSALITY_VIOLATION: an effect at "
                                    + effect
                                    + " (expected: a time after its cause at 10.2@3)");
        }
    }
}
