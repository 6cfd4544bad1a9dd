package io.chronofabric.time.causal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Waits that begin at a time of their own, other bounds, and joining later. */
class CausalWaitTest {
    private static final DeliveryBounds BOUNDS = new DeliveryBounds(100, 10, 1_000);
    private static final VectorMemory MEMORY = new VectorMemory(3, 10, 2);

    private final List<String> left = new ArrayList<>();
    private final DependencyQueue<String, String> byId = new DependencyQueue<>(BOUNDS, 2, 10);

    @Test
    void waitsEndInTheOrderOfTheirOwnBeginningsWhateverCameFirst() {
        offer("late", 80, 0, "x");
        offer("early", 20, 0, "y");
        assertThat(byId.nextDeadlineNanos()).isEqualTo(120);
        byId.advance(120, this::note);
        assertLeft("early WAITED_TOO_LONG [y]");
        assertThat(byId.nextDeadlineNanos()).isEqualTo(180);
        byId.advance(180, this::note);
        assertLeft("late WAITED_TOO_LONG [x]");
    }

    @Test
    void atABoundOfCountTheOneThatCameFirstLeaves() {
        byId.rebound(new DeliveryBounds(100, 1, 1_000), 2, 10);
        offer("a", 80, 0, "x");
        offer("b", 20, 0, "y");
        assertLeft("a TOO_MANY_WAITING [x]");
    }

    @Test
    void aWaitThatIsOverBeforeItBeginsEndsAtOnce() {
        offer("a", 10, 500, "x");
        assertLeft("a WAITED_TOO_LONG [x]");
        offer("b", 10, 500);
        assertLeft("b DELIVERED []");
    }

    @Test
    void whoeverWatchesAnotherClockLetsGoOfWhatCameBefore() {
        offer("a", 0, 0, "x");
        offer("b", 0, 0, "y", "a");
        long mark = byId.arrivals();
        offer("c", 0, 0, "z");
        assertThat(byId.openGaps()).isEqualTo(3);
        byId.letGoBefore(mark, this::note);
        assertLeft("a TIME_STOOD_STILL [x]", "b TIME_STOOD_STILL [y]");
        assertThat(byId.waiting()).isEqualTo(1);
        assertThat(byId.openGaps()).isEqualTo(1);
        byId.letGoBefore(mark, this::note);
        assertThat(left).isEmpty();
    }

    @Test
    void smallerBoundsHoldFromTheNextCallOn() {
        offer("a", 0, 0, "x");
        offer("b", 0, 0, "y");
        offer("c", 0, 0, "z");
        byId.rebound(new DeliveryBounds(50, 2, 1_000), 1, 1);
        assertThat(byId.nextDeadlineNanos()).isEqualTo(50);
        offer("d", 0, 0, "z");
        assertLeft("a TOO_MANY_WAITING [x]", "b TOO_MANY_WAITING [y]");
        offer("e", 0, 0, "p", "q");
        assertLeft("e BEYOND_BOUNDS [p, q]");
    }

    @Test
    void smallerMemoryRefusesOnlyWhatIsNew() {
        CausalBroadcastQueue<String> queue = new CausalBroadcastQueue<>(BOUNDS, MEMORY);
        queue.offer(0, clock(1, 0, 0), "a", 1, 0, this::note);
        queue.offer(1, clock(1, 1, 0), "b", 1, 0, this::note);
        queue.rebound(BOUNDS, new VectorMemory(1, 10, 1));
        queue.offer(0, clock(2, 0, 0), "c", 1, 0, this::note);
        queue.offer(2, clock(2, 0, 1), "d", 1, 0, this::note);
        assertLeft("a DELIVERED []", "b DELIVERED []", "c DELIVERED []", "d BEYOND_BOUNDS []");
    }

    @Test
    void aQueueThatJoinsWithAMessageTakesItsPastAsSettled() {
        VectorClock stamp = clock(50, 7, 0);
        CausalBroadcastQueue<String> queue = CausalBroadcastQueue.joining(BOUNDS, MEMORY, 0, stamp);
        queue.offer(0, stamp, "first", 1, 0, this::note);
        queue.offer(0, clock(49, 7, 0), "before", 1, 0, this::note);
        queue.offer(1, clock(51, 8, 0), "after", 1, 0, this::note);
        assertLeft("first DELIVERED []", "before FORGOTTEN []");
        assertThat(queue.openGaps()).isEqualTo(1);
        queue.offer(0, clock(51, 7, 0), "next", 1, 0, this::note);
        assertLeft("next DELIVERED []", "after DELIVERED []");
        assertThat(queue.openGaps()).isZero();
    }

    @Test
    void aQueueCannotJoinWithMoreNodesThanItFollowsOrWithoutANumber() {
        VectorClock wide = clock(1, 1, 1, 1);
        CausalBroadcastQueue<String> queue = CausalBroadcastQueue.joining(BOUNDS, MEMORY, 0, wide);
        queue.offer(0, wide, "wide", 1, 0, this::note);
        VectorClock none = clock(0, 3);
        queue = CausalBroadcastQueue.joining(BOUNDS, MEMORY, 0, none);
        queue.offer(0, none, "none", 1, 0, this::note);
        assertThat(left.get(0)).startsWith("wide BEYOND_BOUNDS");
        assertThat(left.get(1)).startsWith("none CONTRADICTION");
    }

    private void offer(String id, long since, long now, String... dependencies) {
        byId.offer(id, List.of(dependencies), id, 1, since, now, this::note);
    }

    private void note(Handout<?, String> handout) {
        left.add(handout.message() + " " + handout.outcome() + " " + handout.missing());
    }

    private void assertLeft(String... expected) {
        assertThat(left).containsExactly(expected);
        left.clear();
    }

    private static VectorClock clock(int... counters) {
        VectorClock clock = DenseVectorClock.zero(counters.length);
        for (int node = 0; node < counters.length; node++) {
            for (int i = 0; i < counters[node]; i++) {
                clock = clock.tick(node);
            }
        }
        return clock;
    }
}
