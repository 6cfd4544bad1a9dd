package io.chronofabric.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.chronofabric.bus.HealthWarning.Kind;
import io.chronofabric.core.ErrorCode;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Each threshold just kept and just passed. */
class HealthCheckTest {
    private static final long SECOND = 1_000_000_000L;

    private long now;
    private long heap = 50_000_000;
    private final HealthCheck check =
            new HealthCheck(BusThresholds.DEFAULTS, () -> now, () -> heap);

    @Test
    void aBusThatDoesNothingIsWell() {
        BusHealth health = look(packets(0, 0, 0, 0), quiet());

        assertThat(health.isHealthy()).isTrue();
        assertThat(health.isCritical()).isFalse();
    }

    @Test
    void anAverageLatencyAboveAMicrosecondWarns() {
        assertThat(kinds(look(packets(0, 0, 0, 0), latencies(10, 10_000)))).isEmpty();
        BusHealth health = look(packets(0, 0, 0, 0), latencies(20, 20_010));

        assertThat(health.warnings()).hasSize(1);
        assertThat(health.isCritical()).isFalse();
        assertThat(health.warnings().get(0))
                .hasToString(
                        "average latency: PT0.000001001S (expected: <= PT0.000001S)."
                                + " Poll without parking, or give the subscriber a core.");
    }

    @Test
    void theAverageIsThatOfTheTimeSinceTheLastLook() {
        assertThat(kinds(look(packets(0, 0, 0, 0), latencies(10, 90_000))))
                .containsExactly(Kind.LATENCY);
        assertThat(kinds(look(packets(0, 0, 0, 0), latencies(20, 95_000)))).isEmpty();
        assertThat(kinds(look(packets(0, 0, 0, 0), latencies(20, 95_000)))).isEmpty();
    }

    @Test
    void lessThanAMillionASecondWarnsOnlyIfThatManyArePublished() {
        assertThat(kinds(look(packets(999_999, 10, 0, 0), quiet()))).isEmpty();
        assertThat(kinds(look(packets(2_000_000, 1_000_010, 0, 0), quiet()))).isEmpty();
        BusHealth health = look(packets(3_000_000, 2_000_009, 0, 0), quiet());

        assertThat(health.warnings()).hasSize(1);
        assertThat(health.warnings().get(0).kind()).isEqualTo(Kind.THROUGHPUT);
        assertThat(health.warnings().get(0).toString())
                .contains("handed over 999999 packets/s of 1000000 packets/s")
                .contains("(expected: >= 1000000 packets/s)");
    }

    @Test
    void moreThanOneDropInTenThousandIsCritical() {
        assertThat(kinds(look(packets(10_000, 9_999, 1, 0), quiet()))).isEmpty();
        BusHealth health = look(packets(20_000, 19_997, 3, 0), quiet());

        assertThat(kinds(health)).containsExactly(Kind.DROP_RATE);
        assertThat(health.isCritical()).isTrue();
        assertThat(health.warnings().get(0).given()).isEqualTo("dropped: 2 of 10000 packets");
        assertThat(kinds(look(packets(20_000, 19_997, 3, 0), quiet()))).isEmpty();
    }

    @Test
    void aCoherenceBelowSevenTenthsWarnsAndBelowAHalfIsCritical() {
        assertThat(look(packets(0, 0, 0, 0), coherence(0.7)).isHealthy()).isTrue();
        BusHealth low = look(packets(0, 0, 0, 0), coherence(0.69));
        BusHealth lower = look(packets(0, 0, 0, 0), coherence(0.49));

        assertThat(kinds(low)).containsExactly(Kind.COHERENCE);
        assertThat(low.isCritical()).isFalse();
        assertThat(look(packets(0, 0, 0, 0), coherence(0.5)).isCritical()).isFalse();
        assertThat(kinds(lower)).containsExactly(Kind.COHERENCE);
        assertThat(lower.isCritical()).isTrue();
    }

    @Test
    void moreThanAThousandThatWaitWarn() {
        assertThat(look(packets(1_000, 0, 0, 1_000), quiet()).isHealthy()).isTrue();
        assertThat(kinds(look(packets(1_001, 0, 0, 1_001), quiet()))).containsExactly(Kind.PENDING);
    }

