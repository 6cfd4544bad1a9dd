package io.chronofabric.time.clock;

import java.util.Locale;

/**
 * The wall clock parted from the monotonic clock.
 *
 * @param kind in which way
 * @param nanos by how much, negative where the wall clock fell behind
 * @param seenMonotonicNanos when it was seen, by {@link
 *     io.chronofabric.time.TimeSource#monotonicNanos()}
 */
public record ClockJump(Kind kind, long nanos, long seenMonotonicNanos) {
    private static final double NANOS_PER_SECOND = 1e9;

    /** In which way. */
    public enum Kind {
        /** Ahead: set, or the machine was asleep. */
        FORWARD,
        /** To a time that it had shown before the last check. */
        BACKWARD,
        /**
         * Not on, or less than the time that passed: it stood still, or was set back by less than
         * the time between two checks, which looks the same.
         */
        FREEZE;

        /** As a metric's label, such as {@code forward}. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What happened, for people. */
    public String sentence() {
        String amount = String.format(Locale.ROOT, "%.3f s", Math.abs(nanos) / NANOS_PER_SECOND);
        return switch (kind) {
            case FORWARD -> "The wall clock jumped forward by " + amount + ".";
            case BACKWARD -> "The wall clock jumped back by " + amount + ".";
            case FREEZE ->
                    "The wall clock lost "
                            + amount
                            + ": it stood still, or was set back by as much.";
        };
    }
}
