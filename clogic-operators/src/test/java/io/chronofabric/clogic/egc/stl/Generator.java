package io.chronofabric.clogic.egc.stl;

import java.util.Random;

/** Makes formulas, as text, and traces over x, y, z. */
final class Generator {

    private static final String[] COMPARATORS = {"<", "<=", ">", ">=", "==", "!=", "!=="};

    private final Random random;
    private final boolean unboundedFuture;
    private final boolean distances;

    Generator(Random random, boolean unboundedFuture, boolean distances) {
        this.random = random;
        this.unboundedFuture = unboundedFuture;
        this.distances = distances;
    }

    /** The seed of a run: {@code -Dseed}, or one that is new each time. */
    static long seed() {
        String given = System.getProperty("seed", "");
        return given.isEmpty() ? new Random().nextLong() : Long.parseLong(given);
    }

    String formula(int depth) {
        if (depth == 0 || random.nextInt(8) == 0) {
            return leaf();
        }
        String a = "(" + formula(depth - 1) + ")";
        return switch (random.nextInt(14)) {
            case 0 -> "not " + a;
            case 1 -> a + " and " + right(depth, a);
            case 2 -> a + " or " + right(depth, a);
            case 3 -> a + " -> " + right(depth, a);
            case 4 -> {
                String joiner = random.nextBoolean() ? " <-> " : " xor ";
                yield a + (distances ? joiner : " & ") + right(depth, a);
            }
            case 5 -> "always" + window(true) + a;
            case 6 -> "eventually" + window(true) + a;
            case 7 -> "historically" + window(false) + a;
            case 8 -> "once" + window(false) + a;
            case 9 -> {
                String[] neighbours = {"prev", "s_prev", "next", "s_next", "rise", "fall"};
                yield neighbours[random.nextInt(neighbours.length)] + a;
            }
            case 10 -> a + " until" + window(true) + right(depth, a);
            case 11 -> a + " unless" + window(true) + right(depth, a);
            default -> a + " since" + window(false) + right(depth, a);
        };
    }

    /**
     * Samples of small whole numbers, with many ties, or of fractions: of a power of two, so that
     * no formula rounds and equal terms are equal.
     */
    double[][] trace(int length) {
        boolean whole = random.nextBoolean();
        double[][] trace = new double[3][length];
        for (double[] column : trace) {
            for (int t = 0; t < length; t++) {
                column[t] =
                        whole
                                ? random.nextInt(7) - 3
                                : Math.rint(random.nextGaussian() * 3072) / 1024;
            }
        }
        return trace;
    }

    private String right(int depth, String left) {
        return random.nextInt(6) == 0 ? left : "(" + formula(depth - 1) + ")";
    }

    private String window(boolean future) {
        if (random.nextInt(5) == 0 && (!future || unboundedFuture)) {
            return " ";
        }
        int from = random.nextInt(4);
        if (random.nextInt(10) == 0) {
            return "[0,$W] ";
        }
        return "[" + from + (random.nextBoolean() ? "," : ":") + (from + random.nextInt(5)) + "s] ";
    }

    private String leaf() {
        return switch (random.nextInt(12)) {
            case 0 -> "true";
            case 1 -> term(2);
            default ->
                    term(2) + " " + COMPARATORS[random.nextInt(COMPARATORS.length)] + " " + term(1);
        };
    }

    private String term(int depth) {
        if (depth == 0 || random.nextInt(2) == 0) {
            String[] atoms = {"x", "y", "z", "2", "1.5", "$p"};
            return atoms[random.nextInt(atoms.length)];
        }
        String a = term(depth - 1);
        return switch (random.nextInt(6)) {
            case 0 -> "(" + a + " + " + term(depth - 1) + ")";
            case 1 -> "(" + a + " - " + term(depth - 1) + ")";
            case 2 -> "(" + a + " * " + term(depth - 1) + ")";
            case 3 -> "-" + a;
            case 4 -> "abs(" + a + ")";
            default -> "(" + a + " / 2)";
        };
    }
}