    @Test
    void aHeapThatGrewByMoreThanAHundredMegabytesWarns() {
        look(packets(0, 0, 0, 0), quiet());
        heap += 100_000_000;
        assertThat(look(packets(0, 0, 0, 0), quiet()).isHealthy()).isTrue();
        heap += 100_000;
        BusHealth health = look(packets(0, 0, 0, 0), quiet());

        assertThat(kinds(health)).containsExactly(Kind.MEMORY);
        assertThat(health.warnings().get(0).given())
                .isEqualTo("heap after collection: 100.1 MB more than at first");
    }

    @Test
    void noTimeIsNoRate() {
        now -= SECOND;
        assertThat(look(packets(5_000_000, 1, 0, 0), quiet()).isHealthy()).isTrue();
    }

    @Test
    void theHeapThatOutlivesCollectionsIsThere() {
        assertThat(HealthCheck.liveHeap()).isNotNegative();
    }

    @Test
    void eachThresholdIsASetting() {
        BusThresholds limits =
                BusThresholds.DEFAULTS
                        .withAverageLatency(Duration.ofMillis(1))
                        .withThroughput(5)
                        .withDropRate(0.5)
                        .withCoherence(0.4, 0.3)
                        .withPending(7)
                        .withMemoryGrowth(9);

        assertThat(limits)
                .isEqualTo(new BusThresholds(Duration.ofMillis(1), 5, 0.5, 0.4, 0.3, 7, 9));
    }

    @Test
    void settingsOutOfRangeAreRefused() {
        BusThresholds limits = BusThresholds.DEFAULTS;
        refuses(() -> limits.withAverageLatency(Duration.ZERO), "average latency: PT0S");
        refuses(() -> limits.withThroughput(Double.NaN), "throughput: NaN");
        refuses(() -> limits.withDropRate(1.5), "drop rate: 1.5");
        refuses(() -> limits.withCoherence(-1, 0), "coherence: -1.0");
        refuses(() -> limits.withCoherence(1, 2), "diagnose coherence: 2.0");
        refuses(() -> limits.withPending(-1), "pending: -1");
        refuses(() -> limits.withMemoryGrowth(0), "memory growth: 0");
        BusSettings settings = BusSettings.DEFAULTS;
        refuses(() -> settings.withPublishTimeout(Duration.ZERO), "publish timeout: PT0S");
        refuses(() -> settings.withMaxUnacknowledged(0), "most unacknowledged packets: 0");
        refuses(() -> settings.withLatencySampleShift(31), "latency sample shift: 31");
        refuses(() -> settings.withLatencySampleShift(-1), "latency sample shift: -1");
    }

    private static void refuses(ThrowingCallable action, String message) {
        assertThatExceptionOfType(BusException.class)
                .isThrownBy(action)
                .withMessageContaining(message)
                .extracting(BusException::code)
                .isEqualTo(ErrorCode.BUS_INITIALIZATION_FAILED);
    }

    /** One second later. */
    private BusHealth look(BusStatistics statistics, TemporalMetrics temporal) {
        now += SECOND;
        return check.look(statistics, temporal);
    }

    private static List<Kind> kinds(BusHealth health) {
        return health.warnings().stream().map(HealthWarning::kind).toList();
    }

    private static BusStatistics packets(
            long published, long delivered, long dropped, long pending) {
        return new BusStatistics(
                published, 0, delivered, dropped, 0, pending, 0, AsideCounts.NONE, List.of());
    }

    private static TemporalMetrics quiet() {
        return temporal(0, 0, Double.NaN);
    }

    private static TemporalMetrics latencies(long samples, long sum) {
        return temporal(samples, sum, Double.NaN);
    }

    private static TemporalMetrics coherence(double score) {
        return temporal(0, 0, score);
    }

    private static TemporalMetrics temporal(long samples, long sum, double score) {
        return new TemporalMetrics(
                List.of(0L, 0L, 0L, 0L, 0L, samples), sum, 0, Double.NaN, score, 0);
    }
}
