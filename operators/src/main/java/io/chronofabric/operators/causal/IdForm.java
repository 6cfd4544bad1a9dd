package io.chronofabric.operators.causal;

import io.chronofabric.time.causal.CausalQueue;
import io.chronofabric.time.causal.DeliveryBounds;
import io.chronofabric.time.causal.DependencyQueue;
import io.chronofabric.time.causal.Handout;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Events name the ids that they depend on.
 *
 * @param <I> the ids
 * @param <E> the events
 */
public final class IdForm<I, E> implements CausalForm<I, E> {
    private static final long serialVersionUID = 1L;

    private final DependencyPort<I, E> port;
    private final CausalSettings settings;
    private final int maxDependencies;
    private final int maxIds;
    private transient DeliveryBounds bounds;

    /**
     * @param maxDependencies how many ids an event may depend on, at least 1
     * @param maxIds how many ids of a domain are remembered, at least 1
     * @throws IllegalArgumentException if one of them is less
     */
    public IdForm(
            DependencyPort<I, E> port, CausalSettings settings, int maxDependencies, int maxIds) {
        this.port = port;
        this.settings = settings;
        this.maxDependencies = maxDependencies;
        this.maxIds = maxIds;
        newQueue();
    }

    @Override
    public Said<I, E> read(E event) {
        I id = Objects.requireNonNull(port.id(event), "id");
        List<I> dependencies = List.copyOf(port.dependencies(event));
        long bytes = CausalForm.checkedBytes(port.bytes(event));
        return new Said<>() {
            @Override
            public CausalQueue<I, E> begin() {
                return newQueue();
            }

            @Override
            public void offer(
                    CausalQueue<I, E> queue,
                    long since,
                    long now,
                    Consumer<? super Handout<I, E>> out) {
                ((DependencyQueue<I, E>) queue)
                        .offer(id, dependencies, event, bytes, since, now, out);
            }
        };
    }

    @Override
    public void rebound(CausalQueue<I, E> queue) {
        ((DependencyQueue<I, E>) queue).rebound(bounds(), maxDependencies, maxIds);
    }

    private DependencyQueue<I, E> newQueue() {
        return new DependencyQueue<>(bounds(), maxDependencies, maxIds);
    }

    private DeliveryBounds bounds() {
        if (bounds == null) {
            bounds = settings.bounds();
        }
        return bounds;
    }
}
