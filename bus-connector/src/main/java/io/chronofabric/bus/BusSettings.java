package io.chronofabric.bus;

import io.chronofabric.core.ErrorCode;
import java.time.Duration;
import java.util.Objects;

/**
 * How a bus behaves.
 *
 * @param publishTimeout how long a publish waits for all subscriptions with {@link WhenFull#BLOCK}
 *     together, greater than 0
 * @param maxUnacknowledged packets whose publisher waits for acknowledgements at a time, at least 1
 * @param latencySampleShift the latency of every 2<sup>k</sup>-th packet of a subscription is
 *     taken, 0 to 30
 * @param thresholds when {@link PhaseCoherenceBus#health()} warns
 */
public record BusSettings(
        Duration publishTimeout,
        int maxUnacknowledged,
        int latencySampleShift,
        BusThresholds thresholds) {
    /** Wait 10 s for room; 1,024 unacknowledged packets; the latency of every 64th packet. */
    public static final BusSettings DEFAULTS =
            new BusSettings(
                    PhaseCoherenceBus.DEFAULT_PUBLISH_TIMEOUT, 1_024, 6, BusThresholds.DEFAULTS);

    private static final int MAX_SHIFT = 30;

    /** Checks the ranges. */
    public BusSettings {
        Objects.requireNonNull(thresholds, "thresholds");
        if (publishTimeout.isNegative() || publishTimeout.isZero()) {
            throw refused(
                    "publish timeout: " + publishTimeout,
                    "> 0 s",
                    "Use tryPublish where a publisher must not wait.");
        }
        if (maxUnacknowledged < 1) {
            throw refused(
                    "most unacknowledged packets: " + maxUnacknowledged,
                    ">= 1",
                    "Change the settings of the bus.");
        }
        if (latencySampleShift < 0 || latencySampleShift > MAX_SHIFT) {
            throw refused(
                    "latency sample shift: " + latencySampleShift,
                    "0 to " + MAX_SHIFT,
                    "Give k to look at every 2^k-th packet.");
        }
    }

    /** The same with another publish timeout. */
    public BusSettings withPublishTimeout(Duration longest) {
        return new BusSettings(longest, maxUnacknowledged, latencySampleShift, thresholds);
    }

    /** The same with another bound on unacknowledged packets. */
    public BusSettings withMaxUnacknowledged(int packets) {
        return new BusSettings(publishTimeout, packets, latencySampleShift, thresholds);
    }

    /** The same with the latency of every 2<sup>k</sup>-th packet taken. */
    public BusSettings withLatencySampleShift(int k) {
        return new BusSettings(publishTimeout, maxUnacknowledged, k, thresholds);
    }

    /** The same with other thresholds. */
    public BusSettings withThresholds(BusThresholds limits) {
        return new BusSettings(publishTimeout, maxUnacknowledged, latencySampleShift, limits);
    }

    private static BusException refused(String given, String expected, String action) {
        return new BusException(ErrorCode.BUS_INITIALIZATION_FAILED, given, expected, action);
    }
}
