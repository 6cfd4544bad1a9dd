package io.chronofabric.clogic.egc.pattern;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The windows of one pattern's features for one entity. Not safe for use by several threads. */
final class FeatureWindows {
    private static final int MAX_WINDOWS = 1 << 10;

    private final List<SlidingStatistics> windows;

    FeatureWindows(List<SlidingStatistics> windows) {
        this.windows = windows;
    }

    SlidingStatistics get(int window) {
        return windows.get(window);
    }

    /** How many values each holds. */
    List<Integer> sizes() {
        return windows.stream().map(SlidingStatistics::size).toList();
    }

    /** How many bytes they hold, about as written. */
    long stateBytes() {
        long bytes = Integer.BYTES;
        for (SlidingStatistics each : windows) {
            bytes += each.stateBytes();
        }
        return bytes;
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

    /** An independent copy. */
    FeatureWindows copy() {
        return new FeatureWindows(windows.stream().map(SlidingStatistics::copy).toList());
    }

    void write(DataOutput out) throws IOException {
        out.writeInt(windows.size());
        for (SlidingStatistics each : windows) {
            each.write(out);
        }
    }

    /** Reads what {@link #write} wrote. */
    static FeatureWindows read(DataInput in) throws IOException {
        int count = in.readInt();
        if (count < 0 || count > MAX_WINDOWS) {
            throw new IOException(
                    "windows of features: "
                            + count
                            + " (expected: 0 to "
                            + MAX_WINDOWS
                            + "): the data is damaged");
        }
        List<SlidingStatistics> windows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            windows.add(SlidingStatistics.read(in));
        }
        return new FeatureWindows(windows);
    }
}
