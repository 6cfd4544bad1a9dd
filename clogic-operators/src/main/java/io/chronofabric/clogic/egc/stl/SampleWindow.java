package io.chronofabric.clogic.egc.stl;

import java.math.BigDecimal;

/**
 * An interval counted in samples, both ends included.
 *
 * @param from nearest end
 * @param to farthest end, at least {@code from}
 */
record SampleWindow(long from, long to) {

    /**
     * The window of an interval that {@link FormulaChecks} found nothing wrong with.
     *
     * @throws ArithmeticException if a bound is no whole number of nanoseconds
     */
    static SampleWindow of(Interval interval, StlContext context) {
        return new SampleWindow(
                nanos(interval.from(), context) / context.periodNanos(),
                nanos(interval.to(), context) / context.periodNanos());
    }

    /**
     * A bound in nanoseconds; its parameter must be declared.
     *
     * @throws ArithmeticException if that is no whole number
     */
    static long nanos(Bound bound, StlContext context) {
        if (bound instanceof Bound.Parameter parameter) {
            double amount = context.params().get(parameter.name());
            return parameter.unit().toNanos(BigDecimal.valueOf(amount));
        }
        return ((Bound.Fixed) bound).nanos();
    }

    /** How many samples it holds. */
    long width() {
        return to - from + 1;
    }
}
