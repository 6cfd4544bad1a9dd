package io.chronofabric.jobs.cli;

import io.chronofabric.core.ChronoFabricException;
import io.chronofabric.core.ErrorCode;
import io.chronofabric.state.model.Signal;
import java.util.Arrays;
import java.util.List;

/**
 * Events as samples at equal distance: from the first moment at which every signal is known, each
 * holding the last value at or before it.
 */
final class Samples {
    private final long firstNanos;
    private final int length;
    private final double[][] columns;

    Samples(long firstNanos, int length, double[][] columns) {
        this.firstNanos = firstNanos;
        this.length = length;
        this.columns = columns;
    }

    /** Time of the first sample, in nanoseconds since the epoch. */
    long firstNanos() {
        return firstNanos;
    }

    /** How many samples there are. */
    int length() {
        return length;
    }

    /** The values of each signal, in the order of the signals; not to be changed. */
    double[][] columns() {
        return columns;
    }

    /**
     * @param events in order of time, at least one
     * @param maxLength a bound on memory
     * @throws ChronoFabricException if there would be more samples than that
     */
    static Samples of(List<Signal> events, List<String> signals, long periodNanos, int maxLength) {
        double[] held = new double[signals.size()];
        Arrays.fill(held, Double.NaN);
        int next = 0;
        while (next < events.size() && (next == 0 || anyUnknown(held))) {
            hold(held, signals, events.get(next++));
        }
        if (anyUnknown(held)) {
            return new Samples(0, 0, new double[signals.size()][0]);
        }
        long firstNanos = events.get(next - 1).time().physicalNanos();
        long lastNanos = events.get(events.size() - 1).time().physicalNanos();
        long length = (lastNanos - firstNanos) / periodNanos + 1;
        if (length > maxLength) {
            throw new ChronoFabricException(
                    ErrorCode.INPUT_INVALID,
                    length + " samples from the first event to the last",
                    "at most " + maxLength,
                    "Give a longer --period, or look for a wrong date in the trace.");
        }
        double[][] columns = new double[signals.size()][(int) length];
        for (int i = 0; i < length; i++) {
            long moment = firstNanos + i * periodNanos;
            while (next < events.size() && events.get(next).time().physicalNanos() <= moment) {
                hold(held, signals, events.get(next++));
            }
            for (int signal = 0; signal < held.length; signal++) {
                columns[signal][i] = held[signal];
            }
        }
        return new Samples(firstNanos, (int) length, columns);
    }

    private static void hold(double[] held, List<String> signals, Signal event) {
        for (int signal = 0; signal < held.length; signal++) {
            double value = event.fields().get(signals.get(signal));
            if (!Double.isNaN(value)) {
                held[signal] = value;
            }
        }
    }

    private static boolean anyUnknown(double[] held) {
        return Arrays.stream(held).anyMatch(Double::isNaN);
    }
}
