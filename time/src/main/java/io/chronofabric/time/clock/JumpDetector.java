package io.chronofabric.time.clock;

import io.chronofabric.time.TimeSource;
import java.util.Optional;

/**
 * Compares how far the wall clock and the monotonic clock have moved between two looks. The first
 * look finds nothing, whatever the wall clock says. For one thread.
 */
final class JumpDetector {
    private static final int TRIES = 5;
    private static final long CLOSE_NANOS = 1_000_000;

    private final TimeSource time;
    private final long thresholdNanos;
    private final long spanNanos;
    private Sample base;
    private boolean frozen;

    /**
     * @param thresholdNanos what counts as a jump
     * @param spanNanos how old what a look compares with has to be before it is replaced; in
     *     between small losses add up
     */
    JumpDetector(TimeSource time, long thresholdNanos, long spanNanos) {
        this.time = time;
        this.thresholdNanos = thresholdNanos;
        this.spanNanos = spanNanos;
    }

    /** Both clocks; the monotonic one moved on by {@code apart} while the wall clock was read. */
    private record Sample(long wall, long monotonic, long apart) {}

    /** The jump since the last look; a clock that goes on standing still is one jump. */
    Optional<ClockJump> look() {
        Sample now = sample();
        if (base == null) {
            base = now;
            return Optional.empty();
        }
        long wall = now.wall() - base.wall();
        long monotonic = now.monotonic() - base.monotonic();
        long parted = wall - monotonic;
        boolean far = Math.abs(parted) >= thresholdNanos + now.apart() + base.apart();
        if (frozen && wall >= 0 && (wall <= monotonic / 2 || (far && parted < 0))) {
            // Still the same loss, or the end of it within this look.
            frozen = wall <= monotonic / 2;
            base = now;
            return Optional.empty();
        }
        frozen = far && parted < 0 && wall >= 0;
        if (far || monotonic >= spanNanos) {
            base = now;
        }
        return far
                ? Optional.of(new ClockJump(kind(parted), parted, now.monotonic()))
                : Optional.empty();
    }

    /** Whether the wall clock stood still when last looked at. */
    boolean isFrozen() {
        return frozen;
    }

    private ClockJump.Kind kind(long parted) {
        if (parted > 0) {
            return ClockJump.Kind.FORWARD;
        }
        return frozen ? ClockJump.Kind.FREEZE : ClockJump.Kind.BACKWARD;
    }

    /** A pair read close together: a process stopped in between would take its rest for a jump. */
    private Sample sample() {
        Sample best = pair();
        for (int i = 1; i < TRIES && best.apart() > CLOSE_NANOS; i++) {
            Sample next = pair();
            best = next.apart() < best.apart() ? next : best;
        }
        return best;
    }

    private Sample pair() {
        long before = time.monotonicNanos();
        long wall = time.epochNanos();
        return new Sample(wall, before, time.monotonicNanos() - before);
    }
}
