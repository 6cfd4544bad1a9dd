package io.chronofabric.time;

import static org.assertj.core.api.Assertions.assertThat;

import io.chronofabric.core.NodeId;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * A hundred threads on one clock, for as many seconds as {@code -Dclock.seconds} says (1 if it does
 * not; {@code docs/time.md} tells of a run of 30).
 */
class ClockEnduranceTest {
    private static final int THREADS = 100;
    private static final long NANOS = TimeUnit.SECONDS.toNanos(Long.getLong("clock.seconds", 1));

    /** Of this many times one is kept, to be looked for twice. */
    private static final long ONE_OF = 1_024;

    private static final int MOST_KEPT = 1 << 16;

    /** What one thread found. */
    private record Found(long ticks, boolean wentBack, long[] kept) {}

    /** Each tick takes the next nanosecond: had one been given twice, the clock would be behind. */
    @Test
    void overAClockThatStandsNoNanosecondIsGivenTwiceOrLeftOut() throws Exception {
        HybridLogicalClock clock =
                new HybridLogicalClock(new SimulatedTimeSource(10), new NodeId(1));
        Found[] found = run(clock);
        long ticks = Arrays.stream(found).mapToLong(Found::ticks).sum();
        assertThat(found).noneMatch(Found::wentBack);
        assertThat(clock.lastPhysical()).isEqualTo(10 + ticks - 1);
    }

    @Test
    void overTheSystemsClockNoTimeIsGivenTwice() throws Exception {
        Found[] found = run(new HybridLogicalClock(TimeSource.system(), new NodeId(1)));
        assertThat(found).noneMatch(Found::wentBack);
        long[] kept = Arrays.stream(found).flatMapToLong(f -> LongStream.of(f.kept())).toArray();
        assertThat(kept.length).isGreaterThan(THREADS);
        assertThat(Arrays.stream(kept).distinct().count()).isEqualTo(kept.length);
    }

    private static Found[] run(HybridLogicalClock clock) throws Exception {
        TimeSource time = TimeSource.system();
        long end = time.monotonicNanos() + NANOS;
        Callable<Found> ticks =
                () -> {
                    long[] kept = new long[MOST_KEPT];
                    int keeps = 0;
                    long last = 0;
                    long number = 0;
                    boolean wentBack = false;
                    while (number % 256 != 0 || time.monotonicNanos() < end) {
                        long next = clock.tickPhysical();
                        wentBack |= next <= last;
                        last = next;
                        number++;
                        if (next % ONE_OF == 0 && keeps < MOST_KEPT) {
                            kept[keeps++] = next;
                        }
                    }
                    return new Found(number, wentBack, Arrays.copyOf(kept, keeps));
                };
        ExecutorService pool = Executors.newFixedThreadPool(THREADS);
        try {
            Found[] found = new Found[THREADS];
            int filled = 0;
            for (Future<Found> one :
                    pool.invokeAll(IntStream.range(0, THREADS).mapToObj(i -> ticks).toList())) {
                found[filled++] = one.get();
            }
            System.out.printf(
                    "%,d ticks by %d threads%n",
                    Arrays.stream(found).mapToLong(Found::ticks).sum(), THREADS);
            return found;
        } finally {
            pool.shutdownNow();
        }
    }
}
