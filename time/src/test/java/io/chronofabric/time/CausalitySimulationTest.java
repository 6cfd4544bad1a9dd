package io.chronofabric.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chronofabric.core.NodeId;
import io.chronofabric.time.SimulatedNodes.Clock;
import io.chronofabric.time.SimulatedNodes.Clocks;
import io.chronofabric.time.SimulatedNodes.Event;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What hybrid logical clocks promise, held to random histories of which everything is known. */
class CausalitySimulationTest {
    private static final int HISTORIES = 60;
    private static final long LEAD = 5_000;

    @TempDir Path folder;

    private int files;

    @Test
    void whatHappenedBeforeHasTheSmallerTime() {
        int events = 0;
        int delivered = 0;
        int refused = 0;
        int restarts = 0;
        int cuts = 0;
        Random seeds = Seeds.random();
        for (int history = 0; history < HISTORIES; history++) {
            long seed = seeds.nextLong();
            SimulatedNodes nodes = new SimulatedNodes(seed, this::correct);
            assertCausality(seed, nodes.events());
            events += nodes.events().size();
            delivered += nodes.delivered();
            refused += nodes.refused();
            restarts += nodes.restarts();
            cuts += nodes.cuts();
        }
        assertThat(delivered).as("messages that arrived").isGreaterThan(events / 10);
        assertThat(refused).as("messages that were refused").isPositive();
        assertThat(restarts).as("crashes").isGreaterThan(HISTORIES);
        assertThat(cuts).as("partitions").isGreaterThan(HISTORIES);
    }

    @Test
    void noTwoEventsHaveTheSameTime() {
        Random seeds = Seeds.random();
        for (int history = 0; history < 10; history++) {
            long seed = seeds.nextLong();
            Set<LogicalTime> times = new HashSet<>();
            for (Event event : new SimulatedNodes(seed, this::correct).events()) {
                assertThat(times.add(event.time())).as(Seeds.describe(seed)).isTrue();
            }
        }
    }

    @Test
    void noTimeIsBehindTheWallClock() {
        Random seeds = Seeds.random();
        for (int history = 0; history < HISTORIES; history++) {
            long seed = seeds.nextLong();
            for (Event event : new SimulatedNodes(seed, this::correct).events()) {
                assertThat(event.time().physicalNanos())
                        .as(Seeds.describe(seed))
                        .isGreaterThanOrEqualTo(event.wall());
            }
        }
    }

    /**
     * Ahead of all that its wall clock has shown, a clock is by the maximum offset that it takes
     * from others, a nanosecond for each event since the wall clock was last the higher one, and
     * the lead of its file for each crash since then.
     */
    @Test
    void noTimeIsFurtherAheadThanTheMaximumOffsetAndTheEventsOfAFreeze() {
        Random seeds = Seeds.random();
        for (int history = 0; history < HISTORIES; history++) {
            long seed = seeds.nextLong();
            for (Event event : new SimulatedNodes(seed, this::correct).events()) {
                assertThat(event.time().physicalNanos() - event.highestWall())
                        .as(Seeds.describe(seed))
                        .isLessThanOrEqualTo(
                                SimulatedNodes.MAX_OFFSET
                                        + event.ahead()
                                        + event.lives() * (LEAD + 1));
            }
        }
    }

    @Test
    void theJudgeKnowsConcurrentEvents() {
        Event a = event(0, List.of(1, 0));
        Event b = event(1, List.of(0, 1));
        Event afterBoth = event(0, List.of(2, 1));
        assertThat(List.of(a.happenedBefore(b), b.happenedBefore(a))).containsOnly(false);
        assertThat(List.of(a.happenedBefore(afterBoth), b.happenedBefore(afterBoth)))
                .containsOnly(true);
    }

    @Test
    void aClockThatIgnoresWhatItReceivesIsCaught() {
        assertCaught((wall, node) -> forgetful(wall, node, remote -> null));
    }

    @Test
    void aClockThatNotesOneNanosecondTooLittleIsCaught() {
        assertCaught(
                (wall, node) ->
                        forgetful(
                                wall,
                                node,
                                remote ->
                                        new LogicalTime(
                                                remote.physicalNanos() - 1, 0, remote.node())));
    }

    @Test
    void aClockThatBeginsAtTheWallClockAfterACrashIsCaught() {
        assertCaught((wall, node) -> forgetful(wall, node, UnaryOperator.identity()));
    }

    private static Event event(int node, List<Integer> vector) {
        return new Event(node, new LogicalTime(1, 0, 0), vector, 1, 1, 0, 0);
    }

    private static void assertCaught(Clocks clocks) {
        assertThatThrownBy(
                        () -> {
                            Random seeds = Seeds.random();
                            for (int history = 0; history < HISTORIES; history++) {
                                long seed = seeds.nextLong();
                                assertCausality(seed, new SimulatedNodes(seed, clocks).events());
                            }
                        })
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("happened before");
    }

    private static void assertCausality(long seed, List<Event> events) {
        for (int later = 1; later < events.size(); later++) {
            Event f = events.get(later);
            for (int earlier = 0; earlier < later; earlier++) {
                Event e = events.get(earlier);
                if (e.happenedBefore(f) && e.time().compareTo(f.time()) >= 0) {
                    throw new AssertionError(
                            e + " happened before " + f + "; " + Seeds.describe(seed));
                }
            }
        }
    }

    private Clock correct(SimulatedTimeSource wall, NodeId node) {
        return kept(wall, node, folder.resolve("clock-" + files++));
    }

    private static Clock kept(SimulatedTimeSource wall, NodeId node, Path file) {
        PersistedBound bound = PersistedBound.open(file, Duration.ofNanos(LEAD));
        HybridLogicalClock clock =
                new HybridLogicalClock(wall, node, SimulatedNodes.MAX_OFFSET, bound);
        return new Clock() {
            @Override
            public LogicalTime tick() {
                return clock.tick();
            }

            @Override
            public UpdateOutcome receive(LogicalTime remote) {
                return clock.update(remote);
            }

            @Override
            public Clock restarted() {
                bound.close();
                return kept(wall, node, file);
            }
        };
    }

    /** Keeps no bound, and hears of each remote time what is left of it; null for nothing. */
    private static Clock forgetful(
            SimulatedTimeSource wall, NodeId node, UnaryOperator<LogicalTime> heard) {
        HybridLogicalClock clock = new HybridLogicalClock(wall, node, SimulatedNodes.MAX_OFFSET);
        return new Clock() {
            @Override
            public LogicalTime tick() {
                return clock.tick();
            }

            @Override
            public UpdateOutcome receive(LogicalTime remote) {
                LogicalTime left = heard.apply(remote);
                return left == null ? UpdateOutcome.ALREADY_AHEAD : clock.update(left);
            }

            @Override
            public Clock restarted() {
                return forgetful(wall, node, heard);
            }
        };
    }
}
