package io.chronofabric.jobs.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chronofabric.bus.LocalBuses;
import io.chronofabric.bus.PhaseCoherenceBus;
import io.chronofabric.bus.PhasePacket;
import io.chronofabric.bus.SubscriptionOptions;
import io.chronofabric.bus.WhenFull;
import io.chronofabric.connector.bus.local.LocalBusSource;
import io.chronofabric.core.NodeId;
import io.chronofabric.jobs.GovernanceJob;
import io.chronofabric.jobs.GovernanceSettings;
import io.chronofabric.jobs.embedded.EmbeddedFlink;
import io.chronofabric.jobs.embedded.JobMetrics;
import io.chronofabric.state.codec.RuleDocuments;
import io.chronofabric.state.flink.RecordTypes;
import io.chronofabric.state.model.Decision;
import io.chronofabric.state.model.Fields;
import io.chronofabric.state.model.Ingested;
import io.chronofabric.state.model.Origin;
import io.chronofabric.state.model.Rejected;
import io.chronofabric.state.model.Rule;
import io.chronofabric.state.model.Signal;
import io.chronofabric.state.model.Verdict;
import io.chronofabric.time.CalibratedTimeSource;
import io.chronofabric.time.HybridLogicalClock;
import io.chronofabric.time.LogicalTime;
import io.chronofabric.time.SimulatedTimeSource;
import io.chronofabric.time.TimeSource;
import io.chronofabric.time.UpdateOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * The governance job, fed over the bus by two publishers that send each other messages, while the
 * wall clock of one jumps by up to an hour and back and stands still for half a minute.
 */
class PublisherClockTest {
    private static final long START = 1_700_000_000_000_000_000L;
    private static final long MILLI = 1_000_000L;
    private static final long SECOND = 1_000 * MILLI;
    private static final long HOUR = 3_600 * SECOND;
    private static final Duration OUT_OF_ORDERNESS = Duration.ofSeconds(1);
    private static final int SECONDS = 400;
    private static final int PER_SECOND = 5;
    private static final String RULE =
            """
            apiVersion: egc/v1
            kind: Rule
            metadata: {id: steady}
            spec:
              signals: {x: {field: x}}
              sampling: {period: 1s, maxGap: 3s}
              formula: "x <= 50"
              report: every
            """;

    private final long seed = Long.getLong("seed", new Random().nextLong());
    private final String run = UUID.randomUUID().toString();
    private final Map<String, TreeMap<Long, Double>> answers = new TreeMap<>();
    private final List<Rejected> rejected = Collections.synchronizedList(new ArrayList<>());
    private final JobMetrics metrics = new JobMetrics();
    private volatile long watermark = Long.MIN_VALUE;
    private long published;
    private long highest;
    private int violations;
    private int refused;
    private long furthestFromTrueTime;

    /** Takes the job's answers. */
    private final class Taken implements LocalOutput {
        @Override
        public void verdict(Verdict verdict) {
            synchronized (answers) {
                answers.computeIfAbsent(verdict.entity(), e -> new TreeMap<>())
                        .put(verdict.timeMillis(), verdict.robustness());
            }
        }

        @Override
        public void decision(Decision decision) {
            // The answers are looked at.
        }

        @Override
        public void rejected(Rejected record) {
            rejected.add(record);
        }

        @Override
        public void watermark(long millis) {
            watermark = Math.max(watermark, millis);
        }
    }

    /** One of the two. */
    private static final class Publisher {
        private final String entity;
        private final TimeSource time;
        private final HybridLogicalClock clock;
        private LogicalTime last;

        Publisher(String entity, TimeSource time, int node) {
            this.entity = entity;
            this.time = time;
            this.clock = new HybridLogicalClock(time, new NodeId(node));
        }

        Signal next(double x, long position) {
            last = clock.tick();
            return new Signal(
                    last, entity, Fields.of(Map.of("x", x)), new Origin("p", 0, position));
        }
    }

    @Test
    void withACalibratedClockNothingIsLostAndNoEffectIsDatedBeforeItsCause() throws Exception {
        run(wall -> new CalibratedTimeSource(wall, () -> false));

        assertThat(violations).as(seed()).isZero();
        assertThat(refused).as(seed()).isZero();
        assertThat(rejected).as(seed()).isEmpty();
        assertThat(metrics.count(JobMetrics.EVENTS)).as(seed()).isEqualTo(published);
        assertThat(metrics.count(JobMetrics.UNANSWERED)).as(seed()).isZero();
        for (String entity : List.of("sound", "faulty")) {
            for (int second = 1; second <= SECONDS; second++) {
                long millis = START / MILLI + second * 1_000L;
                assertThat(answers.get(entity).get(millis))
                        .as("%s after %d s, %s", entity, second, seed())
                        .isEqualTo(50 - value(millis));
            }
        }
        assertThat(furthestFromTrueTime).as(seed()).isLessThan(5 * MILLI);
    }

    /** What the test is there to see. */
    @Test
    void withTheBareWallClockEventsOfBothAreLost() throws Exception {
        run(wall -> wall);

        assertThat(violations).as(seed()).isZero();
        assertThat(refused).as(seed()).isPositive();
        assertThat(rejected).as(seed()).isNotEmpty();
        assertThat(furthestFromTrueTime).as(seed()).isGreaterThan(10 * SECOND);
    }

