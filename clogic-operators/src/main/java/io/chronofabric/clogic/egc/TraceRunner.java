package io.chronofabric.clogic.egc;

import io.chronofabric.clogic.egc.stl.StlPlan;
import io.chronofabric.clogic.egc.stl.StlState;
import io.chronofabric.state.flink.SampleStore;
import io.chronofabric.state.model.Rule;
import java.util.List;

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

    private static final int ANY_COLUMN = -2;
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
    private final MomentValues values;
    private final Tap tap;

    /** Looks on as samples are fed. */
    interface Tap {
        /** A sample; the values are in the order of the plan's signals and change afterwards. */
        void sample(long moment, double[] values);
    }

    TraceRunner(Tenure tenure) {
        this(tenure, null);
    }

    TraceRunner(Tenure tenure, Tap tap) {
        this.tap = tap;
        this.tenure = tenure;
        this.rule = tenure.rule();
        this.endMoment = tenure.endMoment();
        this.stopMoment = tenure.stopMoment();
        this.grid = rule.grid();
        this.columns = new int[rule.fields().size()];
        this.values = new MomentValues(rule, columns);
    }

    /**
     * Feeds the events of {@code [fromNanos, limitNanos)} and every moment that closes before the
     * limit. All events before the limit must be in the store.
     *
     * <p>At the end of time, where the input has ended, a rule that reads an age judges nothing
     * after the last event: the end of the input is no silence.
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
        values.begin(store, without, limitNanos);
        int size = store.size();
        long fedFrom = Math.max(fedFrom(progress, fromNanos), progress.feedsFrom());
        for (int row = store.firstAtOrAfter(fedFrom); row < size; row++) {
            long eventNanos = nanosOf(store, row);
            if (eventNanos >= limitNanos) {
                break;
            }
            if (row == without) {
                continue;
            }
            if (!settle(progress, eventNanos, answers)) {
                return;
            }
            if (hold(store, row, eventNanos, progress) && !progress.isRunning()) {
                progress.nextMoment(grid.firstFor(eventNanos));
            }
        }
        if (limitNanos == Long.MAX_VALUE && !rule.silentMoments().isEmpty()) {
            settle(progress, Math.max(fromNanos, endOf(store)), answers);
            end(progress, answers);
        } else {
            settle(progress, limitNanos, answers);
        }
    }

    /** The instant after which no moment has an event. */
    private long endOf(SampleStore store) {
        return store.size() == 0
                ? 0
                : SamplingGrid.later(nanosOf(store, store.size() - 1), grid.toleranceNanos() + 1);
    }

    /** Where the events begin that were not fed, or whose moments waited for those after them. */
    private long fedFrom(RuleProgress progress, long fromNanos) {
        if (!grid.joinsValues() || progress.nextMoment() == RuleProgress.IDLE) {
            return fromNanos;
        }
        return Math.min(fromNanos, grid.closesAt(progress.nextMoment() - 1) + 1);
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
     *
     * @param settledNanos the instant before which all events were fed
     */
    long expiryMillis(RuleProgress progress, long settledNanos) {
        long next = progress.nextMoment();
        long oldest = progress.oldestHeldAt();
        if (next == RuleProgress.IDLE || next >= stopMoment || oldest == Long.MIN_VALUE) {
            return Long.MAX_VALUE;
        }
        if (!progress.isRunning() && grid.isTooOld(oldest, next)) {
            // Only an event can begin a trace now.
            return Long.MAX_VALUE;
        }
        if (grid.joinsValues()) {
            return gapMillis(progress, settledNanos);
        }
        long moment = Math.max(next, grid.expiryOf(oldest));
        List<SilentMoments> silences = rule.silentMoments();
        for (int i = 0; i < silences.size(); i++) {
            SilentMoments silent = silences.get(i);
            long heldAt = progress.heldAt(silent.signal());
            moment = Math.min(moment, silent.nextFrom(heldAt, next, grid));
        }
        return grid.closesAt(moment) / NANOS_PER_MILLI;
    }

    /**
     * The watermark at which some value will have had no other after it for too long. Those of
     * which that can be said already have one, or the trace would have ended.
     */
    private long gapMillis(RuleProgress progress, long settledNanos) {
        long wake = Long.MAX_VALUE;
        for (int signal = 0; signal < columns.length; signal++) {
            long closes = grid.closesAt(grid.expiryOf(progress.heldAt(signal)));
            if (closes >= settledNanos) {
                wake = Math.min(wake, closes / NANOS_PER_MILLI);
            }
        }
        return wake;
    }

    private void findColumns(SampleStore store) {
        for (int i = 0; i < columns.length; i++) {
            Rule.SignalSpec signal = rule.signals().get(i);
            columns[i] = signal.readsAnyField() ? ANY_COLUMN : store.column(signal.field());
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
            double value = valueOf(store, row, columns[signal]);
            if (!Double.isNaN(value) && eventNanos >= progress.heldAt(signal)) {
                progress.hold(signal, value, eventNanos);
                any = true;
            }
        }
        return any;
    }

    /** What a row has in a column; whatever it has, it is an event. */
    private static double valueOf(SampleStore store, int row, int column) {
        if (column == ANY_COLUMN) {
            return 0;
        }
        return column < 0 ? Double.NaN : store.value(row, column);
    }

    /**
     * Samples every moment that no event at or after the bound can count for.
     *
     * @return whether there is no moment left that waits for a value after the bound
     */
    private boolean settle(RuleProgress progress, long boundNanos, Answers answers) {
        StlPlan plan = rule.plan();
        StlState monitor = progress.monitor();
        while (progress.nextMoment() != RuleProgress.IDLE) {
            long moment = progress.nextMoment();
            if (moment >= stopMoment || grid.closesAt(moment) >= boundNanos) {
                return true;
            }
            MomentValues.Found found = values.find(progress, moment);
            if (found == MomentValues.Found.NOT_YET) {
                return false;
            }
            if (found == MomentValues.Found.GAP) {
                end(progress, answers);
                return true;
            }
            if (!progress.isRunning()) {
                progress.startTrace(moment);
            }
            progress.nextMoment(moment + 1);
            if (tap != null) {
                tap.sample(moment, values.sample());
            }
            StlPlan judging = tenure.carriedFrom() == null ? plan : tenure.at(moment).rule().plan();
            if (judging.step(monitor, values.sample())) {
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
        return true;
    }

    private void end(RuleProgress progress, Answers answers) {
        long pending = pending(progress);
        progress.endTrace();
        progress.nextMoment(RuleProgress.IDLE);
        if (pending > 0) {
            answers.unanswered(pending);
        }
    }

    /** How many moments of the tenure the trace leaves without an answer if it ends here. */
    private long pending(RuleProgress progress) {
        long next = progress.nextMoment();
        long first = next - progress.pending(rule.plan().future());
        return Math.min(next, endMoment) - Math.max(first, progress.since());
    }
}
