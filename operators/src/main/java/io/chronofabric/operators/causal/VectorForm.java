package io.chronofabric.operators.causal;

import io.chronofabric.time.causal.CausalBroadcastQueue;
import io.chronofabric.time.causal.CausalQueue;
import io.chronofabric.time.causal.CounterRange;
import io.chronofabric.time.causal.DeliveryBounds;
import io.chronofabric.time.causal.Handout;
import io.chronofabric.time.causal.VectorClock;
import io.chronofabric.time.causal.VectorMemory;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Events carry vector stamps.
 *
 * @param <E> the events
 */
public final class VectorForm<E> implements CausalForm<CounterRange, E> {
    private static final long serialVersionUID = 1L;

    private final VectorPort<E> port;
    private final CausalSettings settings;
    private final int maxNodes;
    private final long maxAhead;
    private final int maxGaps;
    private final boolean joins;
    private transient DeliveryBounds bounds;
    private transient VectorMemory memory;

    /**
     * @param memory how much of each node is remembered
     * @param joins whether all that happened before the first event of an unknown domain counts as
     *     settled, rather than the domain's nodes beginning at 1: for a job that starts in the
     *     middle, and for domains that come back after they were idle. What comes after that first
     *     event and happened before it is then forgotten
     */
    public VectorForm(
            VectorPort<E> port, CausalSettings settings, VectorMemory memory, boolean joins) {
        this.port = port;
        this.settings = settings;
        this.maxNodes = memory.maxNodes();
        this.maxAhead = memory.maxAhead();
        this.maxGaps = memory.maxGaps();
        this.joins = joins;
    }

    @Override
    public Said<CounterRange, E> read(E event) {
        int sender = port.sender(event);
        VectorClock stamp = Objects.requireNonNull(port.stamp(event), "stamp");
        long bytes = CausalForm.checkedBytes(port.bytes(event));
        return new Said<>() {
            @Override
            public CausalQueue<CounterRange, E> begin() {
                return joins
                        ? CausalBroadcastQueue.joining(bounds(), memory(), sender, stamp)
                        : new CausalBroadcastQueue<>(bounds(), memory());
            }

            @Override
            public void offer(
                    CausalQueue<CounterRange, E> queue,
                    long since,
                    long now,
                    Consumer<? super Handout<CounterRange, E>> out) {
                ((CausalBroadcastQueue<E>) queue)
                        .offer(sender, stamp, event, bytes, since, now, out);
            }
        };
    }

    @Override
    public void rebound(CausalQueue<CounterRange, E> queue) {
        ((CausalBroadcastQueue<E>) queue).rebound(bounds(), memory());
    }

    private DeliveryBounds bounds() {
        if (bounds == null) {
            bounds = settings.bounds();
        }
        return bounds;
    }

    private VectorMemory memory() {
        if (memory == null) {
            memory = new VectorMemory(maxNodes, maxAhead, maxGaps);
        }
        return memory;
    }
}
