package io.chronofabric.core;

import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * Where code that knows no metrics system says what it counts. Values are pulled: the owner counts
 * as cheaply as it can, and the suppliers are called when somebody looks, from any thread, at any
 * time until the runtime ends.
 */
public interface MetricPort {
    /**
     * Registers a counter.
     *
     * @param metric of kind {@link Metric.Kind#COUNTER}
     * @param value how many so far; never falls
     * @param labelValues one for each of the metric's labels, in their order
     */
    void counter(Metric metric, LongSupplier value, String... labelValues);

    /**
     * Registers a gauge.
     *
     * @param metric of kind {@link Metric.Kind#GAUGE}
     * @param value the value of now, in the metric's unit
     * @param labelValues one for each of the metric's labels, in their order
     */
    void gauge(Metric metric, DoubleSupplier value, String... labelValues);
}
