package io.chronofabric.it.bench.bus;

import io.aeron.Aeron;
import io.aeron.ExclusivePublication;
import io.aeron.Subscription;
import io.chronofabric.bus.aeron.BusConnection;
import io.chronofabric.bus.aeron.BusDriver;
import io.chronofabric.bus.aeron.BusHome;
import io.chronofabric.bus.aeron.DriverSettings;
import io.chronofabric.bus.aeron.DurablePublisher;
import io.chronofabric.bus.aeron.RecordingKind;
import io.chronofabric.bus.aeron.SharedSubscription;
import io.chronofabric.bus.aeron.SharedSubscriptionOptions;
import io.chronofabric.bus.wire.FrameHeader;
import io.chronofabric.bus.wire.FrameLayout;
import io.chronofabric.bus.wire.FrameReader;
import io.chronofabric.bus.wire.FrameSource;
import io.chronofabric.connector.bus.BusDeserializationSchema;
import io.chronofabric.connector.bus.BusOrigin;
import io.chronofabric.connector.bus.BusSerializationSchema;
import io.chronofabric.connector.bus.BusSink;
import io.chronofabric.connector.bus.BusSource;
import io.chronofabric.connector.bus.BusWait;
import io.chronofabric.core.NodeId;
import io.chronofabric.it.bench.Load;
import io.chronofabric.it.bench.Measurement;
import io.chronofabric.time.HybridLogicalClock;
import io.chronofabric.time.TimeSource;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.HdrHistogram.Histogram;
import org.agrona.IoUtil;
import org.agrona.concurrent.UnsafeBuffer;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.Collector;

/**
 * From a publish in shared memory through a chained Flink job to its result in shared memory, three
 * ways: {@code bareAeron} with nothing but numbers and no log; {@code bareReader}, the bus on both
 * sides, recorded, with a hand-written reader in the job; and {@code bus}, the same with its
 * source. One thread sends at a fixed pace and takes the results; latency is from the moment that a
 * packet was meant to be sent. The ways take turns in one process, with one driver.
 */
public final class ThroughFlink implements Load {
    private static final String PREFIX = "ThroughFlink.";
    private static final int BUS_IN = RecordingKind.DATA.streamOf("in");
    private static final int IN = 901;
    private static final int OUT = 902;
    private static final long INTERVAL_NANOS = 200_000;
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final TimeSource time = TimeSource.system();

    /** One way there and back. */
    private interface Way extends AutoCloseable {
        Source<Long, ?, ?> source();

        Sink<Long> sink();

        void send(long value);

        void poll(LongConsumer results);

        @Override
        void close();
    }

    /** Creates the load, as {@link Load} asks. */
    public ThroughFlink() {}

    @Override
    public List<Measurement> run(boolean quick) throws Exception {
        int turns = quick ? 2 : 5;
        int count = quick ? 10_000 : 50_000;
        Path shared = Path.of("/dev/shm");
        Path root = Files.createTempDirectory(Files.isWritable(shared) ? shared : null, "cf-bench");
        Path log = Files.createTempDirectory("cf-bench-log");
        BusHome home = new BusHome(root);
        try (BusDriver driver = BusDriver.launch(DriverSettings.of(home, log))) {
            Histogram bare = new Histogram(3);
            Histogram reader = new Histogram(3);
            Histogram bus = new Histogram(3);
            String directory = driver.settings().home().directory().resolve("aeron").toString();
            for (int turn = 0; turn < turns; turn++) {
                measure(new Bare(directory), count, bare);
                measure(new Bus(home, new BareAeronSource(directory, BUS_IN)), count, reader);
                measure(new Bus(home, busSource(home)), count, bus);
            }
            List<Measurement> rows = new ArrayList<>();
            for (double percentile : new double[] {50, 99, 99.9}) {
                String name = percentile == 99.9 ? "p99.9" : "p" + (int) percentile;
                rows.add(row("bareAeron", name, bare, percentile, ""));
                rows.add(row("bareReader", name, reader, percentile, "bareAeron"));
                rows.add(row("bus", name, bus, percentile, "bareReader"));
            }
            return rows;
        } finally {
            IoUtil.delete(root.toFile(), true);
            IoUtil.delete(log.toFile(), true);
        }
    }

    private static Measurement row(
            String way, String figure, Histogram latencies, double percentile, String peer) {
        double micros = latencies.getValueAtPercentile(percentile) / 1e3;
        Measurement row = Measurement.of(PREFIX + way + "." + figure, micros, "us");
        return peer.isEmpty() ? row : row.against(PREFIX + peer + "." + figure);
    }

    private static Source<Long, ?, ?> busSource(BusHome home) {
        return BusSource.<Long>builder()
                .home(home)
                .bus("in")
                .fromLatest()
                .whileIdle(BusWait.SPIN)
                .deserializer(new Longs())
                .build();
    }

    private void measure(Way way, int count, Histogram latencies) throws Exception {
        try (StreamExecutionEnvironment env =
                StreamExecutionEnvironment.createLocalEnvironment(1)) {
            env.getConfig().enableObjectReuse();
            env.fromSource(way.source(), WatermarkStrategy.noWatermarks(), "in", Types.LONG)
                    .sinkTo(way.sink());
            JobClient job = env.executeAsync();
            try {
                awaitFirst(way);
                paced(way, count, new Histogram(3));
                paced(way, count, latencies);
            } finally {
                way.close();
                job.cancel().get();
            }
        }
    }

