package io.chronofabric.time.causal;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Causal delivery by vector clocks, for nodes that broadcast to each other: a message's stamp
 * counts the messages of each node that its sender had sent or been delivered, itself included. It
 * depends on all of those: messages of one node leave in the order they were sent.
 *
 * <p>What has left is remembered by a counter for each node with a bounded number of gaps ({@link
 * VectorMemory}). Bounds and threads as {@link CausalQueue} says.
 *
 * @param <M> the messages
 */
public final class CausalBroadcastQueue<M> extends CausalQueue<CounterRange, M> {
    /** A queue that has seen nothing. */
    public CausalBroadcastQueue(DeliveryBounds bounds, VectorMemory memory) {
        this(bounds, memory, SparseVectorClock.empty(1));
    }

    /**
     * A queue that joins later.
     *
     * @param start what counts as settled; a message up to it leaves as {@link
     *     DeliveryOutcome#FORGOTTEN}
     * @throws IllegalArgumentException if it lists more nodes than are followed
     */
    public CausalBroadcastQueue(DeliveryBounds bounds, VectorMemory memory, VectorClock start) {
        super(bounds, new VectorSettlement<>(memory, start));
    }

    /**
     * Takes a message in and hands out what may leave now, in order.
     *
     * @param sender the node that sent it
     * @param stamp its sender's clock when it was sent, this message counted
     * @param bytes its size as the bound counts it, not negative
     * @param now nanoseconds, on the same scale as ever
     */
    public void offer(
            int sender,
            VectorClock stamp,
            M message,
            long bytes,
            long now,
            Consumer<? super Handout<CounterRange, M>> out) {
        long number = stamp.get(sender);
        List<CounterRange> dependencies = new ArrayList<>(stamp.size());
        for (int place = 0; place < stamp.size(); place++) {
            int node = stamp.nodeAt(place);
            long upTo = stamp.counterAt(place) - (node == sender ? 1 : 0);
            if (upTo > 0) {
                dependencies.add(new CounterRange(node, 1, upTo));
            }
        }
        take(new CounterRange(sender, number, number), dependencies, message, bytes, now, out);
    }
}
