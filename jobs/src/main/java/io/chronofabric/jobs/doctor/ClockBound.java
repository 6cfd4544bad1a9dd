package io.chronofabric.jobs.doctor;

import io.chronofabric.time.TimeSource;
import io.chronofabric.time.clock.ClockListener;
import io.chronofabric.time.clock.ClockReading;
import io.chronofabric.time.clock.ClockSelector;
import io.chronofabric.time.clock.ClockSettings;
import io.chronofabric.time.clock.ClockSource;
import io.chronofabric.time.clock.ClockStanding;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/**
 * Whether this host's clock is kept, and how far it can be wrong.
 *
 * @param time the clock that readings are dated by
 * @param sources what may bound it
 * @param maxAhead how far ahead of its arrival an event may be dated
 */
record ClockBound(TimeSource time, List<ClockSource> sources, Duration maxAhead) implements Check {
    private static final double NANOS_PER_MILLI = 1e6;

    @Override
    public String code() {
        return "DOC109";
    }

    @Override
    public String subject() {
        return "clock";
    }

    @Override
    public List<Finding> look() {
        try (ClockSelector selector =
                new ClockSelector(sources, time, ClockSettings.DEFAULT, new Quiet())) {
            selector.check();
            return List.of(judge(selector.standing()));
        }
    }

    private Finding judge(ClockStanding standing) {
        OptionalLong bound = standing.errorBoundNanosAt(time.monotonicNanos());
        String fix =
                "Run chrony with rtcsync (or ClockBound) on this host; chronofabric clock status"
                        + " shows what it comes to.";
        if (bound.isEmpty()) {
            boolean kept =
                    standing.sources().stream()
                            .anyMatch(
                                    source ->
                                            source.reading().state()
                                                    == ClockReading.State.SYNCHRONIZED);
            String needed =
                    "a clock that is kept and bounded: events of several hosts are ordered by it";
            return kept
                    ? Finding.warning(
                            code(),
                            subject(),
                            "synchronized, and nobody says how well",
                            needed,
                            fix)
                    : Finding.problem(code(), subject(), standing.why(), needed, fix);
        }
        long nanos = bound.getAsLong();
        String found =
                String.format(
                        java.util.Locale.ROOT,
                        "within %.3f ms of true time, by %s",
                        nanos / NANOS_PER_MILLI,
                        standing.active().orElse(""));
        if (nanos > maxAhead.toNanos()) {
            return Finding.problem(
                    code(),
                    subject(),
                    found,
                    "within ingest.max-ahead ("
                            + maxAhead.toMillis()
                            + " ms): what a faster clock dates becomes a dead letter",
                    fix);
        }
        return Finding.fine(code(), subject(), found);
    }

    /** What changes is in the standing. */
    private static final class Quiet implements ClockListener {
        @Override
        public void changed(String sentence) {}

        @Override
        public void trouble(String sentence) {}
    }
}