    /** The job may not read yet: a value again and again until one comes back, then all of them. */
    private void awaitFirst(Way way) {
        long start = time.monotonicNanos();
        long[] back = {0};
        while (back[0] == 0) {
            way.send(-1);
            long until = time.monotonicNanos() + 20_000_000;
            while (time.monotonicNanos() < until) {
                way.poll(value -> back[0]++);
            }
            if (until - start > TIMEOUT.toNanos()) {
                throw new IllegalStateException("the job answered nothing for " + TIMEOUT);
            }
        }
        long quiet = time.monotonicNanos() + 500_000_000;
        while (time.monotonicNanos() < quiet) {
            way.poll(value -> back[0]++);
        }
    }

    private void paced(Way way, int count, Histogram latencies) {
        long[] back = {0};
        LongConsumer taker =
                intended -> {
                    latencies.recordValue(Math.max(0, time.monotonicNanos() - intended));
                    back[0]++;
                };
        long intended = time.monotonicNanos() + INTERVAL_NANOS;
        long last = intended + count * INTERVAL_NANOS + TIMEOUT.toNanos();
        int sent = 0;
        while (back[0] < count) {
            if (sent < count && time.monotonicNanos() >= intended) {
                way.send(intended);
                intended += INTERVAL_NANOS;
                sent++;
            }
            way.poll(taker);
            if (time.monotonicNanos() > last) {
                throw new IllegalStateException(back[0] + " of " + count + " came back");
            }
        }
    }

    private static final class Bare implements Way {
        private final String directory;
        private final Aeron aeron;
        private final ExclusivePublication publication;
        private final Subscription subscription;
        private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[Long.BYTES]);

        Bare(String directory) {
            this.directory = directory;
            this.aeron = Aeron.connect(new Aeron.Context().aeronDirectoryName(directory));
            this.publication = aeron.addExclusivePublication("aeron:ipc", IN);
            this.subscription = aeron.addSubscription("aeron:ipc", OUT);
        }

        @Override
        public Source<Long, ?, ?> source() {
            return new BareAeronSource(directory, IN);
        }

        @Override
        public Sink<Long> sink() {
            return new BareAeronSink(directory, OUT);
        }

        @Override
        public void send(long value) {
            buffer.putLong(0, value);
            while (publication.offer(buffer) < 0) {
                Thread.onSpinWait(); // the end of a term
            }
        }

        @Override
        public void poll(LongConsumer results) {
            subscription.poll(
                    (data, offset, length, header) -> results.accept(data.getLong(offset)), 10);
        }

        @Override
        public void close() {
            publication.close();
            subscription.close();
            aeron.close();
        }
    }

    private final class Bus implements Way {
        private final BusHome home;
        private final Source<Long, ?, ?> reader;
        private final BusConnection connection;
        private final DurablePublisher publisher;
        private final SharedSubscription subscription;
        private final FrameHeader header = new FrameHeader();
        private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[Long.BYTES]);

        Bus(BusHome home, Source<Long, ?, ?> reader) {
            this.home = home;
            this.reader = reader;
            this.connection = BusConnection.connect(home, time);
            this.publisher =
                    connection.durablePublisher(
                            "in",
                            new FrameSource("bench", ""),
                            new HybridLogicalClock(time, new NodeId(1)),
                            TIMEOUT);
            this.subscription = connection.subscribe(SharedSubscriptionOptions.of("out"));
        }

        @Override
        public Source<Long, ?, ?> source() {
            return reader;
        }

        @Override
        public Sink<Long> sink() {
            return BusSink.<Long>builder()
                    .home(home)
                    .bus("out")
                    .name("bench")
                    .serializer(new Longs.Writer())
                    .build();
        }

        @Override
        public void send(long value) {
            buffer.putLong(0, value, FrameLayout.ORDER);
            publisher.publish(header, buffer, 0, Long.BYTES);
        }

        @Override
        public void poll(LongConsumer results) {
            subscription.poll(
                    (frame, position) ->
                            results.accept(
                                    frame.buffer()
                                            .getLong(frame.payloadOffset(), FrameLayout.ORDER)),
                    10);
        }

        @Override
        public void close() {
            publisher.close();
            subscription.close();
            connection.close();
        }
    }

    /** Eight bytes as a number. */
    private static final class Longs implements BusDeserializationSchema<Long> {
        private static final long serialVersionUID = 1L;

        @Override
        public void deserialize(FrameReader frame, BusOrigin origin, Collector<Long> out) {
            out.collect(frame.buffer().getLong(frame.payloadOffset(), FrameLayout.ORDER));
        }

        @Override
        public TypeInformation<Long> getProducedType() {
            return Types.LONG;
        }

        /** And back. */
        private static final class Writer implements BusSerializationSchema<Long> {
            private static final long serialVersionUID = 1L;

            @Override
            public byte[] serialize(Long element, FrameHeader header, Long timestamp) {
                return ByteBuffer.allocate(Long.BYTES)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(element)
                        .array();
            }
        }
    }
}
