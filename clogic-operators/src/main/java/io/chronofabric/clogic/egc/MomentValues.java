package io.chronofabric.clogic.egc;

import io.chronofabric.state.flink.SampleStore;
import io.chronofabric.state.model.Rule;
import java.util.Arrays;

/**
 * Works out what a rule's signals are at a moment from the values held: those themselves, how old
 * they are, or what lies on the line to the next ones. Not safe for use by several threads.
 */
final class MomentValues {
    private static final double NANOS_PER_SECOND = 1e9;

    /** What there is at a moment. */
    enum Found {
        /** A value for each signal. */
        ALL,
        /** No value of some signal that is not too old. */
        GAP,
        /** The value of some signal depends on one that is not settled. */
        NOT_YET
    }

    private final SamplingGrid grid;
    private final int[] columns;
    private final boolean[] isAge;
    private final boolean asHeld;

    /** For each signal a row before which the value after the held one is not. */
    private final int[] following;

    private SampleStore store;
    private int without;
    private long limitNanos;
    private double[] sample;

    /**
     * @param columns where the fields that the rule reads are in the store; filled by the caller
     */
    MomentValues(CompiledRule rule, int[] columns) {
        this.grid = rule.grid();
        this.columns = columns;
        this.isAge = new boolean[columns.length];
        boolean anyAge = false;
        for (int signal = 0; signal < columns.length; signal++) {
            isAge[signal] = rule.signals().get(signal).measure() == Rule.Measure.AGE;
            anyAge |= isAge[signal];
        }
        this.asHeld = !anyAge && !grid.joinsValues();
        this.sample = new double[columns.length];
        this.following = new int[columns.length];
    }

    /**
     * Begins a run over a store.
     *
     * @param withoutRow a row to pass over, or {@link TraceRunner#NO_ROW}
     * @param settledNanos the instant before which all events are in the store
     */
    void begin(SampleStore over, int withoutRow, long settledNanos) {
        store = over;
        without = withoutRow;
        limitNanos = settledNanos;
        Arrays.fill(following, 0);
    }

    /** Looks at a moment, later than the one before in the same run. */
    Found find(RuleProgress progress, long moment) {
        if (grid.isTooOld(progress.oldestHeldAt(), moment)) {
            return Found.GAP;
        }
        if (asHeld) {
            sample = progress.held();
            return Found.ALL;
        }
        long at = grid.nanosOf(moment);
        for (int signal = 0; signal < columns.length; signal++) {
            long heldAt = progress.heldAt(signal);
            if (isAge[signal]) {
                sample[signal] = Math.max(0, at - heldAt) / NANOS_PER_SECOND;
            } else if (!grid.joinsValues() || heldAt >= at) {
                sample[signal] = progress.held()[signal];
            } else {
                int row = following(signal, moment);
                long end = SamplingGrid.later(heldAt, grid.maxAgeNanos());
                if (row == TraceRunner.NO_ROW || store.physicalNanos(row) > end) {
                    return limitNanos > end ? Found.GAP : Found.NOT_YET;
                }
                sample[signal] = between(progress, signal, row, at);
            }
        }
        return Found.ALL;
    }

    /** The values at the moment last looked at, in the order of the plan's signals. */
    double[] sample() {
        return sample;
    }

    /** The first settled row after a moment that has a value of a signal. */
    private int following(int signal, long moment) {
        int row = Math.max(following[signal], store.firstAtOrAfter(grid.closesAt(moment) + 1));
        while (row < store.size() && store.physicalNanos(row) < limitNanos) {
            if (row != without
                    && columns[signal] >= 0
                    && !Double.isNaN(store.value(row, columns[signal]))) {
                following[signal] = row;
                return row;
            }
            row++;
        }
        following[signal] = row;
        return TraceRunner.NO_ROW;
    }

    private double between(RuleProgress progress, int signal, int row, long at) {
        double from = progress.held()[signal];
        double to = store.value(row, columns[signal]);
        long since = progress.heldAt(signal);
        double share = (double) (at - since) / (store.physicalNanos(row) - since);
        return from + (to - from) * share;
    }
}
