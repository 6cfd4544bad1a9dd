package io.chronofabric.it.bench.time;

import io.chronofabric.core.NodeId;
import io.chronofabric.it.bench.Peer;
import io.chronofabric.time.CalibratedTimeSource;
import io.chronofabric.time.HybridLogicalClock;
import io.chronofabric.time.LogicalTime;
import io.chronofabric.time.PersistedBound;
import io.chronofabric.time.TimeSource;
import io.chronofabric.time.UpdateOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;

/**
 * What a hybrid logical clock costs above the clock read it cannot do without. With two threads
 * both use one clock, which is the worst case.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class HybridLogicalClockBenchmark {
    private final TimeSource source = TimeSource.system();
    private final HybridLogicalClock clock = new HybridLogicalClock(source, new NodeId(1));
    private final TimeSource calibrated = new CalibratedTimeSource(source, () -> true);
    private final HybridLogicalClock steady = new HybridLogicalClock(calibrated, new NodeId(2));
    private PersistedBound bound;
    private HybridLogicalClock kept;

    /** Opens the file of the clock that keeps its bound. */
    @Setup
    public void openBound() throws IOException {
        Path file = Files.createTempDirectory("chronofabric-bench").resolve("clock");
        bound = PersistedBound.open(file, Duration.ofSeconds(1));
        kept =
                new HybridLogicalClock(
                        source, new NodeId(3), HybridLogicalClock.DEFAULT_MAX_OFFSET_NANOS, bound);
    }

    /** Leaves the file. */
    @TearDown
    public void closeBound() {
        bound.close();
    }

    /** The cheapest clock of the JDK, which does not tell the time of day. */
    @Benchmark
    @Peer("epochNanos")
    public long nanoTime() {
        return System.nanoTime();
    }

    /** The bare clock read. */
    @Benchmark
    @Peer("epochNanos")
    public long epochNanos() {
        return source.epochNanos();
    }

    /** A timestamp as one word. */
    @Benchmark
    @Peer("epochNanos")
    public long tick() {
        return clock.tickPhysical();
    }

    /** The wall clock by way of the monotonic one, corrected for drift. */
    @Benchmark
    @Peer("epochNanos")
    public long calibratedEpochNanos() {
        return calibrated.epochNanos();
    }

    /** A timestamp as one word, over the calibrated clock. */
    @Benchmark
    @Peer("epochNanos")
    public long tickCalibrated() {
        return steady.tickPhysical();
    }

    /** A timestamp as one word, of a clock whose bound is written to a file once a second. */
    @Benchmark
    @Peer("epochNanos")
    public long tickKept() {
        return kept.tickPhysical();
    }

    /** A timestamp as an object. */
    @Benchmark
    @Peer("epochNanos")
    public LogicalTime tickObject() {
        return clock.tick();
    }

    /** A received timestamp that is 1 us old, as most are. */
    @Benchmark
    @Peer("epochNanos")
    public UpdateOutcome update() {
        return clock.update(clock.lastPhysical() - 1000);
    }

    /** A received timestamp that moves the clock each time. */
    @Benchmark
    @Peer("epochNanos")
    public UpdateOutcome updateAdvances() {
        return clock.update(clock.lastPhysical() + 1);
    }

    /** The bare clock read, by two threads. */
    @Benchmark
    @Threads(2)
    @Peer("epochNanosTwoThreads")
    public long epochNanosTwoThreads() {
        return source.epochNanos();
    }

    /** A timestamp as one word, by two threads on one clock. */
    @Benchmark
    @Threads(2)
    @Peer("epochNanosTwoThreads")
    public long tickTwoThreads() {
        return clock.tickPhysical();
    }
}
