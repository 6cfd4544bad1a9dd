package io.chronofabric.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CoherenceTest {
    private static final long MILLI = 1_000_000L;

    private final SimulatedTimeSource source = new SimulatedTimeSource(1_000);

    @Test
    void clocksThatRunTogetherAreCoherent() {
        TimeCheckpoint since = source.createCheckpoint();
        source.advance(3_600_000 * MILLI);
        Coherence found = source.validateCoherence(since, MILLI);
        assertThat(found.divergenceNanos()).isZero();
        assertThat(found.isCoherent()).isTrue();
        assertThat(found.score()).isEqualTo(1);
    }

    @Test
    void aJumpIsSeenInBothDirectionsAndScoredByTheTolerance() {
        for (long jump : new long[] {-3 * MILLI, 3 * MILLI}) {
            TimeCheckpoint since = source.createCheckpoint();
            source.advance(10 * MILLI);
            source.jump(jump);
            Coherence found = source.validateCoherence(since, MILLI);
            assertThat(found.divergenceNanos()).isEqualTo(jump);
            assertThat(found.isCoherent()).isFalse();
            assertThat(found.score()).isEqualTo(0.25);
            assertThat(source.validateCoherence(since, 3 * MILLI).isCoherent()).isTrue();
            assertThat(source.validateCoherence(since, 3 * MILLI).score()).isEqualTo(0.5);
        }
    }

    @Test
    void theSystemsClocksAreCoherentForAMoment() {
        TimeSource system = TimeSource.system();
        TimeCheckpoint since = system.createCheckpoint();
        assertThat(system.validateCoherence(since, 60_000 * MILLI).isCoherent()).isTrue();
    }

    @Test
    void noToleranceIsRefused() {
        assertThatThrownBy(() -> new Coherence(0, 0, 0))
                .hasMessage("tolerance: 0 ns (expected: > 0 ns)");
    }

    @Test
    void aWaveShiftsByItsAmplitudeAtMost() {
        QuantumOffset wave = new QuantumOffset(1_000, 2, 0);
        assertThat(wave.at(0)).isZero();
        assertThat(wave.at(125 * MILLI)).isEqualTo(1_000);
        assertThat(wave.at(375 * MILLI)).isEqualTo(-1_000);
        assertThat(wave.at(125 * MILLI + 3_600_000 * MILLI)).isEqualTo(1_000);
        assertThat(new QuantumOffset(1_000, 2, Math.PI / 2).at(0)).isEqualTo(1_000);
        assertThat(QuantumOffset.NONE.at(12_345)).isZero();
        source.advance(375 * MILLI);
        assertThat(source.quantumOffset(wave)).isEqualTo(-1_000);
    }

    @Test
    void workersWithPhasesOfTheirOwnDoNotMeet() {
        double sum = 0;
        for (int worker = 0; worker < 8; worker++) {
            sum += new QuantumOffset(1_000, 0, worker * Math.PI / 4).at(77);
        }
        assertThat(sum).isCloseTo(0, within(4.0));
    }

    @Test
    void wavesThatAreNoneAreRefused() {
        assertThatThrownBy(() -> new QuantumOffset(-1, 1, 0)).hasMessageContaining("amplitude");
        assertThatThrownBy(() -> new QuantumOffset(1, -1, 0)).hasMessageContaining("frequency");
        assertThatThrownBy(() -> new QuantumOffset(1, Double.NaN, 0))
                .hasMessageContaining("frequency");
        assertThatThrownBy(() -> new QuantumOffset(1, Double.POSITIVE_INFINITY, 0))
                .hasMessageContaining("frequency");
        assertThatThrownBy(() -> new QuantumOffset(1, 1, Double.NaN)).hasMessageContaining("phase");
    }

    @Test
    void theProcessorsCountersAreKnownByName(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("current_clocksource");
        assertThat(HardwareCounter.isNamedIn(file)).isFalse();
        Files.writeString(file, "tsc\n");
        assertThat(HardwareCounter.isNamedIn(file)).isTrue();
        Files.writeString(file, "hpet\n");
        assertThat(HardwareCounter.isNamedIn(file)).isFalse();
        assertThat(source.hasHardwareTiming()).isFalse();
        assertThat(TimeSource.system().hasHardwareTiming())
                .isEqualTo(HardwareCounter.isNamedIn(HardwareCounter.CURRENT));
    }
}
