package io.chronofabric.jobs.plan;

import io.chronofabric.clogic.egc.StreamRun;
import io.chronofabric.state.model.Signal;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * One operator at work on a few entities, and what it kept of them when it was looked at. Not safe
 * for use by several threads.
 *
 * @param <S> what it keeps of an entity
 */
final class OperatorTrial<S> {
    /** Processor time, so that what else is done on the machine does not count. */
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private static final long NANOS_PER_MILLI = 1_000_000L;

    /** An entry of keyed state: its key's length and end, and the namespace. */
    private static final int ENTRY_BYTES = 3;

    /** A timer: its time, and the same as an entry. */
    private static final int TIMER_BYTES = Long.BYTES + ENTRY_BYTES;

    /** Names and serializers of states, offsets of key groups. */
    private static final int FIXED_BYTES = 4_096;

    private final StreamRun<S> run;
    private final Unheard heard;
    private final Function<S, Kept> scale;
    private final UnaryOperator<Signal> way;
    private final long outOfOrderMillis;
    private Kept kept = Kept.NOTHING;
    private long looks;
    private long events;
    private long spentNanos;
    private long allNanos;

    /**
     * @param run the operator's work
     * @param heard where it says what it has to say
     * @param scale tells what is kept of an entity
     * @param way what is done with an event before it is there, as far as it counts
     * @param outOfOrderMillis how far the watermark is behind
     */
    OperatorTrial(
            StreamRun<S> run,
            Unheard heard,
            Function<S, Kept> scale,
            UnaryOperator<Signal> way,
            long outOfOrderMillis) {
        this.run = run;
        this.heard = heard;
        this.scale = scale;
        this.way = way;
        this.outOfOrderMillis = outOfOrderMillis;
    }

    /** Begins to count anew; what is kept stays, and {@link #allNanos}. */
    void forgetCounts() {
        kept = Kept.NOTHING;
        looks = 0;
        events = 0;
        spentNanos = 0;
    }

    /** Takes events, each after the watermark that comes before it. */
    void take(List<Signal> signals) {
        long start = THREADS.getCurrentThreadCpuTime();
        for (Signal signal : signals) {
            long millis = signal.time().physicalNanos() / NANOS_PER_MILLI;
            run.watermark(millis - outOfOrderMillis - 1);
            run.signal(way.apply(signal));
        }
        long nanos = THREADS.getCurrentThreadCpuTime() - start;
        spentNanos += nanos;
        allNanos += nanos;
        events += signals.size();
    }

    /** Processor time since the beginning. */
    long allNanos() {
        return allNanos;
    }

    /** Adds what is kept of all entities now. */
    void look() {
        for (S state : run.states().values()) {
            kept = kept.plus(scale.apply(state));
        }
        looks++;
    }

    /** Bytes that all entities take together, on average. */
    double bytes() {
        return (double) kept.bytes() / looks;
    }

    /** What came of it, of which the entities that took part are a sample. */
    OperatorPlan plan(int entities, PlanInput input) {
        double each = (double) looks * entities;
        double keyed =
                kept.bytes()
                        + (double) kept.entries() * (input.keyLength() + ENTRY_BYTES)
                        + (double) kept.timers() * (input.keyLength() + TIMER_BYTES);
        return new OperatorPlan(
                kept.events() / each,
                kept.partialMatches() / each,
                kept.bytes() / each,
                kept.budgetBytes() / each,
                FIXED_BYTES + input.keys() * keyed / each,
                (double) spentNanos / events,
                heard.refused() > 0);
    }
}
