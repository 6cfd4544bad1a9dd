package io.chronofabric.jobs.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.chronofabric.state.model.Fields;
import io.chronofabric.state.model.Ingested;
import io.chronofabric.state.model.Origin;
import io.chronofabric.state.model.RejectReason;
import io.chronofabric.state.model.Rejected;
import io.chronofabric.state.model.Signal;
import io.chronofabric.time.LogicalTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkGeneratorSupplier;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.util.clock.ManualClock;
import org.apache.flink.util.clock.RelativeClock;
import org.junit.jupiter.api.Test;

final class SignalWatermarksTest {
    private static final Origin ORIGIN = new Origin("t", 0, 0);
    private static final Rejected GARBAGE =
            new Rejected(new byte[0], ORIGIN, RejectReason.MALFORMED, "garbage");

    private final ManualClock clock = new ManualClock();
    private final Sent sent = new Sent();
    private final WatermarkGenerator<Ingested> generator =
            SignalWatermarks.strategy(Duration.ofMillis(200), Duration.ofSeconds(10))
                    .createWatermarkGenerator(new Context());

    @Test
    void theWatermarkGoesWithTheEventAndDoesNotWaitForThePeriod() {
        event(10_000);
        assertThat(sent.watermarks).containsExactly(9_799L);
        event(10_005);
        assertThat(sent.watermarks).as("a step of 5 ms waits").hasSize(1);
        event(10_010);
        assertThat(sent.watermarks).containsExactly(9_799L, 9_809L);
        generator.onPeriodicEmit(sent);
        assertThat(sent.watermarks).last().isEqualTo(9_809L);
    }

    @Test
    void anEventThatIsBehindMovesNothing() {
        event(10_000);
        event(5_000);
        generator.onPeriodicEmit(sent);
        assertThat(sent.watermarks).containsOnly(9_799L);
    }

    @Test
    void garbageNeitherMovesTheWatermarkNorKeepsAPartitionFromBeingIdle() {
        event(10_000);
        for (int i = 0; i < 30; i++) {
            generator.onEvent(GARBAGE, Long.MIN_VALUE, sent);
            clock.advanceTime(Duration.ofSeconds(1));
            generator.onPeriodicEmit(sent);
        }
        assertThat(sent.watermarks).containsOnly(9_799L);
        assertThat(sent.idle).isTrue();
    }

    private void event(long millis) {
        Signal signal =
                new Signal(
                        LogicalTime.ofEpochMillis(millis),
                        "svc",
                        Fields.of(Map.of("x", 1.0)),
                        ORIGIN);
        generator.onEvent(signal, millis, sent);
    }

    private static final class Sent implements WatermarkOutput {
        private final List<Long> watermarks = new ArrayList<>();
        private boolean idle;

        @Override
        public void emitWatermark(Watermark watermark) {
            watermarks.add(watermark.getTimestamp());
            idle = false;
        }

        @Override
        public void markIdle() {
            idle = true;
        }

        @Override
        public void markActive() {
            idle = false;
        }
    }

    private final class Context implements WatermarkGeneratorSupplier.Context {
        @Override
        public MetricGroup getMetricGroup() {
            return new UnregisteredMetricsGroup();
        }

        @Override
        public RelativeClock getInputActivityClock() {
            return clock;
        }
    }
}
