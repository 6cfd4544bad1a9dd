package io.chronofabric.bus;

import io.chronofabric.core.ErrorCode;
import java.time.Duration;

/**
 * When a bus's health is worth a look.
 *
 * @param averageLatency warns above it, greater than 0
 * @param throughput packets a second; warns where at least as many are published and fewer are
 *     handed over; greater than 0
 * @param dropRate critical above it: packets dropped, of those offered to subscriptions; 0 to 1
 * @param coherence warns where the mean coherence score is below it, 0 to 1
 * @param diagnoseCoherence critical where the mean coherence score is below it, 0 to 1
 * @param pending warns where more packets wait, at least 0
 * @param memoryGrowth bytes of heap that outlived a collection beyond what did at the first look;
 *     warns above it; greater than 0
 */
public record BusThresholds(
        Duration averageLatency,
        double throughput,
        double dropRate,
        double coherence,
        double diagnoseCoherence,
        long pending,
        long memoryGrowth) {
    /** 1 µs; 1 million a second; 0.01 %; 0.7; 0.5; 1,000 packets; 100 MB. */
    public static final BusThresholds DEFAULTS =
            new BusThresholds(Duration.ofNanos(1_000), 1e6, 1e-4, 0.7, 0.5, 1_000, 100_000_000);

    /** Checks the ranges. */
    public BusThresholds {
        check(
                !averageLatency.isNegative() && !averageLatency.isZero(),
                "average latency: " + averageLatency,
                "> 0 s");
        check(throughput > 0, "throughput: " + throughput, "> 0 packets a second");
        check(dropRate >= 0 && dropRate <= 1, "drop rate: " + dropRate, "0 to 1");
        check(coherence >= 0 && coherence <= 1, "coherence: " + coherence, "0 to 1");
        check(
                diagnoseCoherence >= 0 && diagnoseCoherence <= 1,
                "diagnose coherence: " + diagnoseCoherence,
                "0 to 1");
        check(pending >= 0, "pending: " + pending, ">= 0 packets");
        check(memoryGrowth > 0, "memory growth: " + memoryGrowth, "> 0 bytes");
    }

    /** The same with another average latency. */
    public BusThresholds withAverageLatency(Duration limit) {
        return new BusThresholds(
                limit, throughput, dropRate, coherence, diagnoseCoherence, pending, memoryGrowth);
    }

    /** The same with another throughput. */
    public BusThresholds withThroughput(double packetsPerSecond) {
        return new BusThresholds(
                averageLatency,
                packetsPerSecond,
                dropRate,
                coherence,
                diagnoseCoherence,
                pending,
                memoryGrowth);
    }

    /** The same with another drop rate. */
    public BusThresholds withDropRate(double limit) {
        return new BusThresholds(
                averageLatency,
                throughput,
                limit,
                coherence,
                diagnoseCoherence,
                pending,
                memoryGrowth);
    }

    /** The same with other coherence scores to warn at and to diagnose at. */
    public BusThresholds withCoherence(double warn, double diagnose) {
        return new BusThresholds(
                averageLatency, throughput, dropRate, warn, diagnose, pending, memoryGrowth);
    }

    /** The same with another number of packets that wait. */
    public BusThresholds withPending(long packets) {
        return new BusThresholds(
                averageLatency,
                throughput,
                dropRate,
                coherence,
                diagnoseCoherence,
                packets,
                memoryGrowth);
    }

    /** The same with another growth of memory. */
    public BusThresholds withMemoryGrowth(long bytes) {
        return new BusThresholds(
                averageLatency, throughput, dropRate, coherence, diagnoseCoherence, pending, bytes);
    }

    private static void check(boolean right, String given, String expected) {
        if (!right) {
            throw new BusException(
                    ErrorCode.BUS_INITIALIZATION_FAILED,
                    given,
                    expected,
                    "Change the thresholds of the bus.");
        }
    }
}
