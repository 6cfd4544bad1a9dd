package io.chronofabric.time.causal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Each bound and each reason, on its own. */
class CausalQueueTest {
    private static final DeliveryBounds BOUNDS = new DeliveryBounds(100, 3, 30);
    private static final VectorMemory MEMORY = new VectorMemory(3, 10, 2);

    private final List<String> left = new ArrayList<>();
    private final CausalBroadcastQueue<String> broadcasts =
            new CausalBroadcastQueue<>(BOUNDS, MEMORY);
    private final DependencyQueue<String, String> byId = new DependencyQueue<>(BOUNDS, 2, 4);

    @Test
    void aMessageWaitsForWhatItDependsOn() {
        broadcast(1, 0, 1, 1);
        assertThat(left).isEmpty();
        assertThat(broadcasts.waiting()).isEqualTo(1);
        assertThat(broadcasts.waitingBytes()).isEqualTo(5);
        broadcast(0, 0, 1, 0);
        assertLeft("0[1, 0] DELIVERED []", "1[1, 1] DELIVERED []");
        assertThat(broadcasts.count(DeliveryOutcome.DELIVERED)).isEqualTo(2);
        assertThat(broadcasts.waitingBytes()).isZero();
    }

    @Test
    void aMessageLeavesWhenItHasWaitedAsLongAsItMay() {
        broadcast(0, 50, 3, 0);
        assertThat(broadcasts.nextDeadlineNanos()).isEqualTo(150);
        broadcasts.advance(149, this::note);
        assertThat(left).isEmpty();
        broadcasts.advance(150, this::note);
        assertLeft("0[3, 0] WAITED_TOO_LONG [0:1-2]");
        broadcast(0, 150, 2, 0);
        broadcast(0, 150, 2, 0);
        broadcast(0, 150, 3, 0);
        broadcast(0, 150, 4, 0);
        assertLeft(
                "0[2, 0] LATE []",
                "0[2, 0] DUPLICATE []",
                "0[3, 0] DUPLICATE []",
                "0[4, 0] DELIVERED []");
    }

    @Test
    void timeThatGoesBackIsTheLastTime() {
        byId("b", 1_000, "a");
        byId.advance(-5, this::note);
        byId("c", 0, "b");
        byId.advance(1_099, this::note);
        assertThat(left).isEmpty();
        byId.advance(1_100, this::note);
        // c waited for b alone, and b has left before it.
        assertLeft("b WAITED_TOO_LONG [a]", "c DELIVERED []");
    }

