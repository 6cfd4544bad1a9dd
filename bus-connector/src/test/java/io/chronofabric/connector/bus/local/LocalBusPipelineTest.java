package io.chronofabric.connector.bus.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chronofabric.bus.BusSettings;
import io.chronofabric.bus.BusStatistics;
import io.chronofabric.bus.LocalBuses;
import io.chronofabric.bus.PhaseCoherenceBus;
import io.chronofabric.bus.Subscription;
import io.chronofabric.bus.SubscriptionOptions;
import io.chronofabric.bus.WhenFull;
import io.chronofabric.core.Metric;
import io.chronofabric.core.NodeId;
import io.chronofabric.time.HybridLogicalClock;
import io.chronofabric.time.LogicalTime;
import io.chronofabric.time.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.stream.LongStream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.OperatorMetricGroup;
import org.apache.flink.runtime.testutils.InMemoryReporter;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.windowing.assigners.TumblingEventTimeWindows;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bus to Flink to bus, on a real runtime inside this JVM. */
@Timeout(60)
class LocalBusPipelineTest {
    private static final int RECORDS = 20_000;
    private static final InMemoryReporter METRICS = InMemoryReporter.createWithRetainedMetrics();

    @RegisterExtension
    static final MiniClusterExtension FLINK =
            new MiniClusterExtension(
                    new MiniClusterResourceConfiguration.Builder()
                            .setConfiguration(METRICS.addToConfiguration(new Configuration()))
                            .setNumberTaskManagers(1)
                            .setNumberSlotsPerTaskManager(2)
                            .build());

    private final PhaseCoherenceBus<Long> in = bus("in");
    private final PhaseCoherenceBus<Long> out = bus("out");
    private final Subscription<Long> results =
            out.subscribe(new SubscriptionOptions("test", 1 << 17, WhenFull.FAIL));
    private final LocalBusSource<Long, Long> source =
            new LocalBusSource<>(
                    "in",
                    Long.class,
                    new SubscriptionOptions("job", 256, WhenFull.BLOCK),
                    packet -> packet.payload(),
                    Types.LONG);

    private static PhaseCoherenceBus<Long> bus(String name) {
        HybridLogicalClock clock = new HybridLogicalClock(TimeSource.system(), new NodeId(1));
        return LocalBuses.register(
                new PhaseCoherenceBus<>(
                        name,
                        Long.class,
                        clock,
                        TimeSource.system(),
                        BusSettings.DEFAULTS.withPublishTimeout(Duration.ofSeconds(30))));
    }

