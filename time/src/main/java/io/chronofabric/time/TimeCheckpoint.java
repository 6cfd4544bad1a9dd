package io.chronofabric.time;

/**
 * Both clocks of a {@link TimeSource} as they stood at one moment.
 *
 * @param epochNanos the wall clock, nanoseconds since the epoch
 * @param monotonicNanos the monotonic clock, nanoseconds from its arbitrary start
 */
public record TimeCheckpoint(long epochNanos, long monotonicNanos) {

    /**
     * Reads both clocks of a source. They cannot be read at once: the monotonic one is read before
     * and after, and its middle counts.
     */
    static TimeCheckpoint of(TimeSource source) {
        long before = source.monotonicNanos();
        long epoch = source.epochNanos();
        long after = source.monotonicNanos();
        return new TimeCheckpoint(epoch, before + (after - before) / 2);
    }
}
