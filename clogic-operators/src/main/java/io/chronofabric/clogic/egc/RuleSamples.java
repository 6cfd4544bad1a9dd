package io.chronofabric.clogic.egc;

import io.chronofabric.core.ChronoFabricException;
import io.chronofabric.core.ErrorCode;
import io.chronofabric.state.flink.SampleStore;
import io.chronofabric.state.model.Rule;
import io.chronofabric.state.model.Signal;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The samples that a rule looked at around a moment: the trace that the moment is in, as the engine
 * makes it of an entity's events.
 *
 * @param signals names of the signals, as the formula has them
 * @param firstMillis when the first sample is, in milliseconds since the epoch
 * @param periodMillis distance of the samples
 * @param columns for each signal its values, all of the same length; not to be changed
 * @param moment the sample of the moment asked for
 * @param answer what the rule says of it; empty if the trace ends before it could
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record RuleSamples(
        List<String> signals,
        long firstMillis,
        long periodMillis,
        double[][] columns,
        int moment,
        OptionalDouble answer) {
    /** Samples of one trace. */
    public static final int MAX_SAMPLES = 1_000_000;

    /**
     * The samples around a moment.
     *
     * @param rule the rule, which compiles
     * @param events of one entity, in any order; doubled ones count once
     * @param millis the moment, in milliseconds since the epoch
     * @return empty if the rule has no sample at that moment: it is none of its moments, or values
     *     were missing or too old
     * @throws ChronoFabricException if the trace is too long
     */
    public static Optional<RuleSamples> around(Rule rule, List<Signal> events, long millis) {
        CompiledRule compiled = RuleCheck.compile(List.of(rule)).rules().get(0);
        long asked = compiled.grid().firstAtOrAfter(millis);
        if (compiled.grid().millisOf(asked) != millis || events.isEmpty()) {
            return Optional.empty();
        }
        SampleStore store = new SampleStore(Math.min(SampleStore.MAX_SAMPLES, events.size()));
        for (Signal event : events) {
            store.insert(event.time(), event.fields(), event.trace(), event.clockErrorNanos());
        }
        Tenure tenure = Tenure.always(compiled);
        Gatherer gatherer = new Gatherer(compiled, asked);
        RuleProgress progress = new RuleProgress(tenure);
        // An age has samples after the last event, but none at the end of time.
        boolean readsAge = !compiled.silentMoments().isEmpty();
        long until = readsAge ? reach(compiled, asked).toNanos() : Long.MAX_VALUE;
        new TraceRunner(tenure, gatherer)
                .run(store, TraceRunner.NO_ROW, progress, 0, until, gatherer);
        return gatherer.found();
    }

    /**
     * Which events can matter to a moment.
     *
     * @param fromNanos from when on, in nanoseconds since the epoch
     * @param toNanos before when
     */
    public record Reach(long fromNanos, long toNanos) {
        /** Whether an event at some time is one of them. */
        public boolean contains(long eventNanos) {
            return fromNanos <= eventNanos && eventNanos < toNanos;
        }
    }

    /** The events that can matter to what a rule, which compiles, says of a moment. */
    public static Reach reach(Rule rule, long millis) {
        CompiledRule compiled = RuleCheck.compile(List.of(rule)).rules().get(0);
        return reach(compiled, compiled.grid().firstAtOrAfter(millis));
    }

    private static Reach reach(CompiledRule compiled, long moment) {
        SamplingGrid grid = compiled.grid();
        long from =
                compiled.isCorrectable()
                        ? grid.nanosOf(moment - compiled.plan().past() - 1) - grid.maxAgeNanos()
                        : 0;
        long last = SamplingGrid.later(moment, compiled.plan().future());
        return new Reach(
                Math.max(0, from),
                SamplingGrid.later(grid.closesAt(last), grid.reachBackNanos() + 1));
    }

    private static final class Gatherer implements TraceRunner.Tap, TraceRunner.Answers {
        private final CompiledRule rule;
        private final long asked;
        private final double[][] columns;
        private long first;
        private long next = RuleProgress.IDLE;
        private boolean isFound;
        private OptionalDouble answer = OptionalDouble.empty();

        Gatherer(CompiledRule rule, long asked) {
            this.rule = rule;
            this.asked = asked;
            this.columns = new double[rule.plan().signals().size()][16];
        }

        @Override
        public void sample(long moment, double[] values) {
            if (isFound && moment != next) {
                return;
            }
            if (moment != next) {
                first = moment;
            }
            int index = (int) (moment - first);
            if (index == MAX_SAMPLES) {
                throw new ChronoFabricException(
                        ErrorCode.INPUT_INVALID,
                        "a trace of more than " + MAX_SAMPLES + " samples",
                        "at most that many without a gap",
                        "Give fewer events, around the moment.");
            }
            for (int signal = 0; signal < columns.length; signal++) {
                if (index == columns[signal].length) {
                    columns[signal] = Arrays.copyOf(columns[signal], 2 * index);
                }
                columns[signal][index] = values[signal];
            }
            next = moment + 1;
            isFound |= moment == asked;
        }

        @Override
        public void answer(long moment, double robustness, int predicate, long decidedAt) {
            if (moment == asked) {
                answer = OptionalDouble.of(robustness + 0.0);
            }
        }

        @Override
        public void unanswered(long moments) {
            // The answer stays empty.
        }

        Optional<RuleSamples> found() {
            if (!isFound) {
                return Optional.empty();
            }
            int length = (int) (next - first);
            for (int signal = 0; signal < columns.length; signal++) {
                columns[signal] = Arrays.copyOf(columns[signal], length);
            }
            return Optional.of(
                    new RuleSamples(
                            rule.plan().signals(),
                            rule.grid().millisOf(first),
                            rule.rule().sampling().periodMillis(),
                            columns,
                            (int) (asked - first),
                            answer));
        }
    }
}
