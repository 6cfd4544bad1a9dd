package io.chronofabric.jobs.embedded;

import java.util.Locale;
import java.util.OptionalLong;

/** How far a clock can be wrong, for people. */
public final class ShownBound {
    private static final long MICRO = 1_000;
    private static final long MILLI = 1_000 * MICRO;
    private static final long SECOND = 1_000 * MILLI;

    private ShownBound() {}

    /** Nanoseconds with the unit that fits, such as {@code 1.204 ms}; {@code none} for none. */
    public static String of(OptionalLong nanos) {
        if (nanos.isEmpty()) {
            return "none";
        }
        long value = nanos.getAsLong();
        if (value < MICRO) {
            return value + " ns";
        }
        if (value < MILLI) {
            return rounded(value, MICRO) + " µs";
        }
        return value < SECOND ? rounded(value, MILLI) + " ms" : rounded(value, SECOND) + " s";
    }

    /** Rounded up, as a bound has to be. */
    private static String rounded(long value, long unit) {
        double thousandths = Math.ceil(value / (unit / (double) MICRO));
        return String.format(Locale.ROOT, "%.3f", thousandths / MICRO);
    }
}
