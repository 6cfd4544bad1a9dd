package io.chronofabric.operators.sequence;

/** The seed of a randomized test: the system property {@code seed}, or a fixed one. */
public final class Seeds {
    private Seeds() {}

    /** The seed. */
    public static long next() {
        String given = System.getProperty("seed", "");
        return given.isEmpty() ? 20_260_101L : Long.parseLong(given);
    }
}
