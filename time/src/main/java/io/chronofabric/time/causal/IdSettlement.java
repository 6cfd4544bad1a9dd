package io.chronofabric.time.causal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** By the ids of the messages that were settled last. */
final class IdSettlement<I, M> implements Settlement<I, M> {
    private final int maxDependencies;
    private final int maxIds;

    /** Oldest first; true for what has left, false for what was given up. */
    private final LinkedHashMap<I, Boolean> settled = new LinkedHashMap<>();

    private final Map<I, Waiting<I, M>> waiting = new HashMap<>();
    private final Map<I, List<Waiting<I, M>>> watchers = new HashMap<>();

    IdSettlement(int maxDependencies, int maxIds) {
        DeliveryBounds.check("most dependencies", maxDependencies);
        DeliveryBounds.check("most ids", maxIds);
        this.maxDependencies = maxDependencies;
        this.maxIds = maxIds;
    }

    @Override
    public DeliveryOutcome judge(Waiting<I, M> message) {
        Boolean left = settled.get(message.id);
        if (left != null) {
            return left ? DeliveryOutcome.DUPLICATE : DeliveryOutcome.LATE;
        }
        if (waiting.containsKey(message.id)) {
            return DeliveryOutcome.DUPLICATE;
        }
        if (message.dependencies.size() > maxDependencies) {
            return DeliveryOutcome.BEYOND_BOUNDS;
        }
        return message.dependencies.contains(message.id)
                ? DeliveryOutcome.CONTRADICTION
                : DeliveryOutcome.DELIVERED;
    }

    @Override
    public void cameLate(I id) {
        remember(id, true);
    }

    @Override
    public void watch(Waiting<I, M> message) {
        waiting.put(message.id, message);
        for (I dependency : message.dependencies) {
            if (!settled.containsKey(dependency)) {
                watchers.computeIfAbsent(dependency, id -> new ArrayList<>(1)).add(message);
                message.unsettled++;
            }
        }
    }

    @Override
    public List<I> unsettled(Waiting<I, M> message) {
        return message.dependencies.stream()
                .filter(
                        dependency ->
                                waiting.get(message.id) == message
                                        ? isWatched(dependency, message)
                                        : !settled.containsKey(dependency))
                .toList();
    }

    @Override
    public List<Waiting<I, M>> waitingCauses(Waiting<I, M> message) {
        return message.dependencies.stream()
                .filter(dependency -> waiting.containsKey(dependency))
                .filter(dependency -> isWatched(dependency, message))
                .map(waiting::get)
                .toList();
    }

    @Override
    public void settle(Waiting<I, M> message, Consumer<Waiting<I, M>> ready) {
        waiting.remove(message.id);
        settle(message.id, true, ready);
    }

    @Override
    public void giveUp(Collection<Waiting<I, M>> messages, Consumer<Waiting<I, M>> ready) {
        Set<I> absent = new LinkedHashSet<>();
        for (Waiting<I, M> message : messages) {
            for (I dependency : message.dependencies) {
                if (!waiting.containsKey(dependency) && isWatched(dependency, message)) {
                    absent.add(dependency);
                }
            }
        }
        for (I id : absent) {
            watchers.get(id).forEach(message -> message.missing.add(id));
            settle(id, false, ready);
        }
    }

    @Override
    public Comparator<Waiting<I, M>> orderInCircle() {
        return Comparator.comparingLong(message -> message.arrival);
    }

    @Override
    public void forget() {
        Iterator<I> oldest = settled.keySet().iterator();
        for (int excess = settled.size() - maxIds; excess > 0; excess--) {
            oldest.next();
            oldest.remove();
        }
    }

    private void settle(I id, boolean left, Consumer<Waiting<I, M>> ready) {
        remember(id, left);
        List<Waiting<I, M>> woken = watchers.remove(id);
        if (woken != null) {
            for (Waiting<I, M> message : woken) {
                if (--message.unsettled == 0 && !message.gone) {
                    ready.accept(message);
                }
            }
        }
    }

    /** As the newest, even if it was known before. */
    private void remember(I id, boolean left) {
        settled.remove(id);
        settled.put(id, left);
    }

    /**
     * It may have been settled when the message came and be forgotten since; that does not count.
     */
    private boolean isWatched(I dependency, Waiting<I, M> message) {
        List<Waiting<I, M>> watching = watchers.get(dependency);
        return watching != null && watching.contains(message);
    }
}
