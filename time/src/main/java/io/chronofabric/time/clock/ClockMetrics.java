package io.chronofabric.time.clock;

import io.chronofabric.core.Metric;
import io.chronofabric.core.MetricPort;
import io.chronofabric.time.TimeSource;
import java.util.OptionalLong;

/** A selector's standing as metrics. */
public final class ClockMetrics {
    private static final double NANOS_PER_SECOND = 1e9;

    private ClockMetrics() {}

    /**
     * Registers the metrics of a selector.
     *
     * @param time the clock that readings are dated by
     */
    public static void register(MetricPort port, ClockSelector selector, TimeSource time) {
        port.counter(Metric.CLOCK_SYNCHRONIZATIONS, () -> selector.standing().synchronizations());
        port.counter(Metric.CLOCK_FAILOVERS, () -> selector.standing().failovers());
        port.gauge(Metric.CLOCK_ERROR_BOUND, () -> boundSeconds(selector.standing(), time));
        port.gauge(
                Metric.CLOCK_DRIFT,
                () -> selector.standing().reading().driftPpm().orElse(Double.NaN));
        for (ClockJump.Kind kind : ClockJump.Kind.values()) {
            port.counter(
                    Metric.CLOCK_JUMPS, () -> selector.standing().jumps().get(kind), kind.label());
        }
        int sources = selector.standing().sources().size();
        for (int i = 0; i < sources; i++) {
            int place = i;
            port.counter(
                    Metric.CLOCK_FAILURES,
                    () -> selector.standing().sources().get(place).failures(),
                    selector.standing().sources().get(place).name());
        }
    }

    private static double boundSeconds(ClockStanding standing, TimeSource time) {
        OptionalLong bound = standing.errorBoundNanosAt(time.monotonicNanos());
        return bound.isPresent() ? bound.getAsLong() / NANOS_PER_SECOND : Double.POSITIVE_INFINITY;
    }
}
