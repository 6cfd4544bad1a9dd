package io.chronofabric.time.causal;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.Consumer;

/**
 * Causal delivery by explicit dependencies: each message names the messages it depends on.
 *
 * <p>What has left or was given up is remembered by id, the newest so many. What is older counts as
 * never seen: its duplicate would be delivered again, and a message that depends on it would wait
 * until a bound lets it go. So choose the window wider than messages reach back. Bounds and threads
 * as {@link CausalQueue} says.
 *
 * @param <I> the ids, with {@code equals} and {@code hashCode}; an event's {@link
 *     io.chronofabric.time.LogicalTime} is one
 * @param <M> the messages
 */
public final class DependencyQueue<I, M> extends CausalQueue<I, M> {
    /**
     * @param maxDependencies how many dependencies a message may name, at least 1
     * @param maxIds how many ids are remembered between calls, at least 1
     * @throws IllegalArgumentException if one of them is less
     */
    public DependencyQueue(DeliveryBounds bounds, int maxDependencies, int maxIds) {
        super(bounds, new IdSettlement<>(maxDependencies, maxIds));
    }

    /**
     * Takes a message in and hands out what may leave now, in order.
     *
     * @param id its own id
     * @param dependencies the ids of what must leave before it; naming one twice is naming it once
     * @param bytes its size as the bound counts it, not negative
     * @param now nanoseconds, on the same scale as ever
     */
    public void offer(
            I id,
            Collection<? extends I> dependencies,
            M message,
            long bytes,
            long now,
            Consumer<? super Handout<I, M>> out) {
        List<I> distinct = List.copyOf(new LinkedHashSet<>(dependencies));
        take(id, distinct, message, bytes, now, out);
    }
}
