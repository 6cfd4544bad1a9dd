package io.chronofabric.clogic.egc.pattern;

import io.chronofabric.state.model.PatternRule;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The features of one entity. Those of the same signal and window share what is kept. Not safe for
 * use by several threads.
 */
final class Features {
    private static final long NANOS_PER_MILLI = 1_000_000L;

    private final List<PatternRule.Feature> features;
    private final int[] window;
    private final List<SlidingStatistics> windows = new ArrayList<>();
    private final List<Integer> signalOf = new ArrayList<>();

    Features(PatternRule pattern) {
        features = pattern.features();
        List<String> signals = pattern.signals().stream().map(declared -> declared.name()).toList();
        Map<String, Integer> shared = new LinkedHashMap<>();
        window = new int[features.size()];
        for (int i = 0; i < features.size(); i++) {
            PatternRule.Feature feature = features.get(i);

            window[i] =
                    shared.computeIfAbsent(
                            feature.signal() + " " + feature.windowMillis(),
                            key -> newWindow(feature, pattern.bounds().events()));
            if (signalOf.size() < windows.size()) {
                signalOf.add(signals.indexOf(feature.signal()));
            }
        }
    }

    private int newWindow(PatternRule.Feature feature, int most) {
        long millis = Math.min(feature.windowMillis(), Long.MAX_VALUE / NANOS_PER_MILLI);
        windows.add(new SlidingStatistics(millis * NANOS_PER_MILLI, most));
        return windows.size() - 1;
    }

    /**
     * Takes an event and works its features out, itself included.
     *
     * @param values of the signals, and behind them room for the features
     * @param nanos when, not before the last one
     * @return how many values had to leave a window before their time
     */
    int take(double[] values, long nanos) {
        int cut = 0;
        for (int i = 0; i < windows.size(); i++) {
            double value = values[signalOf.get(i)];
            if (Double.isNaN(value)) {
                windows.get(i).moveTo(nanos);
            } else if (windows.get(i).add(nanos, value)) {
                cut++;
            }
        }
        int first = values.length - features.size();
        for (int i = 0; i < features.size(); i++) {
            values[first + i] = windows.get(window[i]).get(features.get(i).statistic());
        }
        return cut;
    }

    /** Whether the windows hold nothing. */
    boolean isEmpty() {
        return windows.stream().allMatch(each -> each.size() == 0);
    }

    /**
     * When the last window will hold nothing any more; {@code Long.MAX_VALUE} if none holds any.
     */
    long emptyAtNanos() {
        long latest = Long.MIN_VALUE;
        for (SlidingStatistics each : windows) {
            latest = Math.max(latest, each.emptyAtNanos());
        }
        return latest == Long.MIN_VALUE ? Long.MAX_VALUE : latest;
    }

    /** Drops what a time leaves outside the windows. */
    void moveTo(long nanos) {
        windows.forEach(each -> each.moveTo(nanos));
    }

    void write(DataOutput out) throws IOException {
        out.writeInt(windows.size());
        for (SlidingStatistics each : windows) {
            each.write(out);
        }
    }

    /** Reads what {@link #write} wrote into this, which is new. */
    void read(DataInput in) throws IOException {
        int count = in.readInt();
        if (count != windows.size()) {
            throw new IOException(
                    "features: " + count + " windows (expected: " + windows.size() + ")");
        }
        for (SlidingStatistics each : windows) {
            each.read(in);
        }
    }
}
