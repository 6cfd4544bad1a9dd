package io.chronofabric.jobs.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.chronofabric.state.model.Signal;
import io.chronofabric.time.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TelemetryTest {
    private static final long INTERVAL_NANOS = 100_000_000;

    @Test
    void thisHostAndEachOfItsCoresIsRead() {
        HostTelemetry telemetry = new HostTelemetry(TimeSource.system(), true, () -> 1_500);

        List<Signal> signals = telemetry.read();

        Signal host = signals.get(0);
        assertThat(host.entity()).isEqualTo(telemetry.host());
        for (String percent : List.of("cpu_percent", "memory_percent", "jvm_heap_percent")) {
            assertThat(host.fields().get(percent)).as(percent).isBetween(0.0, 100.0);
        }
        assertThat(host.fields().get("jvm_heap_mib")).isPositive();
        assertThat(host.fields().get("jvm_gc_ms_per_s")).isNotNegative();
        assertThat(signals).hasSize(1 + Runtime.getRuntime().availableProcessors());
        assertThat(signals.subList(1, signals.size()))
                .allSatisfy(
                        core -> {
                            assertThat(core.entity())
                                    .matches("\\Q" + host.entity() + "\\E/core-\\d+");
                            assertThat(core.fields().get("use")).isBetween(0.0, 100.0);
                        });
        assertThat(signals).extracting(Signal::time).doesNotHaveDuplicates().isSorted();
        assertThat(signals).extracting(Signal::clockErrorNanos).containsOnly(1_500L);
    }

    @Test
    void coresAreLeftOutWhereTheyAreNotWanted() {
        assertThat(new HostTelemetry(TimeSource.system(), false, () -> Signal.NO_BOUND).read())
                .hasSize(1);
    }

    @Test
    void eachReadingIsLaterThanTheOneBefore() {
        HostTelemetry telemetry = new HostTelemetry(TimeSource.system(), true, () -> 1_500);
        List<Signal> signals = new ArrayList<>(telemetry.read());
        signals.addAll(telemetry.read());

        assertThat(signals).extracting(Signal::time).doesNotHaveDuplicates().isSorted();
    }

    @Test
    void readingsFallRightAfterMultiplesOfTheInterval() throws InterruptedException {
        HostTelemetry telemetry =
                new HostTelemetry(TimeSource.system(), false, () -> Signal.NO_BOUND);
        BlockingQueue<Signal> published = new LinkedBlockingQueue<>();
        List<Long> multiples = new ArrayList<>();
        try (TelemetryPublisher publisher =
                new TelemetryPublisher(
                        telemetry::read,
                        published::add,
                        TimeSource.system(),
                        Duration.ofNanos(INTERVAL_NANOS))) {
            publisher.start();
            for (int i = 0; i < 4; i++) {
                Signal signal = published.poll(30, TimeUnit.SECONDS);
                multiples.add(signal.time().physicalNanos() / INTERVAL_NANOS);
            }
        }

        assertThat(multiples).as("never two for one multiple").doesNotHaveDuplicates().isSorted();
    }

    @Test
    void aFailedReadingDoesNotSilenceTheNext() throws InterruptedException {
        AtomicInteger readings = new AtomicInteger();
        BlockingQueue<Signal> published = new LinkedBlockingQueue<>();
        HostTelemetry telemetry =
                new HostTelemetry(TimeSource.system(), false, () -> Signal.NO_BOUND);
        try (TelemetryPublisher publisher =
                new TelemetryPublisher(
                        () -> {
                            if (readings.incrementAndGet() == 1) {
                                throw new IllegalStateException("planted");
                            }
                            return telemetry.read();
                        },
                        published::add,
                        TimeSource.system(),
                        Duration.ofNanos(INTERVAL_NANOS))) {
            publisher.start();
            assertThat(published.poll(30, TimeUnit.SECONDS)).isNotNull();
        }
        int atClose = readings.get();

        assertThat(atClose).isGreaterThanOrEqualTo(2);
        assertThat(readings).as("readings after the end").hasValue(atClose);
    }
}
