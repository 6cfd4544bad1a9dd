package io.chronofabric.clogic.egc.pattern;

import io.chronofabric.state.flink.SampleStore;
import io.chronofabric.time.LogicalTime;

/** Makes of events what patterns look at. Not safe for use by several threads. */
final class Readings {
    private long cut;

    /** Values of features that had to leave their window before their time, so far. */
    long cutFromWindows() {
        return cut;
    }

    /** The columns of a pattern's fields in a store; negative where it has none. */
    static int[] columns(CompiledPattern pattern, SampleStore store) {
        int[] columns = new int[pattern.fields().size()];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = store.column(pattern.fields().get(i));
        }
        return columns;
    }

    /**
     * An event as a pattern sees it; what features look at moves on to it.
     *
     * @param columns of the pattern's fields in the store
     */
    Reading of(
            CompiledPattern pattern,
            PatternProgress progress,
            SampleStore store,
            int[] columns,
            int row) {
        LogicalTime time = LogicalTime.ofWords(store.physicalNanos(row), store.logicalAndNode(row));
        double[] values = pattern.newValues();
        for (int i = 0; i < columns.length; i++) {
            values[i] = columns[i] < 0 ? Double.NaN : store.value(row, columns[i]);
        }
        cut += pattern.features().take(progress.windows(), values, time.physicalNanos());
        return new Reading(time, values, store.trace(row));
    }
}
