package io.chronofabric.clogic.egc;

import io.chronofabric.clogic.egc.stl.StlPlan;
import io.chronofabric.clogic.egc.stl.StlState;
import io.chronofabric.state.flink.SampleStore;

/**
 * Turns an entity's stored events into samples at a rule's moments and feeds them to its monitor.
 * What it does depends on the stored events and the limit alone, never on when or how often it is
 * called; so a replay, a restart and a correction all give the same answers.
 *
 * <p>A trace begins at the first moment at which every signal has a fresh value and ends at the
 * first at which one has none; the next trace begins with a new monitor.
 */
final class TraceRunner {
    /** Stands for no row of a store. */
    static final int NO_ROW = -1;

    private static final long NANOS_PER_MILLI = 1_000_000L;

    /** Takes what a run finds out. */
    interface Answers {
        /**
         * The answer for a moment.
         *
         * @param predicate which of the plan's predicates decided it; negative if none did, because
         *     the formula looks at moments before the trace only
         * @param decidedAt at which moment; the judged one if no predicate did
         */
        void answer(long moment, double robustness, int predicate, long decidedAt);

        /** A trace ended and left so many moments without an answer. */
        void unanswered(long moments);
    }

    private final Tenure tenure;
    private final CompiledRule rule;
    private final long endMoment;
    private final long stopMoment;
    private final SamplingGrid grid;
    private final int[] columns;

    TraceRunner(Tenure tenure) {
        this.tenure = tenure;
        this.rule = tenure.rule();
        this.endMoment = tenure.endMoment();
        this.stopMoment = tenure.stopMoment();
        this.grid = rule.grid();
        this.columns = new int[rule.fields().size()];
    }

    /**
     * Feeds the events of {@code [fromNanos, limitNanos)} and every moment that closes before the
     * limit. All events before the limit must be in the store.
     *
     * @param without a row to pass over as if it were not there, or {@link #NO_ROW}
     */
    void run(
            SampleStore store,
            int without,
            RuleProgress progress,
            long fromNanos,
            long limitNanos,
            Answers answers) {
        findColumns(store);
        int size = store.size();
        long fedFrom = Math.max(fromNanos, progress.feedsFrom());
        for (int row = store.firstAtOrAfter(fedFrom); row < size; row++) {
            long eventNanos = nanosOf(store, row);
            if (eventNanos >= limitNanos) {
                break;
            }
            if (row == without) {
                continue;
            }
            settle(progress, eventNanos, answers);
            if (hold(store, row, eventNanos, progress) && !progress.isRunning()) {
                progress.nextMoment(grid.firstFor(eventNanos));
            }
        }
        settle(progress, limitNanos, answers);
    }

    /** Feeds a late event where nothing can be fed again: it counts for moments to come only. */
    void holdLate(SampleStore store, int row, RuleProgress progress, long limitNanos) {
        findColumns(store);
        if (hold(store, row, nanosOf(store, row), progress) && !progress.isRunning()) {
            progress.nextMoment(grid.firstFor(limitNanos));
        }
    }

    /**
     * The watermark, in milliseconds, at which a silent entity's held values will have expired;
     * {@code Long.MAX_VALUE} where nothing waits for that.
     */
    long expiryMillis(RuleProgress progress) {
        long next = progress.nextMoment();
        long oldest = progress.oldestHeldAt();
        if (next == RuleProgress.IDLE || next >= stopMoment || oldest == Long.MIN_VALUE) {
            return Long.MAX_VALUE;
        }
        if (!progress.isRunning() && grid.isTooOld(oldest, next)) {
            // Only an event can begin a trace now.
            return Long.MAX_VALUE;
        }
        return grid.closesAt(Math.max(next, grid.expiryOf(oldest))) / NANOS_PER_MILLI;
    }

    private void findColumns(SampleStore store) {
        for (int i = 0; i < columns.length; i++) {
            columns[i] = store.column(rule.fields().get(i));
        }
    }

    /** An event's time; the very last nanosecond counts as the one before, so that it can pass. */
    private static long nanosOf(SampleStore store, int row) {
        return Math.min(store.physicalNanos(row), Long.MAX_VALUE - 1);
    }

    /** Takes over an event's values, except where a newer one is held; whether there were any. */
    private boolean hold(SampleStore store, int row, long eventNanos, RuleProgress progress) {
        boolean any = false;
        for (int signal = 0; signal < columns.length; signal++) {
            double value = columns[signal] < 0 ? Double.NaN : store.value(row, columns[signal]);
            if (!Double.isNaN(value) && eventNanos >= progress.heldAt(signal)) {
                progress.hold(signal, value, eventNanos);
                any = true;
            }
        }
        return any;
    }

    /** Samples every moment that no event at or after the bound can count for. */
    private void settle(RuleProgress progress, long boundNanos, Answers answers) {
        StlPlan plan = rule.plan();
        StlState monitor = progress.monitor();
        while (progress.nextMoment() != RuleProgress.IDLE) {
            long moment = progress.nextMoment();
            if (moment >= stopMoment || grid.closesAt(moment) >= boundNanos) {
                return;
            }
            long oldest = progress.oldestHeldAt();
            if (grid.isTooOld(oldest, moment)) {
                long pending = pending(progress);
                progress.endTrace();
                progress.nextMoment(RuleProgress.IDLE);
                if (pending > 0) {
                    answers.unanswered(pending);
                }
                return;
            }
            if (!progress.isRunning()) {
                progress.startTrace(moment);
            }
            progress.nextMoment(moment + 1);
            StlPlan judging = tenure.carriedFrom() == null ? plan : tenure.at(moment).rule().plan();
            if (judging.step(monitor, progress.held())) {
                long start = progress.traceStart();
                long judged = start + monitor.answerIndex();
                int predicate = monitor.decidingPredicate();
                answers.answer(
                        judged,
                        monitor.robustness(),
                        predicate,
                        predicate < 0 ? judged : start + monitor.decidingIndex());
            }
        }
    }

    /** How many moments of the tenure the trace leaves without an answer if it ends here. */
    private long pending(RuleProgress progress) {
        long next = progress.nextMoment();
        long first = next - progress.pending(rule.plan().future());
        return Math.min(next, endMoment) - Math.max(first, progress.since());
    }
}
