package io.chronofabric.time;

import java.time.Instant;

/** The host's wall clock and monotonic clock. The only class in the house that reads them. */
final class SystemTimeSource implements TimeSource {
    static final SystemTimeSource INSTANCE = new SystemTimeSource();

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private SystemTimeSource() {}

    @Override
    public long epochNanos() {
        // The instant does not escape, so the compiled code allocates nothing (bin/bench time).
        Instant now = Instant.now();
        return now.getEpochSecond() * NANOS_PER_SECOND + now.getNano();
    }

    @Override
    public long monotonicNanos() {
        return System.nanoTime();
    }

    @Override
    public boolean hasHardwareTiming() {
        return HardwareCounter.AT_HAND;
    }
}
