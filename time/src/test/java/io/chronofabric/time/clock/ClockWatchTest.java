package io.chronofabric.time.clock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.chronofabric.time.SimulatedTimeSource;
import io.chronofabric.time.TimeSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClockWatchTest {
    private final FakeSource source =
            new FakeSource("kernel", ClockSource.Kind.KERNEL, TimeSource.system()).bounds(7);
    private final ClockSettings quick =
            ClockSettings.DEFAULT.withHealthInterval(Duration.ofMillis(5));

    private ClockWatch watch(ClockListener listener, TimeSource time) {
        return ClockWatch.start(new HostTime(time, List.of(source), quick, listener));
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter("chronofabric-clocks"::equals)
                .toList();
    }

    @Test
    void theStandingIsThereAtOnceAndKeptFreshInTheBackgroundUntilItIsClosed() {
        try (ClockWatch watch = watch(new LoggedClocks(), TimeSource.system())) {
            assertThat(watch.host().standing().active()).hasValue("kernel");
            ClockStanding first = watch.host().standing();
            await().atMost(Duration.ofSeconds(30)).until(() -> watch.host().standing() != first);
            assertThat(threads()).hasSize(1);
        }
        assertThat(threads()).isEmpty();
        assertThat(source.isClosed()).isTrue();
    }

    @Test
    void thisHostsClocksAreWatchedByTheirUsualSources() {
        try (ClockWatch watch = ClockWatch.start()) {
            assertThat(watch.host().standing().sources()).hasSize(2);
            assertThat(watch.host().steady().epochNanos())
                    .isCloseTo(
                            TimeSource.system().epochNanos(),
                            within(Duration.ofSeconds(5).toNanos()));
        }
    }

    @Test
    void anInterruptedOwnerStillEndsTheThread() {
        ClockWatch watch = watch(new LoggedClocks(), TimeSource.system());
        Thread.currentThread().interrupt();
        watch.close();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(threads()).isEmpty();
    }

    @Test
    void aCheckThatFailsDoesNotEndTheWatch() {
        SimulatedTimeSource time = new SimulatedTimeSource(0);
        ClockListener refuses =
                new ClockListener() {
                    @Override
                    public void changed(String sentence) {}

                    @Override
                    public void trouble(String sentence) {
                        throw new IllegalStateException("no room to write that down");
                    }
                };
        try (ClockWatch watch = watch(refuses, time)) {
            time.jump(3_600_000_000_000L);
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> threads().size() == 1 && source.reads() >= 1);
            assertThat(watch.host().standing()).isNotNull();
        }
        assertThat(threads()).isEmpty();
    }

    @Test
    void aHostsSourcesAreThereInTheirOrder() {
        assertThat(HostClocks.inOrder(TimeSource.system(), Path.of("/nowhere/shm0")))
                .extracting(ClockSource::kind)
                .containsExactly(ClockSource.Kind.CLOCK_BOUND, ClockSource.Kind.KERNEL);
    }
}
