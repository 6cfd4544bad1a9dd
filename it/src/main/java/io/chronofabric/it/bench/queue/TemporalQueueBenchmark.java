package io.chronofabric.it.bench.queue;

import io.chronofabric.core.Priority;
import io.chronofabric.it.bench.Peer;
import io.chronofabric.time.queue.HeadStarts;
import io.chronofabric.time.queue.TemporalQueue;
import java.util.Random;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.ManyToOneConcurrentArrayQueue;
import org.jctools.queues.MpscArrayQueue;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * One operation is an offer and a poll, in queues that hold 1,000 elements. Elements come in the
 * order of their places, as those of one publisher do; as those of several publishers do, a quarter
 * of them up to 100 places late and one in eight with another priority; or scattered over 2,000
 * places, in no order at all. Each kind of queue gets the same elements.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class TemporalQueueBenchmark {
    private static final int DEPTH = 1_000;
    private static final int ELEMENTS = 1 << 16;
    private static final long STEP = 1_000;
    private static final long START = 1_700_000_000_000_000_000L;

    /** The order in which elements come. */
    @Param({"sorted", "mixed", "scattered"})
    public String order = "";

    private final TemporalQueue<Timed> queue = new TemporalQueue<>(2_048, HeadStarts.DEFAULT);
    private final PriorityBlockingQueue<Timed> blocking = new PriorityBlockingQueue<>(2_048);
    private final ManyToOneConcurrentArrayQueue<Timed> agrona =
            new ManyToOneConcurrentArrayQueue<>(2_048);
    private final MpscArrayQueue<Timed> jctools = new MpscArrayQueue<>(2_048);
    private final Timed[] elements = new Timed[ELEMENTS];
    private long next;

    /** Makes the elements and fills the queues. */
    @Setup(Level.Trial)
    public void fill() {
        Random random = new Random(7);
        for (int i = 0; i < ELEMENTS; i++) {
            elements[i] = element(random);
        }
        for (int i = 0; i < DEPTH; i++) {
            Timed element = next();
            offerTo(element);
            blocking.offer(element);
            agrona.offer(element);
            jctools.offer(element);
        }
    }

    /** Ours. */
    @Benchmark
    @Peer("priorityBlockingQueue")
    public Timed temporalQueue() {
        offerTo(next());
        return queue.poll();
    }

    /** The JDK's bounded-by-nothing queue with an order, which many threads may use. */
    @Benchmark
    @Peer("priorityBlockingQueue")
    public Timed priorityBlockingQueue() {
        blocking.offer(next());
        return blocking.poll();
    }

    /** A ring of the same kind as our intake, without any order. */
    @Benchmark
    @Peer("temporalQueue")
    public Timed unorderedAgrona() {
        agrona.offer(next());
        return agrona.poll();
    }

    /** Another. */
    @Benchmark
    @Peer("temporalQueue")
    public Timed unorderedJctools() {
        jctools.offer(next());
        return jctools.poll();
    }

    private void offerTo(Timed element) {
        queue.offer(element, element.physicalNanos(), element.node(), element.priority());
    }

    private Timed next() {
        long turn = next++;
        return elements[(int) turn & (ELEMENTS - 1)].at(START + turn * STEP);
    }

    private Timed element(Random random) {
        int node = random.nextInt(8);
        return switch (order) {
            case "sorted" -> new Timed(0, node, Priority.NORMAL);
            case "mixed" -> {
                long late = random.nextInt(4) == 0 ? random.nextInt(100) * STEP : 0;
                Priority[] all = Priority.values();
                boolean usual = random.nextInt(8) > 0;
                yield new Timed(-late, node, usual ? Priority.NORMAL : all[random.nextInt(4)]);
            }
            case "scattered" -> new Timed(random.nextInt(2 * DEPTH) * STEP, node, Priority.NORMAL);
            default -> throw new IllegalStateException("order " + order);
        };
    }
}
