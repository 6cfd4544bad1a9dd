package io.chronofabric.time.causal;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
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
    private final VectorSettlement<M> settlement;

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
        this(bounds, new VectorSettlement<>(memory, start));
    }

    private CausalBroadcastQueue(DeliveryBounds bounds, VectorSettlement<M> settlement) {
        super(bounds, settlement);
        this.settlement = settlement;
    }

    /**
     * A queue that joins with a message: all that happened before it counts as settled. If more
     * nodes than are followed did, nothing does, and the message will be refused.
     *
     * @param sender the node that sent it
     * @param stamp its sender's clock when it was sent, this message counted
     */
    public static <M> CausalBroadcastQueue<M> joining(
            DeliveryBounds bounds, VectorMemory memory, int sender, VectorClock stamp) {
        boolean tooMany = stamp.size() > memory.maxNodes();
        VectorClock start = tooMany ? SparseVectorClock.empty(1) : stamp;
        VectorSettlement<M> settlement = new VectorSettlement<>(memory, start);
        if (start.get(sender) > 0) {
            settlement.expectFrom(sender, start.get(sender));
        }
        return new CausalBroadcastQueue<>(bounds, settlement);
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
        offer(sender, stamp, message, bytes, Since.NOW, now, out);
    }

    /**
     * The same for a message whose wait began at a time of its own.
     *
     * @param since nanoseconds on the scale of {@code now}, before or after it
     */
    public void offer(
            int sender,
            VectorClock stamp,
            M message,
            long bytes,
            long since,
            long now,
            Consumer<? super Handout<CounterRange, M>> out) {
        offer(sender, stamp, message, bytes, any -> since, now, out);
    }

    /**
     * Works within other bounds from the next call on; what is above them leaves then. Nodes that
     * are followed stay so.
     */
    public void rebound(DeliveryBounds bounds, VectorMemory memory) {
        settlement.rebound(memory);
        rebound(bounds);
    }

    /**
     * Writes all but the counts by outcome, so that {@link #read} makes a queue that goes on in the
     * same way. Layout 1, see {@link CausalQueue}; names are node, first number and the step to the
     * last; what is settled:
     *
     * <pre>
     *   number   most nodes      number   most messages ahead      number   most gaps
     *   number   nodes, ascending; for each:
     *     number   node            number   settled up to            number   forgotten up to
     *     number   gaps, ascending; for each:  number  first         number   step to the last
     * </pre>
     */
    public void write(DataOutput out, Writer<? super M> messages) throws IOException {
        writeTo(out, messages);
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws IOException if the input ends, or holds anything else
     */
    public static <M> CausalBroadcastQueue<M> read(DataInput in, Reader<? extends M> messages)
            throws IOException {
        DeliveryBounds bounds = readBounds(in);
        Progress progress = Progress.read(in);
        CausalBroadcastQueue<M> queue =
                new CausalBroadcastQueue<>(bounds, VectorSettlement.read(in));
        queue.readFrom(in, progress, messages);
        return queue;
    }

    private void offer(
            int sender,
            VectorClock stamp,
            M message,
            long bytes,
            Since since,
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
        take(
                new CounterRange(sender, number, number),
                dependencies,
                message,
                bytes,
                since,
                now,
                out);
    }
}