    private static double value(long millis) {
        return millis / 1000 % 100;
    }

    private String seed() {
        return "repeat with -Dseed=" + seed;
    }

    private void run(UnaryOperator<TimeSource> over) throws Exception {
        RuleDocuments.Result read = RuleDocuments.read("steady.yaml", RULE);
        assertThat(read.problems()).isEmpty();
        List<Rule> rules = read.rules();
        SimulatedTimeSource sound = new SimulatedTimeSource(START);
        PhaseCoherenceBus<Signal> bus =
                new PhaseCoherenceBus<>(
                        run, Signal.class, new HybridLogicalClock(sound, new NodeId(9)), sound);
        LocalBusSource<Signal, Ingested> source =
                new LocalBusSource<>(
                        run,
                        Signal.class,
                        SubscriptionOptions.named("governance")
                                .withCapacity(1 << 14)
                                .withWhenFull(WhenFull.FAIL),
                        PhasePacket::payload,
                        RecordTypes.ingested());
        LocalBuses.register(bus);
        bus.reserve(source.subscription());
        LocalOutput.open(run, new Taken());
        try (EmbeddedFlink flink = EmbeddedFlink.start(0, 1, metrics)) {
            EmbeddedFlink.Job job =
                    flink.submit(
                            "publisher clocks",
                            env -> {
                                env.getConfig().setAutoWatermarkInterval(1);
                                env.setBufferTimeout(1);
                                GovernanceJob.define(
                                        env,
                                        GovernanceJob.Input.live(source, "bus", OUT_OF_ORDERNESS),
                                        new GovernanceJob.Outputs(
                                                LocalSink.verdicts(run),
                                                LocalSink.decisions(run),
                                                LocalSink.rejected(run)),
                                        rules,
                                        GovernanceSettings.live());
                            });
            publish(bus, sound, over);
            bus.close();
            job.done().get(60, TimeUnit.SECONDS);
            job.check();
        } finally {
            LocalOutput.close(run);
        }
    }

    private void publish(
            PhaseCoherenceBus<Signal> bus,
            SimulatedTimeSource sound,
            UnaryOperator<TimeSource> over) {
        SimulatedTimeSource wall = new SimulatedTimeSource(START);
        WallFaults faults = new WallFaults(new Random(seed), wall);
        Publisher one = new Publisher("sound", sound, 1);
        Publisher other = new Publisher("faulty", over.apply(wall), 2);
        for (int step = 1; step <= SECONDS * PER_SECOND; step++) {
            sound.advance(SECOND / PER_SECOND);
            wall.advance(SECOND / PER_SECOND);
            if (step % PER_SECOND == 0) {
                faults.second(step / PER_SECOND);
                if (other.time instanceof CalibratedTimeSource calibrated) {
                    calibrated.check();
                }
            }
            for (Publisher publisher : List.of(one, other)) {
                Signal signal = publisher.next(value(sound.epochNanos() / MILLI), step);
                furthestFromTrueTime =
                        Math.max(
                                furthestFromTrueTime,
                                Math.abs(signal.time().physicalNanos() - sound.epochNanos()));
                highest = Math.max(highest, signal.time().epochMillis());
                bus.publish(bus.packet(signal).time(signal.time()).build());
                published++;
            }
            if (step % PER_SECOND == 0) {
                // As in a live job, where the watermark keeps up with the events.
                await().atMost(Duration.ofMinutes(1))
                        .pollDelay(Duration.ZERO)
                        .pollInterval(Duration.ofMillis(1))
                        .until(() -> watermark >= highest - OUT_OF_ORDERNESS.toMillis() - 1);
            }
            // Each tells the other what it did, and does what follows from it in the next step.
            tell(one, other);
            tell(other, one);
        }
    }

    private void tell(Publisher from, Publisher to) {
        LogicalTime cause = from.last;
        if (to.clock.update(cause) == UpdateOutcome.REFUSED_TOO_FAR_AHEAD) {
            refused++;
        } else if (to.clock.tick().compareTo(cause) <= 0) {
            violations++;
        }
    }

    /** What befalls a wall clock: one fault after the other, each taken back in the end. */
    private static final class WallFaults {
        private final Random random;
        private final SimulatedTimeSource wall;
        private int next = 20;
        private int end;
        private long jumped;
        private int frozen;

        WallFaults(Random random, SimulatedTimeSource wall) {
            this.random = random;
            this.wall = wall;
        }

        void second(int now) {
            if (now == end) {
                wall.thaw();
                wall.jump(frozen * SECOND - jumped);
                jumped = 0;
                frozen = 0;
                next = now + 10 + random.nextInt(10);
            } else if (now == next) {
                if (random.nextInt(3) == 0) {
                    frozen = 30;
                    end = now + frozen;
                    wall.freeze();
                } else {
                    jumped = random.nextBoolean() ? HOUR : -random.nextLong(2 * SECOND, HOUR);
                    end = now + 5 + random.nextInt(40);
                    wall.jump(jumped);
                }
            }
        }
    }
}
