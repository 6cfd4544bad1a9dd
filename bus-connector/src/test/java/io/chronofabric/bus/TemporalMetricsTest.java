package io.chronofabric.bus;

import static io.chronofabric.bus.TestBuses.payloads;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.chronofabric.core.Metric;
import io.chronofabric.core.MetricPort;
import io.chronofabric.core.NodeId;
import io.chronofabric.time.HybridLogicalClock;
import io.chronofabric.time.LogicalTime;
import io.chronofabric.time.SimulatedTimeSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

class TemporalMetricsTest {
    private final SimulatedTimeSource time = new SimulatedTimeSource(1_000_000_000L);

    @Test
    void everyPacketIsLookedAtWhereTheSettingSaysSo() {
        PhaseCoherenceBus<String> bus =
                TestBuses.timed(time, BusSettings.DEFAULTS.withLatencySampleShift(0));
        Subscription<String> reader = bus.subscribe(SubscriptionOptions.named("reader"));
        long[] latencies = {1_000, 1_001, 10_000, 99_000, 1_000_000, 10_000_000, 10_000_001};
        for (long latency : latencies) {
            bus.publish("a");
            time.advance(latency);
            reader.poll();
        }

        TemporalMetrics metrics = bus.temporalMetrics();
        assertThat(metrics.latencyBuckets()).containsExactly(1L, 3L, 4L, 5L, 6L, 7L);
        assertThat(metrics.latencySamples()).isEqualTo(7);
        assertThat(metrics.latencySumNanos()).isEqualTo(Arrays.stream(latencies).sum());
    }

    @Test
    void oneOfSixtyFourIsLookedAtOtherwise() {
        PhaseCoherenceBus<String> bus = TestBuses.timed(time, BusSettings.DEFAULTS);
        Subscription<String> reader = bus.subscribe(SubscriptionOptions.named("reader"));
        for (int i = 0; i < 640; i++) {
            bus.publish("a");
        }
        assertThat(payloads(reader)).hasSize(640);

        assertThat(bus.temporalMetrics().latencySamples()).isEqualTo(10);
    }

    @Test
    void aClockThatWasSetBackIsNoLatency() {
        LatencySamples samples = new LatencySamples();
        samples.add(-5);

        assertThat(samples.sumNanos()).isZero();
        assertThat(samples.cumulative()).containsExactly(1L, 1L, 1L, 1L, 1L, 1L);
    }

    @Test
    void phasesThatAgreeAreCoherentAndOppositeOnesAreNot() {
        PhaseCoherenceBus<String> bus = TestBuses.timed(time, BusSettings.DEFAULTS);
        assertThat(bus.temporalMetrics().phaseCoherence()).isNaN();
        for (int i = 0; i < 100; i++) {
            bus.tryPublish(bus.packet("a").phase(1.5).build());
        }
        assertThat(bus.temporalMetrics().phaseCoherence()).isCloseTo(1, within(1e-5));

        for (int i = 0; i < 1_000; i++) {
            bus.publish(bus.packet("a").phase(i % 2 * Math.PI).build());
        }
        assertThat(bus.temporalMetrics().phaseCoherence()).isLessThan(0.05);
    }

    /** Against sums in double precision of the same weights. */
    @Test
    void theOrderParameterIsTheLengthOfTheWeightedMean() {
        long seed = TestBuses.seed();
        SplittableRandom random = new SplittableRandom(seed);
        RecentMean phases = new RecentMean();
        double cos = 0;
        double sin = 0;
        for (int i = 0; i < 500; i++) {
            double phase = random.nextDouble(2);
            phases.add(Math.cos(phase), Math.sin(phase));
            double weight = i == 0 ? 1 : 1.0 / 64;
            cos += weight * (Math.cos(phase) - cos);
            sin += weight * (Math.sin(phase) - sin);
            assertThat(phases.length())
                    .as("seed %d, packet %d", seed, i)
                    .isCloseTo(Math.hypot(cos, sin), within(1e-4));
        }
    }

    @Test
    void theCoherenceScoreIsTheMeanOfRecentPackets() {
        PhaseCoherenceBus<String> bus = TestBuses.timed(time, BusSettings.DEFAULTS);
        bus.publish(bus.packet("a").phase(1).build());
        assertThat(bus.temporalMetrics().coherenceScore()).isNaN();
        bus.publish(bus.packet("a").coherence(0.5).build());
        assertThat(bus.temporalMetrics().coherenceScore()).isEqualTo(0.5);
        for (int i = 0; i < 1_000; i++) {
            bus.publish(bus.packet("a").coherence(0.9).build());
        }
        assertThat(bus.temporalMetrics().coherenceScore()).isCloseTo(0.9, within(1e-5));
        assertThat(bus.health().isHealthy()).isTrue();
    }

