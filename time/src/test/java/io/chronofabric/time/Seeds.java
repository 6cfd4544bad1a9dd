package io.chronofabric.time;

import java.util.Random;

/** The seed of a randomized test: {@code -Dseed} where it is given, else another every run. */
public final class Seeds {
    private static final long SEED = seed();

    private Seeds() {}

    public static Random random() {
        return new Random(SEED);
    }

    /** What to write beside a failure. */
    public static String describe(long historySeed) {
        return "history " + historySeed + ", repeat with -Dseed=" + SEED;
    }

    private static long seed() {
        String given = System.getProperty("seed", "");
        return given.isEmpty() ? new Random().nextLong() : Long.parseLong(given);
    }
}