    @AfterEach
    void close() {
        in.close();
        in.statistics().subscriptions().forEach(left -> in.unsubscribe(left.name()));
        out.close();
        results.close();
        assertThat(LocalBuses.names()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void everyRecordGoesThroughOnceAndTheJobEndsWithTheBus(int parallelism) throws Exception {
        JobClient job = start(environment(parallelism), source);
        in.awaitSubscribers(1, Duration.ofSeconds(30));
        for (long i = 0; i < RECORDS; i++) {
            in.publish(i);
        }
        in.close();
        job.getJobExecutionResult().get();

        List<Long> seen = takeAll();
        assertThat(seen)
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.range(0, RECORDS).mapToObj(i -> -i).toList());
        BusStatistics statistics = in.statistics();
        assertThat(statistics.published()).isEqualTo(RECORDS);
        assertThat(statistics.delivered()).isEqualTo(RECORDS);
        assertThat(statistics.activeSubscriptions()).isZero();
        assertThat(counter(job.getJobID(), "numRecordsIn", "bus-source")).isEqualTo(RECORDS);
        assertThat(counter(job.getJobID(), "numRecordsSend", "bus-sink")).isEqualTo(RECORDS);
    }

    @Test
    void aReservedSubscriptionMakesTheOrderOfStartingIrrelevant() throws Exception {
        in.reserve(source.subscription());
        in.publishBatch(List.of(1L, 2L, 3L));
        in.close();

        start(environment(1), source).getJobExecutionResult().get();

        assertThat(takeAll()).containsExactly(-1L, -2L, -3L);
    }

    @Test
    void readersWithoutASplitHoldNoWatermarkBack() throws Exception {
        StreamExecutionEnvironment env = environment(2);
        env.getConfig().setAutoWatermarkInterval(1);
        env.fromSource(source, WatermarkStrategy.forMonotonousTimestamps(), "bus-source")
                .keyBy(value -> value % 2)
                .window(TumblingEventTimeWindows.of(Duration.ofSeconds(1)))
                .reduce(Long::sum)
                .sinkTo(new LocalBusSink<Long, Long>("out", Long.class, value -> value));
        JobClient job = env.executeAsync();
        in.awaitSubscribers(1, Duration.ofSeconds(30));
        for (long i = 0; i < 4; i++) {
            in.publish(in.packet(i).time(LogicalTime.ofEpochMillis(100 * i)).build());
        }
        in.publish(in.packet(9L).time(LogicalTime.ofEpochMillis(5_000)).build());

        List<Long> sums = new ArrayList<>();
        while (sums.size() < 2) {
            results.available().join();
            sums.addAll(takeAll());
        }
        assertThat(sums).containsExactlyInAnyOrder(0L + 2L, 1L + 3L);
        assertThat(in.isClosed()).isFalse();

        in.close();
        job.getJobExecutionResult().get();
        assertThat(takeAll()).containsExactly(9L);
    }

    @RepeatedTest(5)
    void aJobWhoseBusIsNotInThisJvmFailsAndSaysWhy() {
        LocalBusSource<Long, Long> missing =
                new LocalBusSource<>(
                        "telemtry",
                        Long.class,
                        SubscriptionOptions.named("job"),
                        packet -> packet.payload(),
                        Types.LONG);

        assertThatThrownBy(() -> start(environment(1), missing).getJobExecutionResult().get())
                .hasStackTraceContaining("bus telemtry (expected: one of [in, out])")
                .hasStackTraceContaining("exists only in the JVM that publishes");
    }

    @Test
    void afterAFailureTheJobGoesOnAtMostOnceAndCountsTheRestart() throws Exception {
        StreamExecutionEnvironment env = environment(2);
        Configuration restart = new Configuration();
        restart.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
        restart.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 1);
        restart.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ZERO);
        env.configure(restart);
        env.enableCheckpointing(10);
        FailOnceAfterACheckpoint.failed.set(false);
        env.fromSource(source, WatermarkStrategy.noWatermarks(), "bus-source")
                .map(new FailOnceAfterACheckpoint())
                .returns(Types.LONG)
                .sinkTo(new LocalBusSink<Long, Long>("out", Long.class, value -> value));
        JobClient job = env.executeAsync();
        in.awaitSubscribers(1, Duration.ofSeconds(30));

        // Publishes until something that was published after the failure has come through.
        List<Long> seen = new ArrayList<>();
        long next = 0;
        long firstAfter = Long.MAX_VALUE;
        while (seen.isEmpty() || seen.get(seen.size() - 1) < firstAfter) {
            if (firstAfter == Long.MAX_VALUE && FailOnceAfterACheckpoint.failed.get()) {
                firstAfter = next;
            }
            in.publish(next++);
            seen.addAll(takeAll());
        }
        in.close();
        job.getJobExecutionResult().get();
        seen.addAll(takeAll());

