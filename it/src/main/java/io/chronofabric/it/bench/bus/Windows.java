package io.chronofabric.it.bench.bus;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Latencies of a paced run, and what a machine that is shared has done to them. A window is half a
 * millisecond of intended send times; it is quiet if neither thread noticed that it was held up in
 * it.
 *
 * @param sent latencies from the actual send, in nanoseconds, in the order of sending
 * @param intended latencies from the intended send, likewise
 * @param stalled for each window, whether a thread was held up
 * @param perWindow messages of a window
 */
record Windows(int[] sent, int[] intended, boolean[] stalled, int perWindow) {
    private static final int TENTH = 10;
    private static final double MEDIAN = 0.5;

    /** The latencies of each quiet window, sorted; the window with the lowest median first. */
    private List<int[]> quietWindows() {
        List<int[]> windows = new ArrayList<>();
        for (int window = 0; window < stalled.length; window++) {
            if (!stalled[window]) {
                int from = window * perWindow;
                int[] latencies = Arrays.copyOfRange(sent, from, from + perWindow);
                Arrays.sort(latencies);
                windows.add(latencies);
            }
        }
        windows.sort(Comparator.comparingInt(latencies -> latencies[latencies.length / 2]));
        return windows;
    }

    /** The figures, each in nanoseconds; NaN where no window was quiet. */
    LatencyFigures figures() {
        List<int[]> windows = quietWindows();
        int[] quiet = together(windows);
        int[] decile = together(windows.subList(0, (windows.size() + TENTH - 1) / TENTH));
        int[] whole = sorted(sent);
        int[] fromIntended = sorted(intended);
        return new LatencyFigures(
                (double) windows.size() / stalled.length,
                Percentiles.of(decile),
                new Percentiles(
                        medianOf(windows, MEDIAN),
                        medianOf(windows, Percentiles.P99),
                        medianOf(windows, Percentiles.P999)),
                Percentiles.of(quiet),
                Percentiles.of(whole),
                Percentiles.of(fromIntended));
    }

    private static double medianOf(List<int[]> windows, double share) {
        double[] values =
                windows.stream().mapToDouble(window -> Percentiles.at(window, share)).toArray();
        Arrays.sort(values);
        return values.length == 0 ? Double.NaN : values[values.length / 2];
    }

    private static int[] together(List<int[]> windows) {
        int[] all = windows.stream().flatMapToInt(Arrays::stream).toArray();
        Arrays.sort(all);
        return all;
    }

    private static int[] sorted(int[] values) {
        int[] copy = values.clone();
        Arrays.sort(copy);
        return copy;
    }
}
