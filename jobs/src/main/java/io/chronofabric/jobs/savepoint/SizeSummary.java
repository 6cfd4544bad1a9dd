package io.chronofabric.jobs.savepoint;

import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * How much is kept of many entities, in bounded memory: sums, the largest, and quantiles to within
 * a tenth. Not safe for use by several threads.
 */
public final class SizeSummary {
    private static final int STEPS_PER_DOUBLING = 8;
    private static final int BUCKETS = 64 * STEPS_PER_DOUBLING;
    private static final Comparator<EntitySize> BY_SIZE =
            Comparator.comparingLong(EntitySize::bytes)
                    .thenComparing(EntitySize::entity, Comparator.reverseOrder());

    private final int mostLargest;
    private final PriorityQueue<EntitySize> largest = new PriorityQueue<>(BY_SIZE);
    private final long[] buckets = new long[BUCKETS];
    private long entities;
    private long bytes;
    private long events;
    private long open;

    /**
     * @param mostLargest how many of the largest are remembered
     */
    public SizeSummary(int mostLargest) {
        this.mostLargest = mostLargest;
    }

    /** Takes an entity. */
    public void add(EntitySize size) {
        entities++;
        bytes += size.bytes();
        events += size.events();
        open += size.open();
        buckets[bucketOf(size.bytes())]++;
        largest.add(size);
        if (largest.size() > mostLargest) {
            largest.remove();
        }
    }

    /** How many entities there are. */
    public long entities() {
        return entities;
    }

    /** Bytes of all, as serializers write them. */
    public long bytes() {
        return bytes;
    }

    /** Events kept of all. */
    public long events() {
        return events;
    }

    /** Alerts that are out, or partial matches. */
    public long open() {
        return open;
    }

    /** Bytes that so large a share of the entities take at most; 0 if there are none. */
    public long quantile(double share) {
        long wanted = Math.max(1, (long) Math.ceil(share * entities));
        long seen = 0;
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            seen += buckets[bucket];
            if (seen >= wanted) {
                return upperOf(bucket);
            }
        }
        return 0;
    }

    /** The largest, largest first. */
    public List<EntitySize> largest() {
        return largest.stream().sorted(BY_SIZE.reversed()).toList();
    }

    private static int bucketOf(long bytes) {
        double doublings = Math.log(Math.max(1, bytes)) / Math.log(2);
        return (int) Math.min(BUCKETS - 1, Math.ceil(doublings * STEPS_PER_DOUBLING - 1e-9));
    }

    private static long upperOf(int bucket) {
        return (long) Math.pow(2, (double) bucket / STEPS_PER_DOUBLING);
    }
}
