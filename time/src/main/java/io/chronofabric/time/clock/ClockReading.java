package io.chronofabric.time.clock;

import java.util.Objects;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What a source said of the host's wall clock at a moment. Immutable.
 *
 * @param state whether the clock is kept
 * @param errorBoundNanos how far the wall clock can be from true time, in nanoseconds, when it was
 *     read; empty where nobody vouches for it
 * @param growthPpb how fast the bound grows from there on, in nanoseconds a second
 * @param goodForNanos how long after the reading the bound, grown, may be trusted
 * @param driftPpm by how many parts in a million the hardware clock is found to run slow (positive)
 *     or fast, where the source measures that
 * @param takenMonotonicNanos when it was read, by {@link
 *     io.chronofabric.time.TimeSource#monotonicNanos()}
 * @param why what the state goes by, for people
 */
public record ClockReading(
        State state,
        OptionalLong errorBoundNanos,
        long growthPpb,
        long goodForNanos,
        OptionalDouble driftPpm,
        long takenMonotonicNanos,
        String why) {
    private static final long PARTS = 1_000_000_000L;

    /** Whether the clock is kept. */
    public enum State {
        /** Kept by a daemon that follows a reference. */
        SYNCHRONIZED,
        /** Not followed at the moment, but recently enough for a bound. */
        FREE_RUNNING,
        /** Nobody vouches for it. */
        UNSYNCHRONIZED,
        /** The source is not there, or its answer cannot be used. */
        UNAVAILABLE;

        /** The word for people, such as {@code free running}. */
        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
        }
    }

    /**
     * Checks that a bound is not negative and belongs to a clock that is kept.
     *
     * @throws IllegalArgumentException if it is or does not
     */
    public ClockReading {
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(errorBoundNanos, "errorBoundNanos");
        Objects.requireNonNull(driftPpm, "driftPpm");
        Objects.requireNonNull(why, "why");
        if (errorBoundNanos.isPresent()) {
            if (state == State.UNSYNCHRONIZED || state == State.UNAVAILABLE) {
                throw new IllegalArgumentException(
                        "a bound of a clock that is " + state.word() + " (expected: none)");
            }
            if (errorBoundNanos.getAsLong() < 0 || growthPpb < 0 || goodForNanos < 0) {
                throw new IllegalArgumentException(
                        "error bound: %d ns, growing by %d ns/s for %d ns (expected: >= 0)"
                                .formatted(errorBoundNanos.getAsLong(), growthPpb, goodForNanos));
            }
        }
    }

    /** A reading without a bound. */
    public static ClockReading unbounded(State state, long takenMonotonicNanos, String why) {
        return new ClockReading(
                state,
                OptionalLong.empty(),
                0,
                0,
                OptionalDouble.empty(),
                takenMonotonicNanos,
                why);
    }

    /** Whether it bounds the clock's error. */
    public boolean isBounded() {
        return errorBoundNanos.isPresent();
    }

    /**
     * How far the wall clock can be from true time at a later moment, in nanoseconds: the bound
     * with what the clock may have drifted since. Empty without a bound, and when the reading is
     * too old.
     *
     * @param monotonicNanos the moment, by {@link
     *     io.chronofabric.time.TimeSource#monotonicNanos()}; one before the reading counts as the
     *     reading's
     */
    public OptionalLong errorBoundNanosAt(long monotonicNanos) {
        long age = Math.max(0, monotonicNanos - takenMonotonicNanos);
        if (errorBoundNanos.isEmpty() || age > goodForNanos) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(errorBoundNanos.getAsLong() + grown(age, growthPpb));
    }

    /** What a bound grows by in a time, rounded up. */
    static long grown(long nanos, long growthPpb) {
        // In two parts, since the product of a day and 500 ppm is more than a long holds.
        long whole = Math.multiplyExact(nanos / PARTS, growthPpb);
        long rest = nanos % PARTS * growthPpb;
        return Math.addExact(whole, (rest + PARTS - 1) / PARTS);
    }
}
