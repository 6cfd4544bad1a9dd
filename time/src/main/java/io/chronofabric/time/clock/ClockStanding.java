package io.chronofabric.time.clock;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How the clocks stood after a check. Immutable; the same object for everybody until the next.
 *
 * @param active the name of the source that is gone by; empty if none bounds the clock
 * @param why why that one, or why none
 * @param reading what the active source said; without a bound if there is none
 * @param sources all sources, in their order
 * @param lastJump the last jump seen
 * @param jumps how many of each kind, those that never happened included
 * @param synchronizations how often a source was chosen
 * @param failovers how often the active source was given up for another
 */
public record ClockStanding(
        Optional<String> active,
        String why,
        ClockReading reading,
        List<Source> sources,
        Optional<ClockJump> lastJump,
        Map<ClockJump.Kind, Long> jumps,
        long synchronizations,
        long failovers) {
    /** Takes copies. */
    public ClockStanding {
        sources = List.copyOf(sources);
        jumps = Map.copyOf(jumps);
    }

    /**
     * A source.
     *
     * @param name what it is called
     * @param kind what it goes by
     * @param trusted whether it may be chosen
     * @param reading its last reading
     * @param goodInARow readings with a bound since the last without
     * @param goodNeeded how many of them it takes to be trusted again
     * @param failures readings without a bound while it was trusted
     */
    public record Source(
            String name,
            ClockSource.Kind kind,
            boolean trusted,
            ClockReading reading,
            int goodInARow,
            int goodNeeded,
            long failures) {}

    /**
     * How far the wall clock can be from true time, in nanoseconds, as far as this standing can
     * tell.
     *
     * @param monotonicNanos now, by {@link io.chronofabric.time.TimeSource#monotonicNanos()}; the
     *     bound grows with the standing's age, until it is too old to give one
     */
    public OptionalLong errorBoundNanosAt(long monotonicNanos) {
        return reading.errorBoundNanosAt(monotonicNanos);
    }
}
