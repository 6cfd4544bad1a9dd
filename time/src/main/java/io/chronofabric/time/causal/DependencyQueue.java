package io.chronofabric.time.causal;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
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
    private final IdSettlement<I, M> settlement;

    /**
     * @param maxDependencies how many dependencies a message may name, at least 1
     * @param maxIds how many ids are remembered between calls, at least 1
     * @throws IllegalArgumentException if one of them is less
     */
    public DependencyQueue(DeliveryBounds bounds, int maxDependencies, int maxIds) {
        this(bounds, new IdSettlement<>(maxDependencies, maxIds));
    }

    private DependencyQueue(DeliveryBounds bounds, IdSettlement<I, M> settlement) {
        super(bounds, settlement);
        this.settlement = settlement;
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
        take(id, distinct(dependencies), message, bytes, Since.NOW, now, out);
    }

    /**
     * The same for a message whose wait began at a time of its own.
     *
     * @param since nanoseconds on the scale of {@code now}, before or after it
     */
    public void offer(
            I id,
            Collection<? extends I> dependencies,
            M message,
            long bytes,
            long since,
            long now,
            Consumer<? super Handout<I, M>> out) {
        take(id, distinct(dependencies), message, bytes, any -> since, now, out);
    }

    /**
     * Works within other bounds from the next call on; what is above them leaves then.
     *
     * @throws IllegalArgumentException as the constructor
     */
    public void rebound(DeliveryBounds bounds, int maxDependencies, int maxIds) {
        settlement.rebound(maxDependencies, maxIds);
        rebound(bounds);
    }

    /**
     * Writes all but the counts by outcome, so that {@link #read} makes a queue that goes on in the
     * same way. Layout 1, see {@link CausalQueue}; what is settled:
     *
     * <pre>
     *   number   most dependencies        number   most ids
     *   number   ids, oldest first; for each:  the id   1 byte  1 if it left, 0 if given up
     * </pre>
     */
    public void write(DataOutput out, Writer<? super I> ids, Writer<? super M> messages)
            throws IOException {
        settlement.names(ids, null);
        try {
            writeTo(out, messages);
        } finally {
            settlement.names(null, null);
        }
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws IOException if the input ends, or holds anything else
     */
    public static <I, M> DependencyQueue<I, M> read(
            DataInput in, Reader<? extends I> ids, Reader<? extends M> messages)
            throws IOException {
        DeliveryBounds bounds = readBounds(in);
        Progress progress = Progress.read(in);
        IdSettlement<I, M> settlement = IdSettlement.read(in, ids);
        DependencyQueue<I, M> queue = new DependencyQueue<>(bounds, settlement);
        queue.readFrom(in, progress, messages);
        settlement.names(null, null);
        return queue;
    }

    private static <I> List<I> distinct(Collection<? extends I> dependencies) {
        return List.copyOf(new LinkedHashSet<>(dependencies));
    }
}
