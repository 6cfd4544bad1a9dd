package io.chronofabric.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chronofabric.core.ChronoFabricException;
import io.chronofabric.core.ErrorCode;
import io.chronofabric.core.NodeId;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HybridLogicalClockTest {
    private static final NodeId NODE = new NodeId(7);
    private static final long OFFSET = 100;

    private final SimulatedTimeSource wall = new SimulatedTimeSource(1_000);
    private final HybridLogicalClock clock = new HybridLogicalClock(wall, NODE, OFFSET);

    /** A line of a history: set the wall clock, do one thing, see what the clock says after it. */
    private record Step(long wallAt, Event event, long given, Object outcome, long lastAfter) {}

    private enum Event {
        TICK,
        RECEIVE
    }

    private static Step tick(long wallAt, long expected) {
        return new Step(wallAt, Event.TICK, 0, expected, expected);
    }

    private static Step receive(long wallAt, long remote, UpdateOutcome outcome, long lastAfter) {
        return new Step(wallAt, Event.RECEIVE, remote, outcome, lastAfter);
    }

    @Test
    void aHistoryOfTicksAndReceivesGoesAsTheTableSays() {
        List<Step> history =
                List.of(
                        tick(1_000, 1_000),
                        // The wall clock runs: its time is taken.
                        tick(1_010, 1_010),
                        // It stands: one nanosecond more each time.
                        tick(1_010, 1_011),
                        tick(1_010, 1_012),
                        // It jumps back: still one more.
                        tick(5, 1_013),
                        // It catches up with what was made: one more, never the same.
                        tick(1_013, 1_014),
                        tick(1_020, 1_020),
                        // From the past, and what was just made: nothing to learn.
                        receive(1_020, 3, UpdateOutcome.ALREADY_AHEAD, 1_020),
                        receive(1_020, 1_020, UpdateOutcome.ALREADY_AHEAD, 1_020),
                        // From the near future: noted, and the next tick comes after it.
                        receive(1_020, 1_050, UpdateOutcome.ADVANCED, 1_050),
                        tick(1_021, 1_051),
                        // Exactly as far ahead as allowed, then one too many.
                        receive(1_021, 1_121, UpdateOutcome.ADVANCED, 1_121),
                        receive(1_021, 1_122, UpdateOutcome.REFUSED_TOO_FAR_AHEAD, 1_121),
                        tick(1_022, 1_122),
                        // Too far ahead of the wall clock, though behind this clock.
                        receive(500, 1_100, UpdateOutcome.REFUSED_TOO_FAR_AHEAD, 1_122),
                        tick(2_000, 2_000));
        for (Step step : history) {
            wall.jump(step.wallAt() - wall.epochNanos());
            Object outcome =
                    step.event() == Event.TICK ? clock.tickPhysical() : clock.update(step.given());
            assertThat(outcome).as("%s", step).isEqualTo(step.outcome());
            assertThat(clock.lastPhysical()).as("after %s", step).isEqualTo(step.lastAfter());
        }
    }

    @Test
    void whatItMakesCarriesTheNodeAndNoLogicalCounter() {
        assertThat(clock.tick()).isEqualTo(new LogicalTime(1_000, 0, 7));
        assertThat(clock.node()).isEqualTo(NODE);
    }

    @Test
    void beforeTheFirstTickItHasNoTime() {
        assertThat(clock.lastPhysical()).isZero();
    }

    @Test
    void aRemoteLogicalCounterIsDominatedWhateverItIs() {
        for (long logical : new long[] {0, 1, 2, LogicalTime.MAX_LOGICAL}) {
            LogicalTime remote = new LogicalTime(clock.lastPhysical() + 50, logical, NodeId.MAX);
            wall.jump(remote.physicalNanos() - 10 - wall.epochNanos());
            assertThat(clock.update(remote)).isEqualTo(UpdateOutcome.ADVANCED);
            assertThat(clock.tick()).isGreaterThan(remote);
        }
    }

    @Test
    void aRemoteTimeAtItsOwnLastPhysicalIsDominatedToo() {
        LogicalTime own = clock.tick();
        LogicalTime remote = new LogicalTime(own.physicalNanos(), 9, NodeId.MAX);
        assertThat(clock.update(remote)).isEqualTo(UpdateOutcome.ALREADY_AHEAD);
        assertThat(clock.tick()).isGreaterThan(remote);
    }

    @Test
    void aRefusalLeavesTheNextTickAsItWas() {
        HybridLogicalClock undisturbed = new HybridLogicalClock(wall, NODE, OFFSET);
        undisturbed.tickPhysical();
        clock.tickPhysical();
        assertThat(clock.update(new LogicalTime(1_101, 0, 1)))
                .isEqualTo(UpdateOutcome.REFUSED_TOO_FAR_AHEAD);
        assertThat(clock.lastPhysical()).isEqualTo(undisturbed.lastPhysical());
        assertThat(clock.tick()).isEqualTo(undisturbed.tick());
    }

    @Test
    void theDefaultOffsetIsHalfASecond() {
        HybridLogicalClock usual = new HybridLogicalClock(wall, NODE);
        assertThat(usual.update(1_000 + 500_000_000L)).isEqualTo(UpdateOutcome.ADVANCED);
        assertThat(usual.update(1_001 + 500_000_000L))
                .isEqualTo(UpdateOutcome.REFUSED_TOO_FAR_AHEAD);
    }

    @Test
    void anOffsetOfNothingIsRefused() {
        assertThatThrownBy(() -> new HybridLogicalClock(wall, NODE, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("maximum offset: 0 ns (expected: > 0 ns)");
    }

    @Test
    void atTheEndOfTheRangeItRefusesToTickAndStaysAsItIs() {
        HybridLogicalClock late =
                new HybridLogicalClock(
                        new SimulatedTimeSource(Long.MAX_VALUE - 1), NODE, Long.MAX_VALUE);
        assertThat(late.tickPhysical()).isEqualTo(Long.MAX_VALUE - 1);
        assertThat(late.tickPhysical()).isEqualTo(Long.MAX_VALUE);
        for (int attempt = 0; attempt < 2; attempt++) {
            assertThatThrownBy(late::tick)
                    .isInstanceOfSatisfying(
                            ChronoFabricException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.TIME_OUT_OF_RANGE))
                    .hasMessageContaining("2262");
            assertThat(late.lastPhysical()).isEqualTo(Long.MAX_VALUE);
        }
        assertThat(late.update(Long.MAX_VALUE)).isEqualTo(UpdateOutcome.ALREADY_AHEAD);
    }

    @Test
    void aRemoteTimeAtTheEndOfTheRangeIsRefusedByAnOrdinaryClock() {
        LogicalTime end = new LogicalTime(Long.MAX_VALUE, LogicalTime.MAX_LOGICAL, 0);
        assertThat(clock.update(end)).isEqualTo(UpdateOutcome.REFUSED_TOO_FAR_AHEAD);
        assertThat(clock.tickPhysical()).isEqualTo(1_000);
    }

    @Test
    void withAWallClockBefore1970ItStillRefusesWhatIsTooFarAheadAndStillTicks() {
        for (long before1970 : new long[] {-1, -1_000_000, Long.MIN_VALUE}) {
            HybridLogicalClock early =
                    new HybridLogicalClock(new SimulatedTimeSource(before1970), NODE, OFFSET);
            assertThat(early.update(Long.MAX_VALUE)).isEqualTo(UpdateOutcome.REFUSED_TOO_FAR_AHEAD);
            assertThat(early.tickPhysical()).isEqualTo(1);
            assertThat(early.tick()).isEqualTo(new LogicalTime(2, 0, 7));
        }
    }

    @Test
    void theSystemsClockDrivesIt() {
        HybridLogicalClock real = new HybridLogicalClock(TimeSource.system(), NODE);
        long before = TimeSource.system().epochNanos();
        long first = real.tickPhysical();
        assertThat(first).isGreaterThanOrEqualTo(before);
        assertThat(real.tickPhysical()).isGreaterThan(first);
    }

    @Test
    void manyThreadsNeverGetTheSameTimeAndEachSeesItsOwnGrow() throws Exception {
        int threads = 4;
        int each = 25_000;
        // A frozen wall clock makes every pair of ticks a race for the same word.
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            CyclicBarrier start = new CyclicBarrier(threads);
            Callable<long[]> ticks =
                    () -> {
                        start.await();
                        return IntStream.range(0, each)
                                .mapToLong(
                                        i -> {
                                            if (i % 16 == 0) {
                                                clock.update(clock.lastPhysical() + 1);
                                            }
                                            return clock.tickPhysical();
                                        })
                                .toArray();
                    };
            List<Future<long[]>> results =
                    pool.invokeAll(IntStream.range(0, threads).mapToObj(i -> ticks).toList());
            long[] all = new long[threads * each];
            int filled = 0;
            for (Future<long[]> result : results) {
                long[] own = result.get();
                for (int i = 1; i < own.length; i++) {
                    assertThat(own[i]).isGreaterThan(own[i - 1]);
                }
                System.arraycopy(own, 0, all, filled, own.length);
                filled += own.length;
            }
            assertThat(Arrays.stream(all).distinct().count()).isEqualTo(all.length);
        } finally {
            pool.shutdownNow();
        }
    }
}
