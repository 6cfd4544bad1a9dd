package io.chronofabric.jobs.embedded;

import java.io.PrintWriter;
import java.util.Objects;

/**
 * Where the demo writes.
 *
 * @param out results
 * @param err everything else, where results must stand alone
 * @param terminal whether {@code out} is a terminal that understands cursor movements
 */
public record Console(PrintWriter out, PrintWriter err, boolean terminal) {
    /** Checks that nothing is missing. */
    public Console {
        Objects.requireNonNull(out, "out");
        Objects.requireNonNull(err, "err");
    }
}