    @Test
    void theDriftIsHowFarTheLogicalClockIsAhead() {
        HybridLogicalClock clock = new HybridLogicalClock(time, new NodeId(1));
        PhaseCoherenceBus<String> bus =
                new PhaseCoherenceBus<>("drift", String.class, clock, time, BusSettings.DEFAULTS);
        bus.publish("a");
        assertThat(bus.temporalMetrics().hlcDriftNanos()).isZero();
        LogicalTime ahead = new LogicalTime(1_000_005_000L, 0, 2);
        bus.publish(bus.packet("b").time(ahead).build());
        assertThat(bus.temporalMetrics().hlcDriftNanos()).isBetween(5_000L, 5_001L);
        time.advance(1_000_000);
        assertThat(bus.temporalMetrics().hlcDriftNanos()).isZero();
    }

    @Test
    void theRateIsThatOfTheTimeBetweenTwoLooks() {
        long[] state = {100, 0};
        Rate rate = new Rate(() -> state[0], () -> state[1]);
        assertThat(rate.perSecond()).isZero();
        state[0] = 600;
        state[1] = 2_000_000_000L;
        assertThat(rate.perSecond()).isEqualTo(250);
        state[0] = 900;
        state[1] += 999_999_999L;
        assertThat(rate.perSecond()).isEqualTo(250);
        state[1]++;
        assertThat(rate.perSecond()).isEqualTo(300);
    }

    @Test
    void everythingIsThereAsMetrics() {
        PhaseCoherenceBus<String> bus =
                TestBuses.timed(time, BusSettings.DEFAULTS.withLatencySampleShift(0));
        Map<String, Number> values = new HashMap<>();
        Map<String, LongSupplier> counters = new HashMap<>();
        Map<String, DoubleSupplier> gauges = new HashMap<>();
        bus.register(
                new MetricPort() {
                    @Override
                    public void counter(Metric metric, LongSupplier value, String... labels) {
                        counters.put(metric + String.join(",", labels), value);
                    }

                    @Override
                    public void gauge(Metric metric, DoubleSupplier value, String... labels) {
                        gauges.put(metric + String.join(",", labels), value);
                    }
                });
        Subscription<String> reader =
                bus.subscribeFiltered(
                        SubscriptionOptions.named("reader")
                                .withMask(0b10)
                                .withDependencies(DependencyRule.of(DependencyRule.Answer.REFUSE)),
                        packet -> packet.payload().charAt(1) == 'x');
        bus.publish(bus.packet("masked").targetMask(1).build());
        bus.publish("filtered");
        bus.publish("f");
        bus.publish(bus.packet("expired").deadline(2).build());
        bus.publish(bus.packet("ax").dependsOn(1).phase(0).coherence(0.25).build());
        bus.publish("bx");
        time.advance(2_000_000_000L);
        assertThat(payloads(reader)).containsExactly("bx");

        counters.forEach((name, value) -> values.put(name, value.getAsLong()));
        gauges.forEach((name, value) -> values.put(name, value.getAsDouble()));
        assertThat(values)
                .containsEntry("BUS_PUBLISHED", 6L)
                .containsEntry("BUS_DELIVERED", 1L)
                .containsEntry("BUS_DROPPED", 0L)
                .containsEntry("BUS_ACTIVE_SUBSCRIPTIONS", 1.0)
                .containsEntry("BUS_THROUGHPUT", 3.0)
                .containsEntry("BUS_SET_ASIDEmasked", 1L)
                .containsEntry("BUS_SET_ASIDEfiltered", 1L)
                .containsEntry("BUS_SET_ASIDEfilter_failed", 1L)
                .containsEntry("BUS_SET_ASIDEexpired", 1L)
                .containsEntry("BUS_SET_ASIDEviolation", 1L)
                .containsEntry("BUS_LATENCY0.01", 0L)
                .containsEntry("BUS_LATENCY+Inf", 5L)
                .containsEntry("HLC_DRIFT", 0.0)
                .containsEntry("PHASE_COHERENCE", 1.0)
                .containsEntry("COHERENCE_SCORE", 0.25)
                .containsEntry("CAUSALITY_VIOLATIONS", 1L);
        List<HealthWarning> warnings = bus.health().warnings();
        assertThat(warnings)
                .extracting(HealthWarning::kind)
                .contains(HealthWarning.Kind.COHERENCE, HealthWarning.Kind.LATENCY);
    }
}