        Set<Long> distinct = new HashSet<>(seen);
        assertThat(distinct).hasSameSizeAs(seen);
        assertThat(seen).isSorted();
        BusStatistics statistics = in.statistics();
        assertThat(statistics.published()).isEqualTo(next);
        assertThat(statistics.unheard() + statistics.delivered() + statistics.dropped())
                .isEqualTo(next);
        assertThat(
                        counter(
                                job.getJobID(),
                                Metric.BUS_RESTARTS_WITH_LOSS.metricName(),
                                "bus-source"))
                .isEqualTo(1);
    }

    @Test
    void theSourceReportsTheMetricsOfTheContract() throws Exception {
        JobClient job = start(environment(1), source);
        in.awaitSubscribers(1, Duration.ofSeconds(30));
        in.publishBatch(List.of(1L, 2L, 3L));
        in.close();
        job.getJobExecutionResult().get();

        Map<String, Object> expected =
                Map.of(
                        "pendingRecords",
                        0L,
                        Metric.BUS_PUBLISHED.metricName(),
                        3L,
                        Metric.BUS_DELIVERED.metricName(),
                        3L,
                        Metric.BUS_DROPPED.metricName(),
                        0L,
                        Metric.BUS_ACTIVE_SUBSCRIPTIONS.metricName(),
                        0.0);
        Map<String, Object> found = new HashMap<>();
        Set<String> names = new HashSet<>();
        metrics(
                job.getJobID(),
                "bus-source",
                (name, metric) -> {
                    names.add(name);
                    if (expected.containsKey(name)) {
                        found.put(name, ((Gauge<?>) metric).getValue());
                    }
                });
        assertThat(found).isEqualTo(expected);
        assertThat(names)
                .contains("currentFetchEventTimeLag", Metric.BUS_RESTARTS_WITH_LOSS.metricName());
    }

    private static StreamExecutionEnvironment environment(int parallelism) {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        env.setParallelism(parallelism);
        env.getConfig().enableObjectReuse();
        return env;
    }

    /** Bus, negation, bus. */
    private static JobClient start(StreamExecutionEnvironment env, LocalBusSource<Long, Long> from)
            throws Exception {
        env.fromSource(from, WatermarkStrategy.noWatermarks(), "bus-source")
                .rebalance()
                .map(value -> -value)
                .returns(Types.LONG)
                .sinkTo(new LocalBusSink<Long, Long>("out", Long.class, value -> value))
                .name("bus-sink");
        return env.executeAsync();
    }

    private List<Long> takeAll() {
        List<Long> seen = new ArrayList<>();
        results.drain(packet -> seen.add(packet.payload()), Integer.MAX_VALUE);
        return seen;
    }

    private static long counter(JobID job, String name, String operator) {
        AtomicLong sum = new AtomicLong();
        metrics(
                job,
                operator,
                (found, metric) -> {
                    if (found.equals(name)) {
                        sum.addAndGet(((Counter) metric).getCount());
                    }
                });
        return sum.get();
    }

    /** Shows the metrics of all subtasks of an operator, those in groups of their own included. */
    private static void metrics(
            JobID job, String operator, BiConsumer<String, org.apache.flink.metrics.Metric> see) {
        List<OperatorMetricGroup> operators = METRICS.findOperatorMetricGroups(job, operator);
        assertThat(operators).isNotEmpty();
        METRICS.getMetricsByGroup()
                .forEach(
                        (group, metrics) -> {
                            if (operators.stream().anyMatch(one -> belongs(group, one))) {
                                metrics.forEach(see);
                            }
                        });
    }

    private static boolean belongs(MetricGroup group, MetricGroup operator) {
        return group.getAllVariables()
                .entrySet()
                .containsAll(operator.getAllVariables().entrySet());
    }

    /** Fails at the first record after its first completed checkpoint, once. */
    private static final class FailOnceAfterACheckpoint
            implements MapFunction<Long, Long>, CheckpointListener {
        private static final long serialVersionUID = 1L;
        static final AtomicBoolean failed = new AtomicBoolean();

        private transient boolean checkpointed;

        @Override
        public Long map(Long value) {
            if (checkpointed && failed.compareAndSet(false, true)) {
                throw new IllegalStateException("on purpose");
            }
            return value;
        }

        @Override
        public void notifyCheckpointComplete(long checkpoint) {
            checkpointed = true;
        }
    }
}
