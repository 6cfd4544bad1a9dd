package io.chronofabric.bus;

import io.chronofabric.core.Metric;
import io.chronofabric.core.MetricPort;
import io.chronofabric.time.TimeSource;
import java.util.function.ToLongFunction;

/** What a bus says about itself as metrics. */
final class BusMetrics {
    private BusMetrics() {}

    static void register(MetricPort metrics, PhaseCoherenceBus<?> bus, TimeSource time) {
        metrics.counter(Metric.BUS_PUBLISHED, () -> bus.statistics().published());
        metrics.counter(Metric.BUS_DELIVERED, () -> bus.statistics().delivered());
        metrics.counter(Metric.BUS_DROPPED, () -> bus.statistics().dropped());
        metrics.gauge(
                Metric.BUS_ACTIVE_SUBSCRIPTIONS, () -> bus.statistics().activeSubscriptions());
        Rate published = new Rate(() -> bus.statistics().published(), time::monotonicNanos);
        metrics.gauge(Metric.BUS_THROUGHPUT, published::perSecond);
        setAside(metrics, bus, "masked", AsideCounts::masked);
        setAside(metrics, bus, "filtered", AsideCounts::filtered);
        setAside(metrics, bus, "filter_failed", AsideCounts::filterFailed);
        setAside(metrics, bus, "expired", AsideCounts::expired);
        setAside(metrics, bus, "violation", AsideCounts::violations);
        for (int i = 0; i < LatencySamples.labels().size(); i++) {
            int bucket = i;
            metrics.counter(
                    Metric.BUS_LATENCY,
                    () -> bus.temporalMetrics().latencyBuckets().get(bucket),
                    LatencySamples.labels().get(i));
        }
        metrics.gauge(Metric.HLC_DRIFT, () -> bus.temporalMetrics().hlcDriftNanos());
        metrics.gauge(Metric.PHASE_COHERENCE, () -> bus.temporalMetrics().phaseCoherence());
        metrics.gauge(Metric.COHERENCE_SCORE, () -> bus.temporalMetrics().coherenceScore());
        metrics.counter(
                Metric.CAUSALITY_VIOLATIONS, () -> bus.temporalMetrics().causalityViolations());
    }

    private static void setAside(
            MetricPort metrics,
            PhaseCoherenceBus<?> bus,
            String reason,
            ToLongFunction<AsideCounts> count) {
        metrics.counter(
                Metric.BUS_SET_ASIDE, () -> count.applyAsLong(bus.statistics().aside()), reason);
    }
}
