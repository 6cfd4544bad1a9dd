package io.chronofabric.clogic.egc.cep;

import io.chronofabric.clogic.egc.stl.OfflineEvaluator;
import io.chronofabric.clogic.egc.stl.Semantics;
import io.chronofabric.clogic.egc.stl.StlContext;
import io.chronofabric.clogic.egc.stl.StlParser;
import io.chronofabric.state.model.Rule;
import io.chronofabric.state.model.Signal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a rule must answer for an entity at every moment, worked out from all of its events at once,
 * sample by sample, by the offline evaluator in Boolean semantics.
 */
public final class SequenceModel {
    private static final long NANOS_PER_MILLI = 1_000_000L;

    /** Whether the rule is broken, by moment in milliseconds. */
    public final TreeMap<Long, Boolean> answers = new TreeMap<>();

    /** The moments at which a trace's first answer, or a change, is reported. */
    public final List<Long> reported = new ArrayList<>();

    /** ALERT where true, in order of moment. */
    public final List<Boolean> decisions = new ArrayList<>();

    public long unanswered;

    private boolean alerted;

    /**
     * @param reads the signals that the formula names; their fields have the same names
     * @param future how many moments the formula looks ahead
     */
    public SequenceModel(Rule rule, List<String> reads, int future, List<Signal> events) {
        List<Signal> sorted = new ArrayList<>(events);
        sorted.sort(Comparator.comparing(Signal::time));
        long period = rule.sampling().periodMillis();
        long last = sorted.get(sorted.size() - 1).time().epochMillis();
        List<double[]> segment = new ArrayList<>();
        long moment = sorted.get(0).time().epochMillis() / period - 1;
        for (; moment * period <= last + rule.sampling().maxGapMillis() + 2 * period; moment++) {
            double[] sample = sampleAt(rule.sampling(), reads, sorted, moment);
            if (sample != null) {
                segment.add(sample);
            } else if (!segment.isEmpty()) {
                judge(rule, reads, future, segment, moment - segment.size());
                segment.clear();
            }
        }
    }

    private static double[] sampleAt(
            Rule.Sampling sampling, List<String> reads, List<Signal> events, long moment) {
        long at = moment * sampling.periodMillis() * NANOS_PER_MILLI;
        double[] sample = new double[reads.size()];
        for (int i = 0; i < sample.length; i++) {
            Signal latest = null;
            for (Signal event : events) {
                if (event.time().physicalNanos() <= at + sampling.toleranceNanos()
                        && !Double.isNaN(event.fields().get(reads.get(i)))) {
                    latest = event;
                }
            }
            if (latest == null) {
                return null;
            }
            long time = latest.time().physicalNanos();
            boolean fresh =
                    sampling.fill() == Rule.Fill.HOLD
                            ? at - time <= sampling.maxGapMillis() * NANOS_PER_MILLI
                            : time
                                    > at
                                            - sampling.periodMillis() * NANOS_PER_MILLI
                                            + sampling.toleranceNanos();
            if (!fresh) {
                return null;
            }
            sample[i] = latest.fields().get(reads.get(i));
        }
        return sample;
    }

    private void judge(
            Rule rule, List<String> reads, int future, List<double[]> segment, long start) {
        double[][] columns = new double[reads.size()][segment.size()];
        for (int t = 0; t < segment.size(); t++) {
            for (int i = 0; i < columns.length; i++) {
                columns[i][t] = segment.get(t)[i];
            }
        }
        long period = rule.sampling().periodMillis();
        double[] margins =
                OfflineEvaluator.evaluate(
                        StlParser.parse(rule.formula()).formula(),
                        new StlContext(period * NANOS_PER_MILLI, reads, Map.of(), Long.MAX_VALUE)
                                .withSemantics(Semantics.BOOLEAN, Set.of()),
                        columns,
                        segment.size());
        int answered = Math.max(0, segment.size() - future);
        unanswered += segment.size() - answered;
        for (int t = 0; t < answered; t++) {
            long millis = (start + t) * period;
            boolean broken = margins[t] < 0;
            answers.put(millis, broken);
            if (t == 0 || broken != margins[t - 1] < 0) {
                reported.add(millis);
                if (broken != alerted) {
                    alerted = broken;
                    decisions.add(broken);
                }
            }
        }
    }
}
