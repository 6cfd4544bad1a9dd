package io.chronofabric.clogic.egc;

import io.chronofabric.core.NodeId;
import io.chronofabric.core.TraceContext;
import io.chronofabric.state.flink.SampleStore;
import io.chronofabric.state.model.Signal;
import java.util.Arrays;
import java.util.List;

/**
 * Finds the events that decided a verdict, one for each field of the deciding predicate, and tells
 * their distributed trace and how sure their place in time is. Looks at the kept events alone, and
 * at none that the answer did not wait for, so that a restored job says the same. Not safe for use
 * by several threads.
 */
final class DecidingEvents {
    private final CompiledRule rule;

    private SampleStore store;
    private long waitedFor;
    private int[] rows = {};
    private int found;

    DecidingEvents(CompiledRule rule) {
        this.rule = rule;
    }

    /**
     * Looks for the events that gave a predicate its value at a moment. Finds none where no kept
     * event has anything to tell, or those that decided are not kept any more.
     *
     * @param answer whose predicate is negative if none decided
     */
    void find(SampleStore kept, Answer answer) {
        int predicate = answer.predicate();
        long decidedAt = answer.decidedAt();
        store = kept;
        found = 0;
        if (predicate < 0 || !(kept.hasTraces() || kept.hasBounds())) {
            return;
        }
        int after = kept.firstAtOrAfter(rule.grid().closesAt(decidedAt) + 1);
        List<String> fields = rule.fieldsOfPredicate(predicate);
        if (rows.length < fields.size()) {
            rows = new int[fields.size()];
        }
        for (int i = 0; i < fields.size(); i++) {
            int row = lastWith(fields.get(i), after, decidedAt);
            if (row != TraceRunner.NO_ROW) {
                rows[found++] = row;
            }
        }
        Arrays.sort(rows, 0, found);
        long lastMoment = SamplingGrid.later(answer.moment(), rule.plan().future());
        waitedFor = rule.grid().closesAt(lastMoment);
    }

    /** The trace of the newest event found that has one, or null. */
    TraceContext trace() {
        for (int i = found - 1; i >= 0; i--) {
            if (store.trace(rows[i]) != null) {
                return store.trace(rows[i]);
            }
        }
        return null;
    }

    /** The bound of the newest event found that has one, or {@link Signal#NO_BOUND}. */
    long clockErrorNanos() {
        for (int i = found - 1; i >= 0; i--) {
            if (store.clockErrorNanos(rows[i]) != Signal.NO_BOUND) {
                return store.clockErrorNanos(rows[i]);
            }
        }
        return Signal.NO_BOUND;
    }

    /** Whether one of the events found and a neighbour of it may have come the other way round. */
    boolean isOrderUncertain() {
        if (!store.hasBounds()) {
            return false;
        }
        for (int i = 0; i < found; i++) {
            if (mayBeSwapped(rows[i] - 1) || mayBeSwapped(rows[i])) {
                return true;
            }
        }
        return false;
    }

    /** Whether true time may order a row and the next one otherwise than they are. */
    private boolean mayBeSwapped(int row) {
        int next = row + 1;
        if (row < 0
                || next == store.size()
                || store.physicalNanos(next) > waitedFor
                || node(row) == node(next)) {
            return false;
        }
        long one = store.clockErrorNanos(row);
        long other = store.clockErrorNanos(next);
        if (one == Signal.NO_BOUND || other == Signal.NO_BOUND) {
            return false;
        }
        // Not the sum of the bounds, which may be beyond 2^63-1.
        return store.physicalNanos(next) - store.physicalNanos(row) - one <= other;
    }

    private int node(int row) {
        return (int) (store.logicalAndNode(row) & NodeId.MAX);
    }

    /** The row whose value a field has at a moment, the last of those before another row. */
    private int lastWith(String field, int before, long moment) {
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
