package io.chronofabric.operators.causal.flink;

import io.chronofabric.time.causal.DeliveryOutcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What must leave one domain, by sets and repeated search alone; nothing is ever forgotten. */
final class EventTimeOracle {
    /** What left: the event, why, and the ids that it missed. */
    record Left(String id, DeliveryOutcome outcome, Set<String> missing) {}

    private record Held(Histories.Event event, Set<String> causes) {}

    private final long maxWait;
    private final int maxWaiting;
    private final long maxBytes;
    private final boolean wholePast;
    private final Set<String> gone = new HashSet<>();
    private final Set<String> givenUp = new HashSet<>();
    private final List<Held> held = new ArrayList<>();
    private final Map<String, Set<String>> missing = new HashMap<>();

    EventTimeOracle(long maxWait, int maxWaiting, long maxBytes, boolean wholePast) {
        this.maxWait = maxWait;
        this.maxWaiting = maxWaiting;
        this.maxBytes = maxBytes;
        this.wholePast = wholePast;
    }

    List<Left> came(Histories.Event event, long watermark) {
        List<Left> left = new ArrayList<>();
        String id = event.id();
        if (gone.contains(id) || held.stream().anyMatch(h -> h.event().id().equals(id))) {
            left.add(new Left(id, DeliveryOutcome.DUPLICATE, Set.of()));
            return left;
        }
        if (givenUp.remove(id)) {
            gone.add(id);
            left.add(new Left(id, DeliveryOutcome.LATE, Set.of()));
            return left;
        }
        missing.put(id, new TreeSet<>());
        Held message = new Held(event, wholePast ? event.past() : event.direct());
        held.add(message);
        release("", DeliveryOutcome.DELIVERED, left);
        if (held.contains(message) && event.bytes() > maxBytes) {
            letGo(message, DeliveryOutcome.TOO_MANY_BYTES, Long.MAX_VALUE, left);
        }
        while (held.size() > maxWaiting) {
            letGo(held.get(0), DeliveryOutcome.TOO_MANY_WAITING, Long.MAX_VALUE, left);
        }
        while (held.stream().mapToLong(h -> h.event().bytes()).sum() > maxBytes) {
            letGo(held.get(0), DeliveryOutcome.TOO_MANY_BYTES, Long.MAX_VALUE, left);
        }
        left.addAll(watermark(watermark));
        return left;
    }

    List<Left> watermark(long watermark) {
        List<Left> left = new ArrayList<>();
        while (true) {
            Held oldest =
                    held.stream()
                            .filter(h -> watermark - maxWait >= h.event().millis())
                            .min(Comparator.comparingLong(h -> h.event().millis()))
                            .orElse(null);
            if (oldest == null) {
                return left;
            }
            long deadline = oldest.event().millis() + maxWait;
            letGo(oldest, DeliveryOutcome.WAITED_TOO_LONG, deadline, left);
        }
    }

    private void letGo(Held message, DeliveryOutcome reason, long through, List<Left> left) {
        Set<String> past = new TreeSet<>(message.causes());
        for (boolean grew = true; grew; ) {
            grew = false;
            for (Held other : held) {
                if (past.contains(other.event().id())) {
                    grew |= past.addAll(other.causes());
                }
            }
        }
        past.removeAll(gone);
        past.removeAll(givenUp);
        held.forEach(other -> past.remove(other.event().id()));
        for (Held other : held) {
            if (other.event().millis() <= through) {
                Set<String> misses = new TreeSet<>(other.causes());
                misses.retainAll(past);
                missing.get(other.event().id()).addAll(misses);
            }
        }
        givenUp.addAll(past);
        release(message.event().id(), reason, left);
    }

    private void release(String of, DeliveryOutcome reason, List<Left> left) {
        for (int i = 0; i < held.size(); i++) {
            Held message = held.get(i);
            String id = message.event().id();
            if (message.causes().stream().allMatch(c -> gone.contains(c) || givenUp.contains(c))) {
                held.remove(i);
                gone.add(id);
                Set<String> misses = missing.remove(id);
                DeliveryOutcome outcome =
                        misses.isEmpty()
                                ? DeliveryOutcome.DELIVERED
                                : id.equals(of) ? reason : DeliveryOutcome.DEPENDENCY_GIVEN_UP;
                left.add(new Left(id, outcome, misses));
                i = -1;
            }
        }
    }
}
