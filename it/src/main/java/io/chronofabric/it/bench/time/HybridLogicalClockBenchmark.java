package io.chronofabric.it.bench.time;

import io.chronofabric.core.NodeId;
import io.chronofabric.it.bench.Peer;
import io.chronofabric.time.HybridLogicalClock;
import io.chronofabric.time.LogicalTime;
import io.chronofabric.time.TimeSource;
import io.chronofabric.time.UpdateOutcome;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
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
