package io.chronofabric.bus;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * Compares a bus with its thresholds. Rates and averages are of the time since the last look, or
 * since the bus was made. Safe for use by many threads, which then share one last look.
 */
final class HealthCheck {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double BYTES_PER_MEGABYTE = 1e6;

    private final BusThresholds limits;
    private final LongSupplier monotonicNanos;
    private final LongSupplier liveHeapBytes;

    /** Negative before the first look: asking takes longer than making a bus. */
    private long heapAtFirst = -1;

    private long lastNanos;
    private Counts last = new Counts(0, 0, 0, 0, 0, 0);

    /** What only grows. */
    private record Counts(
            long published,
            long handled,
            long dropped,
            long offered,
            long samples,
            long latencySum) {}

    /**
     * @param monotonicNanos the bus's clock
     * @param liveHeapBytes heap that outlived the last collection
     */
    HealthCheck(BusThresholds limits, LongSupplier monotonicNanos, LongSupplier liveHeapBytes) {
        this.limits = limits;
        this.monotonicNanos = monotonicNanos;
        this.liveHeapBytes = liveHeapBytes;
        this.lastNanos = monotonicNanos.getAsLong();
    }

    /** Heap that outlived the last collection, of all pools that say so. */
    static long liveHeap() {
        long sum = 0;
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            MemoryUsage after = pool.getCollectionUsage();
            if (pool.getType() == MemoryType.HEAP && after != null) {
                sum += after.getUsed();
            }
        }
        return sum;
    }

    synchronized BusHealth look(BusStatistics statistics, TemporalMetrics temporal) {
        long now = monotonicNanos.getAsLong();
        double seconds = (now - lastNanos) / NANOS_PER_SECOND;
        Counts before = last;
        Counts after =
                new Counts(
                        statistics.published() - statistics.unheard(),
                        statistics.delivered() + statistics.aside().total(),
                        statistics.dropped(),
                        statistics.offered(),
                        temporal.latencySamples(),
                        temporal.latencySumNanos());
        lastNanos = now;
        last = after;

        List<HealthWarning> warnings = new ArrayList<>();
        latency(before, after, warnings);
        throughput(before, after, seconds, warnings);
        drops(before, after, warnings);
        coherence(temporal.coherenceScore(), warnings);
        pending(statistics.pending() + statistics.held(), warnings);
        memory(warnings);
        return new BusHealth(warnings);
    }

    private void latency(Counts before, Counts after, List<HealthWarning> warnings) {
        long samples = after.samples - before.samples;
        if (samples == 0) {
            return;
        }
        long average = (after.latencySum - before.latencySum) / samples;
        if (average > limits.averageLatency().toNanos()) {
            warnings.add(
                    new HealthWarning(
                            HealthWarning.Kind.LATENCY,
                            false,
                            "average latency: " + Duration.ofNanos(average),
                            "<= " + limits.averageLatency(),
                            "Poll without parking, or give the subscriber a core."));
        }
    }

    private void throughput(
            Counts before, Counts after, double seconds, List<HealthWarning> warnings) {
        if (seconds <= 0) {
            return;
        }
        double published = (after.published - before.published) / seconds;
        double handled = (after.handled - before.handled) / seconds;
        if (published >= limits.throughput() && handled < limits.throughput()) {
            warnings.add(
                    new HealthWarning(
                            HealthWarning.Kind.THROUGHPUT,
                            false,
                            perSecond("handed over", handled) + perSecond(" of", published),
                            ">=" + perSecond("", limits.throughput()),
                            "See which subscription falls behind in statistics()."));
        }
    }

    private void drops(Counts before, Counts after, List<HealthWarning> warnings) {
        long offered = after.offered - before.offered;
        long dropped = after.dropped - before.dropped;
        if (dropped > 0 && dropped > limits.dropRate() * offered) {
            warnings.add(
                    new HealthWarning(
                            HealthWarning.Kind.DROP_RATE,
                            true,
                            "dropped: " + dropped + " of " + offered + " packets",
                            "<= " + limits.dropRate() * 100 + " %",
                            "Read faster, or give the subscription more room or another answer"
                                    + " when full."));
        }
    }

    private void coherence(double score, List<HealthWarning> warnings) {
        if (score < limits.diagnoseCoherence()) {
            warnings.add(
                    new HealthWarning(
                            HealthWarning.Kind.COHERENCE,
                            true,
                            "coherence score: " + score,
                            ">= " + limits.diagnoseCoherence(),
                            "Find the publisher whose clocks part: run chronofabric clock status."));
        } else if (score < limits.coherence()) {
            warnings.add(
                    new HealthWarning(
                            HealthWarning.Kind.COHERENCE,
                            false,
                            "coherence score: " + score,
                            ">= " + limits.coherence(),
                            "See whether the publishers' clocks are synchronized."));
        }
    }

    private void pending(long packets, List<HealthWarning> warnings) {
        if (packets > limits.pending()) {
            warnings.add(
                    new HealthWarning(
                            HealthWarning.Kind.PENDING,
                            false,
                            "waiting: " + packets + " packets",
                            "<= " + limits.pending() + " packets",
                            "See which subscription falls behind in statistics()."));
        }
    }

    private void memory(List<HealthWarning> warnings) {
        long heap = liveHeapBytes.getAsLong();
        if (heapAtFirst < 0) {
            heapAtFirst = heap;
        }
        long growth = heap - heapAtFirst;
        if (growth > limits.memoryGrowth()) {
            warnings.add(
                    new HealthWarning(
                            HealthWarning.Kind.MEMORY,
                            false,
                            "heap after collection: " + megabytes(growth) + " more than at first",
                            "<= " + megabytes(limits.memoryGrowth()),
                            "Take a heap dump, and see what holds on to payloads."));
        }
    }

    private static String perSecond(String what, double rate) {
        return String.format(Locale.ROOT, "%s %.0f packets/s", what, rate);
    }

    private static String megabytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f MB", bytes / BYTES_PER_MEGABYTE);
    }
}
