package io.chronofabric.it.bench.bus;

import com.sun.management.ThreadMXBean;
import io.chronofabric.bus.LocalBuses;
import io.chronofabric.bus.PhaseCoherenceBus;
import io.chronofabric.bus.SubscriptionOptions;
import io.chronofabric.bus.WhenFull;
import io.chronofabric.connector.bus.local.LocalBusSource;
import io.chronofabric.core.NodeId;
import io.chronofabric.it.bench.Load;
import io.chronofabric.it.bench.Measurement;
import io.chronofabric.time.HybridLogicalClock;
import io.chronofabric.time.TimeSource;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/**
 * Records a second from a publishing thread through a running job to a sink that discards them,
 * chained, with object reuse: from the first publish to the last record taken from the ring, after
 * a warm-up in the same job. Variants take turns, so that a change of the machine meets all of
 * them; each figure is the median of its turns. Bytes are those that the publishing thread
 * allocates.
 */
public final class BusSourceBenchmark implements Load {
    private static final String NAME = "benchmark";
    private static final int CAPACITY = 1 << 16;
    private static final int BATCH = 256;
    private static final List<Long> VALUES = LongStream.range(0, BATCH).boxed().toList();

    private final TimeSource time = TimeSource.system();
    private final HybridLogicalClock clock = new HybridLogicalClock(time, new NodeId(1));

    /** A ring with a job behind it. */
    private interface Way extends AutoCloseable {
        Source<Long, ?, ?> source();

        /** Publishes all of {@link #VALUES}. */
        void publishAll();

        boolean isDrained();

        @Override
        void close();
    }

    /** Creates the load, as {@link Load} asks. */
    public BusSourceBenchmark() {}

    @Override
    public List<Measurement> run(boolean quick) throws Exception {
        int turns = quick ? 2 : 3;
        int records = quick ? 1_000_000 : 4_000_000;
        Map<String, Supplier<Way>> ways = new LinkedHashMap<>();
        ways.put("BusSource.bareRing", () -> new Bare(false));
        ways.put("BusSource.bareRingAndClock", () -> new Bare(true));
        ways.put("BusSource.publish", () -> new Bus(false));
        ways.put("BusSource.publishBatch", () -> new Bus(true));
        Map<String, double[]> rates = new LinkedHashMap<>();
        Map<String, double[]> bytes = new LinkedHashMap<>();
        for (int turn = 0; turn < turns; turn++) {
            for (Map.Entry<String, Supplier<Way>> way : ways.entrySet()) {
                double[] result = measure(way.getValue().get(), records);
                rates.computeIfAbsent(way.getKey(), k -> new double[turns])[turn] = result[0];
                bytes.computeIfAbsent(way.getKey(), k -> new double[turns])[turn] = result[1];
            }
        }
        List<Measurement> rows = new ArrayList<>();
        for (String name : ways.keySet()) {
            rows.add(
                    new Measurement(
                            name,
                            median(rates.get(name)),
                            Double.NaN,
                            "records/s",
                            median(bytes.get(name)),
                            rows.isEmpty() ? "" : "BusSource.bareRing"));
        }
        return rows;
    }

    /** Records a second, and bytes that the publisher allocates for each. */
    private double[] measure(Way way, int records) throws Exception {
        try (StreamExecutionEnvironment env =
                StreamExecutionEnvironment.createLocalEnvironment(1)) {
            env.getConfig().enableObjectReuse();
            env.fromSource(way.source(), WatermarkStrategy.noWatermarks(), "ring", Types.LONG)
                    .sinkTo(new DiscardingSink<>());
            JobClient job = env.executeAsync();
            // The warm-up also waits for the job: it is larger than the ring.
            publish(way, records);
            ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            long allocated = threads.getCurrentThreadAllocatedBytes();
            long start = time.monotonicNanos();
            publish(way, records);
            long nanos = time.monotonicNanos() - start;
            allocated = threads.getCurrentThreadAllocatedBytes() - allocated;
            way.close();
            job.getJobExecutionResult().get();
            return new double[] {records * 1e9 / nanos, (double) allocated / records};
        }
    }

    private static void publish(Way way, int records) {
        for (int i = 0; i < records; i += BATCH) {
            way.publishAll();
        }
        while (!way.isDrained()) {
            LockSupport.parkNanos(10_000);
        }
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private final class Bare implements Way {
        private final BareRing ring = BareRing.make(NAME, CAPACITY);
        private final boolean reads;

        /** Kept, so that the clock read is not optimized away. */
        private long last;

        Bare(boolean readsClock) {
            this.reads = readsClock;
        }

        @Override
        public Source<Long, ?, ?> source() {
            return new BareRingSource(NAME);
        }

        @Override
        public void publishAll() {
            for (Long value : VALUES) {
                if (reads) {
                    last = clock.tickPhysical();
                }
                ring.publish(value);
            }
        }

        @Override
        public boolean isDrained() {
            return ring.isEmpty() && last >= 0;
        }

        @Override
        public void close() {
            ring.end();
            BareRing.forget(NAME);
        }
    }

    private final class Bus implements Way {
        private final PhaseCoherenceBus<Long> bus =
                LocalBuses.register(new PhaseCoherenceBus<>(NAME, Long.class, clock, time));
        private final LocalBusSource<Long, Long> source =
                new LocalBusSource<>(
                        NAME,
                        Long.class,
                        new SubscriptionOptions("job", CAPACITY, WhenFull.BLOCK),
                        packet -> packet.payload(),
                        Types.LONG);
        private final boolean batches;

        Bus(boolean batches) {
            this.batches = batches;
            bus.reserve(source.subscription());
        }

        @Override
        public Source<Long, ?, ?> source() {
            return source;
        }

        @Override
        public void publishAll() {
            if (batches) {
                bus.publishBatch(VALUES);
            } else {
                for (Long value : VALUES) {
                    bus.publish(value);
                }
            }
        }

        @Override
        public boolean isDrained() {
            return bus.statistics().pending() == 0;
        }

        @Override
        public void close() {
            bus.close();
        }
    }
}
