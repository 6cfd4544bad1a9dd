package io.chronofabric.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chronofabric.core.NodeId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/**
 * Random histories of nodes that send each other messages over links that delay, reorder and lose,
 * under wall clocks that run at wrong rates, stand still and jump. Vector clocks (Fidge, Mattern
 * 1988), which know exactly what happened before what, judge the timestamps.
 */
class CausalitySimulationTest {
    private static final int HISTORIES = 60;
    private static final int STEPS = 1_500;
    private static final long START = 1_700_000_000_000_000_000L;
    private static final long MAX_OFFSET = 1_000_000;

    /** A clock as the simulation sees it, so that a broken one can take its place. */
    private interface Clock {
        LogicalTime tick();

        UpdateOutcome receive(LogicalTime remote);
    }

    private record Event(int node, LogicalTime time, List<Integer> vector) {
        boolean happenedBefore(Event other) {
            return !equals(other) && vector.get(node) <= other.vector.get(node);
        }
    }

    private record Result(List<Event> events, int delivered, int refused) {}

    @Test
    void whatHappenedBeforeHasTheSmallerTime() {
        int delivered = 0;
        int refused = 0;
        Random seeds = Seeds.random();
        for (int history = 0; history < HISTORIES; history++) {
            long seed = seeds.nextLong();
            Result result = run(seed, CausalitySimulationTest::correct);
            assertCausality(seed, result.events());
            delivered += result.delivered();
            refused += result.refused();
        }
        assertThat(delivered).as("messages that arrived").isGreaterThan(HISTORIES * STEPS / 10);
        assertThat(refused).as("messages that were refused").isPositive();
    }

    @Test
    void noTwoEventsHaveTheSameTime() {
        Random seeds = Seeds.random();
        for (int history = 0; history < 10; history++) {
            long seed = seeds.nextLong();
            Set<LogicalTime> times = new HashSet<>();
            for (Event event : run(seed, CausalitySimulationTest::correct).events()) {
                assertThat(times.add(event.time())).as(Seeds.describe(seed)).isTrue();
            }
        }
    }

    @Test
    void theJudgeKnowsConcurrentEvents() {
        LogicalTime any = new LogicalTime(1, 0, 0);
        Event a = new Event(0, any, List.of(1, 0));
        Event b = new Event(1, any, List.of(0, 1));
        Event afterBoth = new Event(0, any, List.of(2, 1));
        assertThat(Arrays.asList(a.happenedBefore(b), b.happenedBefore(a))).containsOnly(false);
        assertThat(Arrays.asList(a.happenedBefore(afterBoth), b.happenedBefore(afterBoth)))
                .containsOnly(true);
    }

    @Test
    void aClockThatIgnoresWhatItReceivesIsCaught() {
        assertThatThrownBy(() -> runMany(CausalitySimulationTest::deaf))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("happened before");
    }

    @Test
    void aClockThatNotesOneNanosecondTooLittleIsCaught() {
        assertThatThrownBy(() -> runMany(CausalitySimulationTest::offByOne))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("happened before");
    }

    private static void runMany(BiFunction<TimeSource, NodeId, Clock> clocks) {
        Random seeds = Seeds.random();
        for (int history = 0; history < HISTORIES; history++) {
            long seed = seeds.nextLong();
            assertCausality(seed, run(seed, clocks).events());
        }
    }

    private static Clock correct(TimeSource wall, NodeId node) {
        HybridLogicalClock clock = new HybridLogicalClock(wall, node, MAX_OFFSET);
        return clock(clock, clock::update);
    }

    private static Clock deaf(TimeSource wall, NodeId node) {
        return clock(
                new HybridLogicalClock(wall, node, MAX_OFFSET),
                remote -> UpdateOutcome.ALREADY_AHEAD);
    }

    private static Clock offByOne(TimeSource wall, NodeId node) {
        HybridLogicalClock clock = new HybridLogicalClock(wall, node, MAX_OFFSET);
        return clock(clock, remote -> clock.update(remote.physicalNanos() - 1));
    }

    private static Clock clock(
            HybridLogicalClock clock, Function<LogicalTime, UpdateOutcome> receive) {
        return new Clock() {
            @Override
            public LogicalTime tick() {
                return clock.tick();
            }

            @Override
            public UpdateOutcome receive(LogicalTime remote) {
                return receive.apply(remote);
            }
        };
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

    private static Result run(long seed, BiFunction<TimeSource, NodeId, Clock> clocks) {
        Random random = new Random(seed);
        int nodes = 2 + random.nextInt(6);
        SimulatedTimeSource[] walls = new SimulatedTimeSource[nodes];
        Clock[] clock = new Clock[nodes];
        int[][] vectors = new int[nodes][nodes];
        boolean[] frozen = new boolean[nodes];
        List<Deque<Event>> inbox = new ArrayList<>();
        for (int n = 0; n < nodes; n++) {
            walls[n] = new SimulatedTimeSource(START + random.nextInt((int) MAX_OFFSET));
            // Node ids run against the order of the nodes, so that ties cannot help by chance.
            clock[n] = clocks.apply(walls[n], new NodeId(nodes - n));
            inbox.add(new ArrayDeque<>());
        }
        List<Event> events = new ArrayList<>();
        int delivered = 0;
        int refused = 0;
        for (int step = 0; step < STEPS; step++) {
            moveWalls(random, walls, frozen);
            int n = random.nextInt(nodes);
            Event message =
                    random.nextInt(3) == 0 && !inbox.get(n).isEmpty()
                            ? takeAny(random, inbox.get(n))
                            : null;
            if (message != null) {
                if (clock[n].receive(message.time()) == UpdateOutcome.REFUSED_TOO_FAR_AHEAD) {
                    // Refused is as if it never came: no cause of what follows here.
                    refused++;
                    continue;
                }
                delivered++;
                for (int i = 0; i < nodes; i++) {
                    vectors[n][i] = Math.max(vectors[n][i], message.vector().get(i));
                }
            }
            vectors[n][n]++;
            Event event = new Event(n, clock[n].tick(), Arrays.stream(vectors[n]).boxed().toList());
            events.add(event);
            if (random.nextInt(10) > 0) {
                inbox.get(random.nextInt(nodes)).add(event);
            }
        }
        return new Result(events, delivered, refused);
    }

    /** Real time passes; each wall clock makes of it what it will. */
    private static void moveWalls(Random random, SimulatedTimeSource[] walls, boolean[] frozen) {
        long passed = random.nextInt(20);
        for (int n = 0; n < walls.length; n++) {
            if (random.nextInt(200) == 0) {
                frozen[n] = !frozen[n];
            }
            if (random.nextInt(300) == 0) {
                walls[n].jump(random.nextInt((int) (2 * MAX_OFFSET)) - MAX_OFFSET);
            }
            if (!frozen[n]) {
                walls[n].advance(passed * (8 + n) / 10);
            }
        }
    }

    private static Event takeAny(Random random, Deque<Event> inbox) {
        for (int skip = random.nextInt(inbox.size()); skip > 0; skip--) {
            inbox.addLast(inbox.removeFirst());
        }
        return inbox.removeFirst();
    }
}
