package io.chronofabric.clogic.egc.pattern;

import io.chronofabric.state.model.PatternRule;
import io.chronofabric.state.model.Rule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How the features of a pattern are worked out: those of the same signal and window share what is
 * kept. Immutable; what is known of an entity is in the {@link FeatureWindows} handed in.
 */
final class Features {
    private static final long NANOS_PER_MILLI = 1_000_000L;

    private final List<PatternRule.Feature> features;
    private final int[] windowOf;
    private final List<Integer> signalOf = new ArrayList<>();
    private final List<Long> windowNanos = new ArrayList<>();
    private final int most;

    Features(PatternRule pattern) {
        features = pattern.features();
        most = pattern.bounds().events();
        List<String> signals = pattern.signals().stream().map(Rule.SignalSpec::name).toList();
        Map<String, Integer> shared = new LinkedHashMap<>();
        windowOf = new int[features.size()];
        for (int i = 0; i < features.size(); i++) {
            PatternRule.Feature feature = features.get(i);
            Integer known = shared.get(feature.signal() + " " + feature.windowMillis());
            if (known == null) {
                known = shared.size();
                shared.put(feature.signal() + " " + feature.windowMillis(), known);
                signalOf.add(signals.indexOf(feature.signal()));
                long millis = Math.min(feature.windowMillis(), Long.MAX_VALUE / NANOS_PER_MILLI);
                windowNanos.add(millis * NANOS_PER_MILLI);
            }
            windowOf[i] = known;
        }
    }

    /** Windows that hold nothing. */
    FeatureWindows newWindows() {
        return new FeatureWindows(
                windowNanos.stream().map(nanos -> new SlidingStatistics(nanos, most)).toList());
    }

    /**
     * Takes an event and works its features out, itself included.
     *
     * @param values of the signals, and behind them room for the features
     * @param nanos when, not before the last one
     * @return how many values had to leave a window before their time
     */
    int take(FeatureWindows windows, double[] values, long nanos) {
        int cut = 0;
        for (int i = 0; i < signalOf.size(); i++) {
            double value = values[signalOf.get(i)];
            if (Double.isNaN(value)) {
                windows.get(i).moveTo(nanos);
            } else if (windows.get(i).add(nanos, value)) {
                cut++;
            }
        }
        int first = values.length - features.size();
        for (int i = 0; i < features.size(); i++) {
            values[first + i] = windows.get(windowOf[i]).get(features.get(i).statistic());
        }
        return cut;
    }
}
