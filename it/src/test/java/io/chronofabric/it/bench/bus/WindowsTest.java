package io.chronofabric.it.bench.bus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class WindowsTest {
    private static final int PER_WINDOW = 500;

    @Test
    void aWindowInWhichAThreadWasHeldUpIsNotQuiet() {
        int[] latencies = new int[3 * PER_WINDOW];
        Arrays.fill(latencies, 0, PER_WINDOW, 100);
        Arrays.fill(latencies, PER_WINDOW, 2 * PER_WINDOW, 60_000);
        Arrays.fill(latencies, 2 * PER_WINDOW, 3 * PER_WINDOW, 300);
        Windows windows =
                new Windows(latencies, latencies, new boolean[] {false, true, false}, PER_WINDOW);
        LatencyFigures figures = windows.figures();
        assertThat(figures.quietShare()).isEqualTo(2.0 / 3);
        assertThat(figures.quiet()).isEqualTo(new Percentiles(100, 300, 300));
        assertThat(figures.decile()).isEqualTo(new Percentiles(100, 100, 100));
        assertThat(figures.windows().p50()).isEqualTo(300);
        assertThat(figures.whole()).isEqualTo(new Percentiles(300, 60_000, 60_000));
    }

    @Test
    void withoutAQuietWindowThereIsNoFigure() {
        int[] latencies = new int[PER_WINDOW];
        LatencyFigures figures =
                new Windows(latencies, latencies, new boolean[] {true}, PER_WINDOW).figures();
        assertThat(figures.quietShare()).isZero();
        assertThat(figures.quiet().p50()).isNaN();
        assertThat(figures.whole().p50()).isZero();
    }

    @Test
    void percentilesAreLatenciesThatWereMeasured() {
        int[] sorted = new int[1_000];
        Arrays.setAll(sorted, i -> i + 1);
        assertThat(Percentiles.of(sorted)).isEqualTo(new Percentiles(500, 990, 999));
        assertThat(Percentiles.of(new int[] {7})).isEqualTo(new Percentiles(7, 7, 7));
    }

    @Test
    void aStallMarksTheWindowsThatItTouchesAndWhatFollowsAtOnce() {
        Schedule schedule = new Schedule(1_000_000, 1_000, 5);
        assertThat(schedule.messages()).isEqualTo(5 * PER_WINDOW);
        assertThat(schedule.due(3)).isEqualTo(1_003_000);
        boolean[] stalled = new boolean[5];
        schedule.mark(stalled, 1_490_000, 1_510_000);
        assertThat(stalled).containsExactly(true, true, false, false, false);
        schedule.mark(stalled, 2_940_000, 2_960_000);
        assertThat(stalled).containsExactly(true, true, false, true, true);
        schedule.mark(stalled, 0, 900_000);
        schedule.mark(stalled, 9_000_000, 9_100_000);
        assertThat(stalled).containsExactly(true, true, false, true, true);
    }

    @Test
    void everyTransportCarriesEveryMessageAsOftenAsItSays() {
        for (Transport transport :
                new Transport[] {
                    new QueueTransport(64),
                    RingTransport.oneToOne(64),
                    RingTransport.manyToOne(64),
                    new DisruptorTransport(64)
                }) {
            try (transport) {
                Transport.Sender sender = transport.sender();
                Transport.Receiver receiver = transport.receiver();
                long[] sums = new long[2];
                for (int i = 0; i < 1_000; i++) {
                    while (!sender.trySend(i, 2L * i)) {
                        receiver.poll((index, nanos) -> add(sums, index, nanos));
                    }
                }
                while (receiver.poll((index, nanos) -> add(sums, index, nanos)) > 0) {
                    // until all are there
                }
                assertThat(sums)
                        .as(transport.getClass().getSimpleName())
                        .containsExactly(499_500, 999_000);
            }
        }
    }

    private static void add(long[] sums, long index, long nanos) {
        sums[0] += index;
        sums[1] += nanos;
    }
}
