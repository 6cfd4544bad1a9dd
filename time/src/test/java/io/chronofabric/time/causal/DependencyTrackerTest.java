package io.chronofabric.time.causal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chronofabric.core.ChronoFabricException;
import io.chronofabric.core.ErrorCode;
import io.chronofabric.time.LogicalTime;
import io.chronofabric.time.Seeds;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class DependencyTrackerTest {
    private record Message(int id, LogicalTime time, Set<Integer> causes) {}

    @Test
    void anEffectDatedAtOrBeforeItsCauseIsAViolation() {
        DependencyTracker<String> tracker = new DependencyTracker<>(10, 4);
        tracker.record("cause", at(100), List.of());
        violates(() -> tracker.record("effect", at(99), List.of("cause")), at(99), at(100));
        violates(() -> tracker.record("effect", at(100), List.of("cause")), at(100), at(100));
        assertThat(tracker.size()).isEqualTo(1);
        assertThat(tracker.record("effect", new LogicalTime(100, 1, 0), List.of("cause")))
                .isEmpty();
        violates(() -> tracker.record("itself", at(5), List.of("itself")), at(5), at(5));
    }

    @Test
    void aCauseThatComesAfterItsEffectIsCheckedThen() {
        DependencyTracker<String> tracker = new DependencyTracker<>(10, 4);
        assertThat(tracker.record("effect", at(50), List.of("cause"))).containsExactly("cause");
        violates(() -> tracker.record("cause", at(50), List.of()), at(50), at(50));
        assertThat(tracker.record("cause", at(49), List.of())).isEmpty();
        assertThat(tracker.pastOf("effect", 9).isComplete()).isTrue();
    }

    @Test
    void recordingAgainChangesNothingAndAnotherMessageOfThatIdIsRefused() {
        DependencyTracker<String> tracker = new DependencyTracker<>(10, 2);
        tracker.record("a", at(1), List.of("x"));
        assertThat(tracker.record("a", at(1), List.of("x", "x"))).containsExactly("x");
        invalid(() -> tracker.record("a", at(2), List.of("x")));
        invalid(() -> tracker.record("a", at(1), List.of()));
        invalid(() -> tracker.record("b", at(2), List.of("x", "y", "z")));
        assertThat(tracker.size()).isEqualTo(1);
        assertThat(tracker.causesOf("b")).isEmpty();
    }

    @Test
    void theOldestIsForgottenAtTheBound() {
        DependencyTracker<Integer> tracker = new DependencyTracker<>(3, 4);
        for (int id = 1; id <= 5; id++) {
            tracker.record(id, at(id), id == 1 ? List.of() : List.of(id - 1));
        }
        assertThat(tracker.size()).isEqualTo(3);
        CausalPast<Integer> past = tracker.pastOf(5, 9);
        assertThat(past.known()).containsExactlyInAnyOrder(4, 3);
        assertThat(past.unknown()).containsExactly(2);
        assertThat(past.cut()).isFalse();
        assertThat(past.isComplete()).isFalse();
        // Forgotten is as if it never came, so this is no contradiction.
        assertThat(tracker.record(1, at(1_000), List.of())).isEmpty();
        assertThatThrownBy(() -> new DependencyTracker<>(0, 1)).hasMessageContaining("messages: 0");
        assertThatThrownBy(() -> new DependencyTracker<>(1, 0)).hasMessageContaining("causes: 0");
    }

    @Test
    void theWholePastIsFoundUpToTheBound() {
        Random seeds = Seeds.random();
        for (int history = 0; history < 50; history++) {
            long seed = seeds.nextLong();
            Random random = new Random(seed);
            List<Message> messages = messages(random);
            List<Message> order = new ArrayList<>(messages);
            Collections.shuffle(order, random);
            int lost = random.nextInt(10);
            int memory = 20 + random.nextInt(80);
            DependencyTracker<Integer> tracker = new DependencyTracker<>(memory, 5);
            List<Message> recorded = order.subList(lost, order.size());
            recorded.forEach(m -> tracker.record(m.id(), m.time(), m.causes()));
            List<Message> kept =
                    recorded.subList(Math.max(0, recorded.size() - memory), recorded.size());
            for (Message message : kept) {
                CausalPast<Integer> past = tracker.pastOf(message.id(), 1_000);
                Set<Integer> named = new HashSet<>();
                name(message, kept, named);
                Set<Integer> known = new HashSet<>(named);
                known.retainAll(kept.stream().map(Message::id).toList());
                named.removeAll(known);
                assertThat(past.known()).as(Seeds.describe(seed)).isEqualTo(known);
                assertThat(past.unknown()).as(Seeds.describe(seed)).isEqualTo(named);
                int all = known.size() + named.size();
                for (int bound : new int[] {0, all / 2, all}) {
                    CausalPast<Integer> some = tracker.pastOf(message.id(), bound);
                    assertThat(some.known().size() + some.unknown().size()).isEqualTo(bound);
                    assertThat(some.cut()).isEqualTo(bound < all);
                }
            }
        }
    }

    @Test
    void aBrokenTimeIsFoundInWhateverOrderMessagesCome() {
        Random seeds = Seeds.random();
        for (int history = 0; history < 50; history++) {
            long seed = seeds.nextLong();
            Random random = new Random(seed);
            List<Message> messages = messages(random);
            Message effect = messages.get(60 + random.nextInt(messages.size() - 60));
            if (effect.causes().isEmpty()) {
                continue;
            }
            Message cause = messages.get(effect.causes().iterator().next());
            messages.set(
                    effect.id(),
                    new Message(
                            effect.id(),
                            at(cause.time().physicalNanos() - random.nextInt(2)),
                            effect.causes()));
            Collections.shuffle(messages, random);
            DependencyTracker<Integer> tracker = new DependencyTracker<>(1_000, 5);
            int violations = 0;
            for (Message message : messages) {
                try {
                    tracker.record(message.id(), message.time(), message.causes());
                } catch (ChronoFabricException e) {
                    assertThat(e.code()).isEqualTo(ErrorCode.TIME_CAUSALITY_VIOLATION);
                    violations++;
                }
            }
            assertThat(violations).as(Seeds.describe(seed)).isPositive();
        }
    }

    /** Each names up to five that were made before it, mostly recent ones. */
    private static List<Message> messages(Random random) {
        List<Message> messages = new ArrayList<>();
        for (int id = 0; id < 100; id++) {
            Set<Integer> causes = new HashSet<>();
            for (int c = random.nextInt(6); c > 0 && id > 0; c--) {
                causes.add(Math.max(0, id - 1 - random.nextInt(30)));
            }
            messages.add(new Message(id, at(1_000 + 2L * id), causes));
        }
        return messages;
    }

    private static void name(Message message, List<Message> kept, Set<Integer> named) {
        for (int cause : message.causes()) {
            if (named.add(cause)) {
                kept.stream().filter(m -> m.id() == cause).forEach(m -> name(m, kept, named));
            }
        }
    }

    private static LogicalTime at(long physicalNanos) {
        return new LogicalTime(physicalNanos, 0, 0);
    }

    private static void violates(ThrowingCallable call, LogicalTime effect, LogicalTime cause) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ChronoFabricException.class,
                        e -> {
                            assertThat(e.code()).isEqualTo(ErrorCode.TIME_CAUSALITY_VIOLATION);
                            assertThat(e.given()).isEqualTo("an effect at " + effect);
                            assertThat(e.expected())
                                    .isEqualTo("a time after its cause at " + cause);
                        });
    }

    private static void invalid(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ChronoFabricException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.INPUT_INVALID));
    }
}
