package io.chronofabric.it.doctor;

import java.io.Serializable;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/**
 * A job of two splits of numbers, each read by its own subtask, that are keyed, worked on and
 * dropped; with at most one fault.
 *
 * @param fault what is spoilt
 */
record PlantedJob(Fault fault) implements Serializable {
    private static final long HALF = 1L << 40;
    private static final long KEYS = 1_000;
    private static final long PACE_NANOS = 1_000_000;
    private static final long SLOW_NANOS = 300_000;
    private static final long FAILS_EVERY = 500;

    /** What can be spoilt. */
    enum Fault {
        /** Nothing. */
        NONE,
        /** A task takes longer for a record than the source. */
        BOTTLENECK,
        /** The event time of the second split stands still. */
        STALLED_SPLIT,
        /** Nine of ten records have one key. */
        SKEW,
        /** A task cannot take a checkpoint. */
        FAILING_CHECKPOINTS,
        /** A task fails again and again. */
        RESTARTS
    }

    void define(StreamExecutionEnvironment environment) {
        environment.setParallelism(2);
        environment
                .fromSource(
                        new NumberSequenceSource(0, 2 * HALF),
                        WatermarkStrategy.<Long>forMonotonousTimestamps()
                                .withTimestampAssigner((number, ignored) -> eventTime(number))
                                .withIdleness(Duration.ofSeconds(10)),
                        "numbers")
                .uid("numbers")
                .map(this::paced)
                .returns(Types.LONG)
                .uid("paced")
                .keyBy(this::key, Types.LONG)
                .map(new Worked(fault))
                .returns(Types.LONG)
                .name("worked")
                .uid("worked")
                .sinkTo(new DiscardingSink<>())
                .uid("dropped");
    }

    private long eventTime(long number) {
        return number <= HALF ? number : fault == Fault.STALLED_SPLIT ? 1_000 : number - HALF;
    }

    private long paced(long number) {
        if (fault != Fault.BOTTLENECK && fault != Fault.SKEW) {
            LockSupport.parkNanos(PACE_NANOS);
        }
        return number;
    }

    private long key(long number) {
        return fault == Fault.SKEW && number % 10 != 0 ? 1 : number % KEYS;
    }

    private static final class Worked implements MapFunction<Long, Long>, CheckpointedFunction {
        private static final long serialVersionUID = 1L;

        private final Fault fault;
        private long seen;

        Worked(Fault fault) {
            this.fault = fault;
        }

        @Override
        public Long map(Long number) {
            if (fault == Fault.BOTTLENECK || fault == Fault.SKEW) {
                LockSupport.parkNanos(SLOW_NANOS);
            }
            if (fault == Fault.RESTARTS && ++seen > FAILS_EVERY) {
                throw new IllegalStateException("planted: no more");
            }
            return number;
        }

        @Override
        public void snapshotState(FunctionSnapshotContext context) {
            if (fault == Fault.FAILING_CHECKPOINTS) {
                throw new IllegalStateException("planted: no checkpoint");
            }
        }

        @Override
        public void initializeState(FunctionInitializationContext context) {}
    }
}
