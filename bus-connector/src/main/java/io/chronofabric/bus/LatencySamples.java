package io.chronofabric.bus;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How long packets took from their id's tick to the poll that handed them over, of those that were
 * looked at. Any thread may write and read; a reader may see a sample in the count and not yet in
 * the sum.
 */
final class LatencySamples {
    private static final long[] BOUNDS_NANOS = {1_000, 10_000, 100_000, 1_000_000, 10_000_000};
    private static final List<String> LABELS =
            List.of("0.000001", "0.00001", "0.0001", "0.001", "0.01", "+Inf");

    private final AtomicLongArray counts = new AtomicLongArray(BOUNDS_NANOS.length + 1);
    private final AtomicLong sumNanos = new AtomicLong();

    /** The buckets' upper bounds in seconds, as labels. */
    static List<String> labels() {
        return LABELS;
    }

    /** One packet. A clock that was set back counts as no time at all. */
    void add(long nanos) {
        long latency = Math.max(0, nanos);
        int bucket = 0;
        while (bucket < BOUNDS_NANOS.length && latency > BOUNDS_NANOS[bucket]) {
            bucket++;
        }
        counts.getAndIncrement(bucket);
        sumNanos.getAndAdd(latency);
    }

    /** How many took at most the bound of this bucket, or of any where it is the last. */
    long atMost(int bucket) {
        long sum = 0;
        for (int i = 0; i <= bucket; i++) {
            sum += counts.get(i);
        }
        return sum;
    }

    /** {@link #atMost} of every bucket. */
    List<Long> cumulative() {
        Long[] result = new Long[counts.length()];
        Arrays.setAll(result, this::atMost);
        return List.of(result);
    }

    long sumNanos() {
        return sumNanos.get();
    }
}
