package io.chronofabric.clogic.egc;

import io.chronofabric.core.TraceContext;
import io.chronofabric.state.flink.SampleStore;
import java.util.List;

/**
 * Finds the distributed trace of the event that decided a verdict, from the kept events alone, so
 * that every run finds the same. Immutable.
 */
final class DecidingTrace {
    private final CompiledRule rule;

    DecidingTrace(CompiledRule rule) {
        this.rule = rule;
    }

    /**
     * The trace of the event that gave a predicate its value at a moment: of several, for as many
     * fields, the newest that has one.
     *
     * @param predicate negative if none decided
     * @return null if no such event has a trace, or is still kept
     */
    TraceContext of(SampleStore store, int predicate, long decidedAt) {
        if (!store.hasTraces() || predicate < 0) {
            return null;
        }
        int after = store.firstAtOrAfter(rule.grid().closesAt(decidedAt) + 1);
        int newest = TraceRunner.NO_ROW;
        List<String> fields = rule.fieldsOfPredicate(predicate);
        for (int i = 0; i < fields.size(); i++) {
            int row = lastWith(store, fields.get(i), after, decidedAt);
            if (row > newest && store.trace(row) != null) {
                newest = row;
            }
        }
        return newest == TraceRunner.NO_ROW ? null : store.trace(newest);
    }

    /** The row whose value a field has at a moment, the last of those before another row. */
    private int lastWith(SampleStore store, String field, int before, long moment) {
        int column = store.column(field);
        if (column < 0) {
            return TraceRunner.NO_ROW;
        }
        for (int row = before - 1; row >= 0; row--) {
            if (rule.grid().isTooOld(store.physicalNanos(row), moment)) {
                return TraceRunner.NO_ROW;
            }
            if (!Double.isNaN(store.value(row, column))) {
                return row;
            }
        }
        return TraceRunner.NO_ROW;
    }
}
