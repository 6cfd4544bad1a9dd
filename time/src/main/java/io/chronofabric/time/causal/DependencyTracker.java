package io.chronofabric.time.causal;

import io.chronofabric.core.ChronoFabricException;
import io.chronofabric.core.ErrorCode;
import io.chronofabric.time.HybridLogicalClock;
import io.chronofabric.time.LogicalTime;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which messages a message depends on, by id, and whether their times say so too. Remembers the
 * messages that were recorded last, up to a bound. Confined to one thread at a time.
 *
 * @param <I> the ids, with {@code equals} and {@code hashCode}
 */
public final class DependencyTracker<I> {
    private record Message<I>(LogicalTime time, Set<I> causes) {}

    private final int maxMessages;
    private final int maxCauses;

    /** Oldest first. */
    private final LinkedHashMap<I, Message<I>> messages = new LinkedHashMap<>();

    /** Of each id that a remembered message names: which ones do. */
    private final Map<I, Set<I>> effects = new HashMap<>();

    /**
     * @param maxMessages how many messages are remembered, at least 1
     * @param maxCauses how many causes a message may name, at least 1
     * @throws IllegalArgumentException if one of them is less
     */
    public DependencyTracker(int maxMessages, int maxCauses) {
        DeliveryBounds.check("most messages", maxMessages);
        DeliveryBounds.check("most causes", maxCauses);
        this.maxMessages = maxMessages;
        this.maxCauses = maxCauses;
    }

    /**
     * Remembers a message, forgetting the oldest one at the bound. Its time is checked against its
     * causes and, should it come after them, its effects. Recording it again changes nothing.
     *
     * @param causes the ids of what it depends on directly
     * @return those of the causes that are not remembered, so that nothing could be checked; if
     *     they come later they are checked then
     * @throws ChronoFabricException with {@link ErrorCode#TIME_CAUSALITY_VIOLATION} if an effect is
     *     dated at or before its cause; with {@link ErrorCode#INPUT_INVALID} if it names too many
     *     causes or its id stands for another message. Nothing changes then
     */
    public Set<I> record(I id, LogicalTime time, Collection<? extends I> causes) {
        Message<I> message = new Message<>(time, Set.copyOf(new HashSet<>(causes)));
        Message<I> before = messages.get(id);
        if (before != null && !before.equals(message)) {
            throw new ChronoFabricException(
                    ErrorCode.INPUT_INVALID,
                    "message " + id + " dated " + time + " with causes " + message.causes(),
                    "the same as before: " + before.time() + " with causes " + before.causes(),
                    "Give every message an id of its own.");
        }
        Set<I> unknown = validateCausality(id, time, message.causes());
        if (before == null) {
            messages.put(id, message);
            message.causes().forEach(c -> effects.computeIfAbsent(c, i -> new HashSet<>()).add(id));
            forget();
        }
        return unknown;
    }

    /**
     * The check that {@link #record} makes, alone.
     *
     * @return those of the causes that are not remembered
     * @throws ChronoFabricException with {@link ErrorCode#TIME_CAUSALITY_VIOLATION} if an effect is
     *     dated at or before its cause; with {@link ErrorCode#INPUT_INVALID} if it names too many
     *     causes
     */
    public Set<I> validateCausality(I id, LogicalTime time, Collection<? extends I> causes) {
        if (causes.size() > maxCauses) {
            throw new ChronoFabricException(
                    ErrorCode.INPUT_INVALID,
                    "message " + id + ": " + causes.size() + " causes",
                    "at most " + maxCauses,
                    "Name only direct causes, or raise the bound.");
        }
        Set<I> unknown = new LinkedHashSet<>();
        for (I cause : causes) {
            Message<I> known = messages.get(cause);
            if (cause.equals(id)) {
                HybridLogicalClock.validateCausality(time, time);
            } else if (known != null) {
                HybridLogicalClock.validateCausality(known.time(), time);
            } else {
                unknown.add(cause);
            }
        }
        for (I effect : effects.getOrDefault(id, Set.of())) {
            HybridLogicalClock.validateCausality(time, messages.get(effect).time());
        }
        return unknown;
    }

    /** The direct causes of a message; empty if it is not remembered. */
    public Set<I> causesOf(I id) {
        Message<I> message = messages.get(id);
        return message == null ? Set.of() : message.causes();
    }

    /**
     * All causes of a message, the nearest first where the bound cuts.
     *
     * @param maxIds how many ids the answer may hold, not negative
     */
    public CausalPast<I> pastOf(I id, int maxIds) {
        Set<I> known = new LinkedHashSet<>();
        Set<I> unknown = new LinkedHashSet<>();
        Deque<I> open = new ArrayDeque<>();
        open.add(id);
        while (!open.isEmpty()) {
            for (I cause : causesOf(open.remove())) {
                if (known.contains(cause) || unknown.contains(cause)) {
                    continue;
                }
                if (known.size() + unknown.size() >= maxIds) {
                    return new CausalPast<>(known, unknown, true);
                }
                if (messages.containsKey(cause)) {
                    known.add(cause);
                    open.add(cause);
                } else {
                    unknown.add(cause);
                }
            }
        }
        return new CausalPast<>(known, unknown, false);
    }

    /** How many messages are remembered. */
    public int size() {
        return messages.size();
    }

    private void forget() {
        if (messages.size() <= maxMessages) {
            return;
        }
        Iterator<Map.Entry<I, Message<I>>> oldest = messages.entrySet().iterator();
        Map.Entry<I, Message<I>> forgotten = oldest.next();
        oldest.remove();
        for (I cause : forgotten.getValue().causes()) {
            Set<I> others = effects.get(cause);
            others.remove(forgotten.getKey());
            if (others.isEmpty()) {
                effects.remove(cause);
            }
        }
    }
}