    @Test
    void timeMayBeginAnywhere() {
        byId.close(this::note);
        byId("b", Long.MIN_VALUE, "a");
        byId.advance(Long.MIN_VALUE + 99, this::note);
        assertThat(left).isEmpty();
        byId.advance(Long.MIN_VALUE + 100, this::note);
        assertLeft("b WAITED_TOO_LONG [a]");
        DependencyQueue<String, String> patient =
                new DependencyQueue<>(new DeliveryBounds(Long.MAX_VALUE, 9, 9), 9, 9);
        patient.offer("b", List.of("a"), "b", 0, 5, this::note);
        assertThat(patient.nextDeadlineNanos()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void theFirstLeavesWhenTooManyWait() {
        byId("b", 0, "a");
        byId("d", 0, "c");
        byId("f", 0, "e");
        assertThat(left).isEmpty();
        byId("h", 0, "a");
        assertLeft("b TOO_MANY_WAITING [a]", "h DEPENDENCY_GIVEN_UP [a]");
        assertThat(byId.waiting()).isEqualTo(2);
        assertThat(byId.count(DeliveryOutcome.TOO_MANY_WAITING)).isEqualTo(1);
    }

    @Test
    void theFirstLeavesWhenTooManyBytesWait() {
        byId("b", 0, 20, "a");
        byId("d", 0, 10, "c");
        assertThat(left).isEmpty();
        byId("f", 0, 1, "e");
        assertLeft("b TOO_MANY_BYTES [a]");
        assertThat(byId.waitingBytes()).isEqualTo(11);
    }

    @Test
    void aMessageTooLargeToWaitDoesNotPushTheOthersOut() {
        byId("b", 0, 20, "a");
        byId("huge", 0, 31, "c");
        assertLeft("huge TOO_MANY_BYTES [c]");
        byId("huge too", 0, 31, "c");
        assertLeft("huge too DELIVERED []");
        assertThat(byId.waiting()).isEqualTo(1);
    }

    @Test
    void closingLetsGoOfEverythingInTheOrderOfCauseAndEffect() {
        byId("c", 0, "b");
        byId("b", 0, "a");
        byId.close(this::note);
        assertLeft("b DEPENDENCY_GIVEN_UP [a]", "c DELIVERED []");
        byId("a", 0);
        byId("d", 0, "c");
        assertLeft("a LATE []", "d DELIVERED []");
        byId("f", 0, "e");
        byId.close(this::note);
        assertLeft("f CLOSED [e]");
    }

    @Test
    void dependenciesInACircleEndAtTheBound() {
        byId("a", 0, "c");
        byId("b", 0, "a");
        byId("c", 0, "b", "lost");
        byId.advance(100, this::note);
        assertLeft("a CONTRADICTION [c]", "b DELIVERED []", "c DEPENDENCY_GIVEN_UP [lost]");
        byId("itself", 100, "itself");
        assertLeft("itself CONTRADICTION [itself]");
        assertThat(byId.waiting()).isZero();
    }

    @Test
    void stampsInACircleEndAtTheBound() {
        broadcast(0, 0, 1, 1);
        broadcast(1, 0, 1, 1);
        broadcasts.advance(100, this::note);
        assertLeft("0[1, 1] CONTRADICTION [1:1]", "1[1, 1] DELIVERED []");
        broadcast(0, 100, 2, 1);
        broadcast(0, 100, 0, 1);
        assertLeft("0[2, 1] DELIVERED []", "0[0, 1] CONTRADICTION []");
    }

    @Test
    void aStampTooFarAheadChangesNothing() {
        broadcast(0, 0, 11, 0);
        assertLeft("0[11, 0] BEYOND_BOUNDS [0:1-10]");
        broadcast(0, 0, 1, 11);
        assertLeft("0[1, 11] BEYOND_BOUNDS [1:1-11]");
        broadcast(0, 0, 1, 0);
        broadcast(0, 0, 11, 0);
        assertLeft("0[1, 0] DELIVERED []");
        assertThat(broadcasts.waiting()).isEqualTo(1);
    }

    @Test
    void aStampThatNamesTooManyNodesChangesNothing() {
        broadcast(2, 0, 0, 0, 1);
        broadcast(3, 0, 1, 1, 1, 1);
        assertLeft("2[0, 0, 1] DELIVERED []", "3[1, 1, 1, 1] BEYOND_BOUNDS [0:1, 1:1]");
        broadcast(3, 0, 0, 0, 0, 1);
        broadcast(4, 0, 0, 0, 0, 0, 1);
        broadcast(0, 0, 1, 0, 0, 1);
        assertLeft(
                "3[0, 0, 0, 1] DELIVERED []",
                "4[0, 0, 0, 0, 1] DELIVERED []",
                "0[1, 0, 0, 1] BEYOND_BOUNDS []");
        assertThatThrownBy(
                        () -> new CausalBroadcastQueue<>(BOUNDS, MEMORY, DenseVectorClock.zero(4)))
                .hasMessage("nodes at the start: 4 (expected: at most 3)");
    }

    @Test
    void theOldestGapIsForgottenAtTheBound() {
        for (long number = 2; number <= 8; number += 2) {
            broadcast(0, 0, number);
            broadcasts.close(this::note);
        }
        left.clear();
        // Given up were 1, 3, 5 and 7; two gaps are kept.
        broadcast(0, 0, 1);
        broadcast(0, 0, 2);
        broadcast(0, 0, 3);
        broadcast(0, 0, 4);
        broadcast(0, 0, 5);
        broadcast(0, 0, 6);
        broadcast(0, 0, 7);
        assertLeft(
                "0[1] FORGOTTEN []",
                "0[2] FORGOTTEN []",
                "0[3] FORGOTTEN []",
                "0[4] DUPLICATE []",
                "0[5] LATE []",
                "0[6] DUPLICATE []",
                "0[7] LATE []");
    }

    @Test
    void aGapFromWhichOneCameLateIsTwoGaps() {
        broadcast(0, 0, 8);
        broadcasts.close(this::note);
        left.clear();
        broadcast(0, 0, 3);
        broadcast(0, 0, 3);
        broadcast(0, 0, 2);
        broadcast(0, 0, 7);
        assertLeft("0[3] LATE []", "0[3] DUPLICATE []", "0[2] LATE []", "0[7] LATE []");
        // 1, 4-6 are two gaps; a third one pushes the first out.
        broadcast(0, 0, 5);
        broadcast(0, 0, 1);
        broadcast(0, 0, 4);
        assertLeft("0[5] LATE []", "0[1] FORGOTTEN []", "0[4] LATE []");
    }

    @Test
    void aQueueThatJoinsLaterBeginsWhereItIsTold() {
        CausalBroadcastQueue<String> joined =
                new CausalBroadcastQueue<>(
                        BOUNDS,
                        MEMORY,
                        SparseVectorClock.empty(2).merge(DenseVectorClock.of(5, 7)));
        joined.offer(0, DenseVectorClock.of(5, 7), "old", 0, 0, this::note);
        joined.offer(0, DenseVectorClock.of(6, 8), "new", 0, 0, this::note);
        joined.offer(1, DenseVectorClock.of(5, 8), "cause", 0, 0, this::note);
        assertLeft("old FORGOTTEN []", "cause DELIVERED []", "new DELIVERED []");
    }

    @Test
    void idsAreRememberedInAWindow() {
        for (String id : List.of("a", "b", "c", "d", "e")) {
            byId(id, 0);
        }
        left.clear();
        byId("b", 0);
        byId("a", 0);
        assertLeft("b DUPLICATE []", "a DELIVERED []");
        byId("f", 0, "b");
        assertThat(left).isEmpty();
        byId.close(this::note);
        assertLeft("f CLOSED [b]");
    }

    @Test
    void whatWasForgottenWhileAMessageWaitsIsStillSettledForIt() {
        byId("a", 0);
        byId("effect", 0, "a", "z");
        for (String id : List.of("b", "c", "d", "e")) {
            byId(id, 0);
        }
        left.clear();
        byId.close(this::note);
        assertLeft("effect CLOSED [z]");
    }

    @Test
    void tooManyDependenciesAreRefused() {
        byId("d", 0, "a", "b", "c");
        assertLeft("d BEYOND_BOUNDS [a, b, c]");
        byId("d", 0, "a", "b", "a");
        assertThat(byId.waiting()).isEqualTo(1);
        byId("d", 0, "a", "b");
        assertLeft("d DUPLICATE []");
    }

    @Test
    void theConsumerMustNotCallBack() {
        assertThatThrownBy(
                        () ->
                                byId.offer(
                                        "a",
                                        List.of(),
                                        "a",
                                        0,
                                        0,
                                        handout -> byId.advance(1, this::note)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("called by the consumer");
        byId("b", 0, "a");
        assertLeft("b DELIVERED []");
    }

    @Test
    void boundsAreAtLeastOne() {
        assertThatThrownBy(() -> new DeliveryBounds(0, 1, 1)).hasMessageContaining("wait (ns): 0");
        assertThatThrownBy(() -> new DeliveryBounds(1, 0, 1)).hasMessageContaining("messages: 0");
        assertThatThrownBy(() -> new DeliveryBounds(1, 1, 0)).hasMessageContaining("bytes: 0");
        assertThatThrownBy(() -> new VectorMemory(0, 1, 1)).hasMessageContaining("nodes: 0");
        assertThatThrownBy(() -> new VectorMemory(1, 0, 1)).hasMessageContaining("ahead: 0");
        assertThatThrownBy(() -> new VectorMemory(1, 1, 0)).hasMessageContaining("gaps: 0");
        assertThatThrownBy(() -> new DependencyQueue<>(BOUNDS, 0, 1))
                .hasMessageContaining("dependencies: 0");
        assertThatThrownBy(() -> new DependencyQueue<>(BOUNDS, 1, 0))
                .hasMessageContaining("ids: 0");
        assertThatThrownBy(() -> byId("x", 0, -1)).hasMessage("bytes: -1 (expected: >= 0)");
    }

    private void broadcast(int sender, long now, long... stamp) {
        String name = sender + LongStream.of(stamp).boxed().toList().toString();
        broadcasts.offer(sender, DenseVectorClock.of(stamp), name, 5, now, this::note);
    }

    private void byId(String id, long now, String... dependencies) {
        byId(id, now, 0, dependencies);
    }

    private void byId(String id, long now, int bytes, String... dependencies) {
        byId.offer(id, List.of(dependencies), id, bytes, now, this::note);
    }

    private <D> void note(Handout<D, String> handout) {
        left.add(handout.message() + " " + handout.outcome() + " " + handout.missing());
    }

    private void assertLeft(String... expected) {
        assertThat(left).containsExactly(expected);
        left.clear();
    }
}
