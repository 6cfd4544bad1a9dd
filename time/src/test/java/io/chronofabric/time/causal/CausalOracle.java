package io.chronofabric.time.causal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a causal queue must do, by sets and repeated search alone: every dependency by its own id,
 * nothing ever forgotten.
 */
final class CausalOracle<I> {
    /** A message that left: which offer it was, why, and what it missed. */
    record Left<I>(int offer, DeliveryOutcome outcome, Set<I> missing) {}

    private record Held<I>(int offer, I id, Set<I> dependencies, long bytes, long arrived) {}

    private final DeliveryBounds bounds;
    private final Set<I> handedOut = new HashSet<>();
    private final Set<I> givenUp = new HashSet<>();
    private final List<Held<I>> held = new ArrayList<>();
    private final Map<Integer, Set<I>> missing = new HashMap<>();

    CausalOracle(DeliveryBounds bounds) {
        this.bounds = bounds;
    }

    List<Left<I>> offer(int offer, I id, Set<I> dependencies, long bytes, long now) {
        List<Left<I>> left = new ArrayList<>(advance(now));
        if (handedOut.contains(id) || held.stream().anyMatch(h -> h.id().equals(id))) {
            left.add(new Left<>(offer, DeliveryOutcome.DUPLICATE, Set.of()));
            return left;
        }
        if (givenUp.remove(id)) {
            handedOut.add(id);
            left.add(new Left<>(offer, DeliveryOutcome.LATE, Set.of()));
            return left;
        }
        missing.put(offer, new HashSet<>());
        Held<I> message = new Held<>(offer, id, dependencies, bytes, now);
        held.add(message);
        release(DeliveryOutcome.DEPENDENCY_GIVEN_UP, -1, left);
        if (held.contains(message) && bytes > bounds.maxBytes()) {
            letGo(message, DeliveryOutcome.TOO_MANY_BYTES, left);
        }
        while (held.size() > bounds.maxMessages()) {
            letGo(held.get(0), DeliveryOutcome.TOO_MANY_WAITING, left);
        }
        while (held.stream().mapToLong(Held::bytes).sum() > bounds.maxBytes()) {
            letGo(held.get(0), DeliveryOutcome.TOO_MANY_BYTES, left);
        }
        return left;
    }

    List<Left<I>> advance(long now) {
        List<Left<I>> left = new ArrayList<>();
        while (!held.isEmpty() && held.get(0).arrived() + bounds.maxWaitNanos() <= now) {
            letGo(held.get(0), DeliveryOutcome.WAITED_TOO_LONG, left);
        }
        return left;
    }

    List<Left<I>> close() {
        List<Left<I>> left = new ArrayList<>();
        while (!held.isEmpty()) {
            letGo(held.get(0), DeliveryOutcome.CLOSED, left);
        }
        return left;
    }

    int held() {
        return held.size();
    }

    private void letGo(Held<I> message, DeliveryOutcome reason, List<Left<I>> left) {
        Set<I> past = new HashSet<>(message.dependencies());
        boolean grew = true;
        while (grew) {
            grew = false;
            for (Held<I> other : held) {
                if (past.contains(other.id())) {
                    grew |= past.addAll(other.dependencies());
                }
            }
        }
        past.removeAll(handedOut);
        past.removeAll(givenUp);
        held.forEach(other -> past.remove(other.id()));
        for (Held<I> other : held) {
            Set<I> misses = new HashSet<>(other.dependencies());
            misses.retainAll(past);
            missing.get(other.offer()).addAll(misses);
        }
        givenUp.addAll(past);
        release(reason, message.offer(), left);
        if (held.contains(message)) {
            throw new AssertionError("a circle: " + message);
        }
    }

    private void release(DeliveryOutcome reason, int of, List<Left<I>> left) {
        for (int i = 0; i < held.size(); i++) {
            Held<I> message = held.get(i);
            boolean isReady =
                    message.dependencies().stream()
                            .allMatch(d -> handedOut.contains(d) || givenUp.contains(d));
            if (isReady) {
                held.remove(i);
                handedOut.add(message.id());
                Set<I> misses = missing.remove(message.offer());
                DeliveryOutcome outcome =
                        misses.isEmpty()
                                ? DeliveryOutcome.DELIVERED
                                : message.offer() == of
                                        ? reason
                                        : DeliveryOutcome.DEPENDENCY_GIVEN_UP;
                left.add(new Left<>(message.offer(), outcome, misses));
                i = -1;
            }
        }
    }
}
