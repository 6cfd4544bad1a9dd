package io.chronofabric.bus;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Exponentially weighted means of two numbers that always come together, over about the last 64
 * pairs. Both lie in one word, so that publishers on many threads need no lock and allocate
 * nothing.
 */
final class RecentMean {
    private static final float WEIGHT = 1f / 64;
    private static final long NOTHING = pack(Float.NaN, Float.NaN);

    private final AtomicLong pair = new AtomicLong(NOTHING);

    /** The first pair counts in full. */
    void add(double first, double second) {
        while (true) {
            long before = pair.get();
            long after =
                    before == NOTHING
                            ? pack((float) first, (float) second)
                            : pack(towards(first(before), first), towards(second(before), second));
            if (pair.compareAndSet(before, after)) {
                return;
            }
        }
    }

    /** Mean of the first numbers; NaN before the first pair. */
    double first() {
        return first(pair.get());
    }

    /** Length of the vector that the two means make; NaN before the first pair. */
    double length() {
        long now = pair.get();
        return Math.hypot(first(now), second(now));
    }

    private static float towards(float mean, double value) {
        return mean + WEIGHT * ((float) value - mean);
    }

    private static long pack(float first, float second) {
        return (long) Float.floatToIntBits(first) << 32
                | Float.floatToIntBits(second) & 0xFFFF_FFFFL;
    }

    private static float first(long pair) {
        return Float.intBitsToFloat((int) (pair >> 32));
    }

    private static float second(long pair) {
        return Float.intBitsToFloat((int) pair);
    }
}
