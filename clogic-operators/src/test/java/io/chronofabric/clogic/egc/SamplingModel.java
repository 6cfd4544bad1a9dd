package io.chronofabric.clogic.egc;

import io.chronofabric.clogic.egc.stl.OfflineEvaluator;
import io.chronofabric.clogic.egc.stl.StlContext;
import io.chronofabric.clogic.egc.stl.StlParser;
import io.chronofabric.state.model.Rule;
import io.chronofabric.state.model.Signal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a rule must answer for an entity, worked out from all of its events at once, as the
 * documentation tells it and with nothing of the engine but the offline evaluator.
 */
final class SamplingModel {
    private static final long NANOS_PER_MILLI = 1_000_000L;

    /** Robustness by moment in milliseconds. */
    final TreeMap<Long, Double> answers = new TreeMap<>();

    /** The moments of {@link #answers} that the rule's report mode wants sent. */
    final List<Long> reported = new ArrayList<>();

    /** ALERT where true, in order of moment. */
    final List<Boolean> decisions = new ArrayList<>();

    long unanswered;

    private boolean alerted;

    /**
     * @param reads the signals that the formula names; their fields have the same names
     * @param future how many moments the formula looks ahead
     */
    SamplingModel(Rule rule, List<String> reads, int future, List<Signal> events) {
        List<Signal> sorted = new ArrayList<>(events);
        sorted.sort(Comparator.comparing(Signal::time));
        long period = rule.sampling().periodMillis();
        long last = sorted.get(sorted.size() - 1).time().epochMillis();
        List<double[]> segment = new ArrayList<>();
        long moment = sorted.get(0).time().epochMillis() / period - 1;
        for (; moment * period <= last + rule.sampling().maxGapMillis() + 2 * period; moment++) {
            double[] sample = sampleAt(rule, reads, sorted, moment);
            if (sample != null) {
                segment.add(sample);
            } else if (!segment.isEmpty()) {
                judge(rule, reads, future, segment, moment - segment.size());
                segment.clear();
            }
        }
    }

    /** Whether an alert is open after the last answer. */
    boolean isAlerted() {
        return alerted;
    }

    private static double[] sampleAt(
            Rule rule, List<String> reads, List<Signal> events, long moment) {
        Rule.Sampling sampling = rule.sampling();
        long maxGap = sampling.maxGapMillis() * NANOS_PER_MILLI;
        long at = moment * sampling.periodMillis() * NANOS_PER_MILLI;
        double[] sample = new double[reads.size()];
        for (int i = 0; i < sample.length; i++) {
            Signal latest = null;
            Signal following = null;
            for (Signal event : events) {
                if (Double.isNaN(event.fields().get(reads.get(i)))) {
                    continue;
                }
                if (event.time().physicalNanos() <= at + sampling.toleranceNanos()) {
                    latest = event;
                } else if (following == null) {
                    following = event;
                }
            }
            if (latest == null) {
                return null;
            }
            long time = latest.time().physicalNanos();
            boolean fresh =
                    sampling.fill() != Rule.Fill.NONE
                            ? at - time <= maxGap
                            : time
                                    > at
                                            - sampling.periodMillis() * NANOS_PER_MILLI
                                            + sampling.toleranceNanos();
            if (!fresh) {
                return null;
            }
            double value = latest.fields().get(reads.get(i));
            if (isAge(rule, reads.get(i))) {
                value = Math.max(0, at - time) / 1e9;
            } else if (sampling.fill() == Rule.Fill.LINEAR && time < at) {
                long until = following == null ? Long.MAX_VALUE : following.time().physicalNanos();
                if (until - time > maxGap) {
                    return null;
                }
                double share = (double) (at - time) / (until - time);
                value += (following.fields().get(reads.get(i)) - value) * share;
            }
            sample[i] = value;
        }
        return sample;
    }

    private static boolean isAge(Rule rule, String name) {
        return rule.signals().stream()
                .anyMatch(
                        signal ->
                                signal.name().equals(name) && signal.measure() == Rule.Measure.AGE);
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
                        new StlContext(period * NANOS_PER_MILLI, reads, Map.of(), Long.MAX_VALUE),
                        columns,
                        segment.size());
        int answered = Math.max(0, segment.size() - future);
        unanswered += segment.size() - answered;
        for (int t = 0; t < answered; t++) {
            long millis = (start + t) * period;
            boolean broken = margins[t] < 0;
            answers.put(millis, margins[t]);
            boolean report = t == 0 || broken != margins[t - 1] < 0;
            if (rule.report() instanceof Rule.Report.Every) {
                report = true;
            } else if (rule.report() instanceof Rule.Report.Period every) {
                report |= millis / every.millis() != (millis - period) / every.millis();
            }
            if (report) {
                reported.add(millis);
            }
            if (broken != alerted) {
                alerted = broken;
                decisions.add(broken);
            }
        }
    }
}
