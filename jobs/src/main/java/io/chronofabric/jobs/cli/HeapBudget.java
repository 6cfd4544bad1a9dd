package io.chronofabric.jobs.cli;

import io.chronofabric.core.ChronoFabricException;
import io.chronofabric.core.ErrorCode;
import java.util.Locale;

/**
 * How much memory a command may plan to use: half of what this process has. What would take more is
 * refused before it is begun.
 */
final class HeapBudget {
    /** What the process has, as the one who started it can change it. */
    static final String MORE = "CHRONOFABRIC_JAVA_OPTS=-Xmx4g";

    private static final double BYTES_PER_MIB = 1 << 20;

    private final long bytes;

    HeapBudget(long bytes) {
        this.bytes = bytes;
    }

    static HeapBudget ofThisProcess() {
        return new HeapBudget(Runtime.getRuntime().maxMemory() / 2);
    }

    boolean holds(double wanted) {
        return wanted <= bytes;
    }

    long bytes() {
        return bytes;
    }

    /** Bytes in a message. */
    static String mib(double bytes) {
        return String.format(Locale.ROOT, "%.0f MiB", Math.ceil(bytes / BYTES_PER_MIB));
    }

    /**
     * Takes what fits.
     *
     * @param what what it is for
     * @param wanted how many bytes
     * @param instead what to do, if not to give the process more memory
     * @throws ChronoFabricException if it does not fit
     */
    void demand(String what, double wanted, String instead) {
        if (!holds(wanted)) {
            throw new ChronoFabricException(
                    ErrorCode.INPUT_INVALID,
                    what + " would take about " + mib(wanted) + " of memory",
                    "at most " + mib(bytes) + ", half of what this process has",
                    instead + " Or give it more memory, such as " + MORE + ".");
        }
    }
}
