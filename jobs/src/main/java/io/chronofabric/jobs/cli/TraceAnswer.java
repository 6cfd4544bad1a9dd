package io.chronofabric.jobs.cli;

import io.chronofabric.clogic.egc.stl.Formula;
import io.chronofabric.clogic.egc.stl.StlContext;

/** What is said of a formula on the samples of one entity. */
interface TraceAnswer {
    /** Says it. */
    void say(Sampled sampled);

    /** Whether it has room for the samples of one entity only. */
    default boolean isOfOneEntity() {
        return false;
    }

    /**
     * A formula and what it is judged on.
     *
     * @param entity whose samples
     * @param formula a formula without problems
     * @param context its signals, in the order of the samples' columns, parameters and period
     * @param samples at least one
     */
    record Sampled(String entity, Formula formula, StlContext context, Samples samples) {
        /** When a sample is, in nanoseconds since the epoch. */
        long nanosOf(long sample) {
            return samples.firstNanos() + sample * context.periodNanos();
        }
    }
}
