package io.chronofabric.jobs.config;

import java.io.Serializable;

/**
 * The pace of a replay: how many seconds of event time go by in one second on the clock.
 *
 * @param factor greater than 0; positive infinity means as fast as it can be read
 */
public record Speed(double factor) implements Serializable {
    /** As fast as the recording can be read. */
    public static final Speed MAX = new Speed(Double.POSITIVE_INFINITY);

    static final String EXPECTED = "max, or a factor such as 1x, 10x or 0.5x";

    /** Checks the range. */
    public Speed {
        if (!(factor > 0)) {
            throw new IllegalArgumentException("speed: " + factor + " (expected: > 0)");
        }
    }

    /**
     * Reads {@code max} or {@code 10x}.
     *
     * @throws IllegalArgumentException if it is neither
     */
    public static Speed parse(String text) {
        if (text.equals("max")) {
            return MAX;
        }
        String number = text.endsWith("x") ? text.substring(0, text.length() - 1) : "";
        // Plain decimals only: parseDouble would also take "1e3", "NaN" and "1f".
        if (!number.matches("\\d{1,9}(\\.\\d{1,9})?") || Double.parseDouble(number) == 0) {
            throw new IllegalArgumentException("speed: " + text + " (expected: " + EXPECTED + ")");
        }
        return new Speed(Double.parseDouble(number));
    }

    /** Whether nothing holds the replay back. */
    public boolean isMax() {
        return Double.isInfinite(factor);
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
        if (isMax()) {
            return "max";
        }
        return (factor == Math.rint(factor)
                        ? Long.toString((long) factor)
                        : Double.toString(factor))
                + "x";
    }
}
