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

    private final CompiledRule rule;
    private final SamplingGrid grid;
    private final String[] fields;
    private final int[] columns;

    TraceRunner(CompiledRule rule) {
        this.rule = rule;
        this.grid = rule.grid();
        this.fields = rule.fields().toArray(String[]::new);
        this.columns = new int[fields.length];
    }

    /**
     * Feeds the events of {@code [fromNanos, limitNanos)} and every moment that closes before the
     * limit. All events before the limit must be in the store.
     */
    void run(
            SampleStore store,
            RuleProgress progress,
            long fromNanos,
            long limitNanos,
            Answers answers) {
        for (int i = 0; i < columns.length; i++) {
            columns[i] = store.column(fields[i]);
        }
        int size = store.size();
        for (int i = store.firstAtOrAfter(fromNanos); i < size; i++) {
            long eventNanos = store.physicalNanos(i);
            if (eventNanos >= limitNanos) {
                break;
            }
            settle(progress, eventNanos, answers);
            hold(store, i, eventNanos, progress);
        }
        settle(progress, limitNanos, answers);
    }

    /**
     * The watermark, in milliseconds, at which a silent entity's held values will have expired;
     * {@code Long.MAX_VALUE} where nothing waits for that.
     */
    long expiryMillis(RuleProgress progress) {
        long oldest = progress.oldestHeldAt();
        if (progress.nextMoment() == RuleProgress.IDLE || oldest == Long.MIN_VALUE) {
            return Long.MAX_VALUE;
        }
        return Math.floorDiv(grid.closesAt(grid.expiryOf(oldest)), 1_000_000L);
    }

    private void hold(SampleStore store, int event, long eventNanos, RuleProgress progress) {
        boolean any = false;
        for (int signal = 0; signal < columns.length; signal++) {
            double value = columns[signal] < 0 ? Double.NaN : store.value(event, columns[signal]);
            if (!Double.isNaN(value)) {
                progress.hold(signal, value, eventNanos);
                any = true;
            }
        }
        if (any && !progress.isRunning()) {
            progress.nextMoment(grid.firstFor(eventNanos));
        }
    }

    /** Samples every moment that no event at or after the bound can count for. */
    private void settle(RuleProgress progress, long boundNanos, Answers answers) {
        StlPlan plan = rule.plan();
        StlState monitor = progress.monitor();
        while (progress.nextMoment() != RuleProgress.IDLE) {
            long moment = progress.nextMoment();
            if (grid.closesAt(moment) >= boundNanos) {
                return;
            }
            long oldest = progress.oldestHeldAt();
            if (oldest == Long.MIN_VALUE || moment >= grid.expiryOf(oldest)) {
                long pending = progress.pending(plan.future());
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
            if (plan.step(monitor, progress.held())) {
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
}
