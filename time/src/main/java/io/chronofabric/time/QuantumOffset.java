package io.chronofabric.time;

/**
 * A wave that shifts periodic work of many workers against each other: each worker is given a phase
 * of its own, and adds the wave's value to the moment at which it would wake. A hint to schedulers
 * and nothing else: no timestamp is ever shifted by it. The name is the seed's; the wave is a
 * classical one, {@code amplitude * sin(2 pi frequency t + phase)}.
 *
 * @param amplitudeNanos the largest shift, in nanoseconds, not negative
 * @param frequencyHz waves a second, not negative and finite
 * @param phaseRadians where the wave starts, in radians, finite
 */
public record QuantumOffset(long amplitudeNanos, double frequencyHz, double phaseRadians) {
    /** No shift. */
    public static final QuantumOffset NONE = new QuantumOffset(0, 0, 0);

    private static final double NANOS_PER_SECOND = 1e9;

    /** Checks the ranges. */
    public QuantumOffset {
        if (amplitudeNanos < 0) {
            throw new IllegalArgumentException(
                    "amplitude: " + amplitudeNanos + " ns (expected: >= 0 ns)");
        }
        if (!(frequencyHz >= 0) || Double.isInfinite(frequencyHz)) {
            throw new IllegalArgumentException(
                    "frequency: " + frequencyHz + " Hz (expected: 0 or more, and finite)");
        }
        if (!Double.isFinite(phaseRadians)) {
            throw new IllegalArgumentException(
                    "phase: " + phaseRadians + " rad (expected: a finite number)");
        }
    }

    /**
     * The shift at a time of the monotonic clock, in nanoseconds. Strict arithmetic: the same on
     * every machine.
     */
    public long at(long monotonicNanos) {
        // Whole waves are left out first, while the time is still exact.
        double turns = monotonicNanos / NANOS_PER_SECOND * frequencyHz;
        double angle = 2 * Math.PI * (turns - Math.floor(turns)) + phaseRadians;
        return Math.round(amplitudeNanos * StrictMath.sin(angle));
    }
}
