package io.chronofabric.time.causal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/** By a counter for each node: all of its messages up to it are settled, but for known gaps. */
final class VectorSettlement<M> implements Settlement<CounterRange, M> {
    private final VectorMemory memory;
    private final Map<Integer, NodeHistory<M>> nodes = new HashMap<>();

    /** The nodes that may have more gaps than are kept. */
    private final Set<Integer> touched = new HashSet<>();

    VectorSettlement(VectorMemory memory, VectorClock start) {
        this.memory = memory;
        for (int place = 0; place < start.size(); place++) {
            int node = start.nodeAt(place);
            nodes.put(node, new NodeHistory<>(node, start.counterAt(place)));
        }
        if (nodes.size() > memory.maxNodes()) {
            throw new IllegalArgumentException(
                    "nodes at the start: "
                            + nodes.size()
                            + " (expected: at most "
                            + memory.maxNodes()
                            + ")");
        }
    }

    @Override
    public DeliveryOutcome judge(Waiting<CounterRange, M> message) {
        int node = message.id.node();
        long number = message.id.to();
        if (number < 1) {
            return DeliveryOutcome.CONTRADICTION;
        }
        NodeHistory<M> own = nodes.get(node);
        DeliveryOutcome outcome = own == null ? DeliveryOutcome.DELIVERED : own.judge(number);
        boolean isNew = outcome == DeliveryOutcome.DELIVERED;
        return isNew && isBeyondBounds(message) ? DeliveryOutcome.BEYOND_BOUNDS : outcome;
    }

    private boolean isBeyondBounds(Waiting<CounterRange, M> message) {
        int node = message.id.node();
        int unheardOf = nodes.containsKey(node) ? 0 : 1;
        boolean ahead = message.id.to() - settled(node) > memory.maxAhead();
        for (CounterRange dependency : message.dependencies) {
            if (dependency.node() != node) {
                unheardOf += nodes.containsKey(dependency.node()) ? 0 : 1;
                ahead |= dependency.to() - settled(dependency.node()) > memory.maxAhead();
            }
        }
        return ahead || nodes.size() + unheardOf > memory.maxNodes();
    }

    @Override
    public void cameLate(CounterRange id) {
        nodes.get(id.node()).cameLate(id.to());
        touched.add(id.node());
    }

    @Override
    public void watch(Waiting<CounterRange, M> message) {
        history(message.id.node()).take(message);
        for (CounterRange dependency : message.dependencies) {
            if (history(dependency.node()).watch(dependency.to(), message)) {
                message.unsettled++;
            }
        }
    }

    @Override
    public List<CounterRange> unsettled(Waiting<CounterRange, M> message) {
        List<CounterRange> unsettled = new ArrayList<>();
        for (CounterRange dependency : message.dependencies) {
            long settled = settled(dependency.node());
            if (dependency.to() > settled) {
                unsettled.add(new CounterRange(dependency.node(), settled + 1, dependency.to()));
            }
        }
        return unsettled;
    }

    @Override
    public List<Waiting<CounterRange, M>> waitingCauses(Waiting<CounterRange, M> message) {
        List<Waiting<CounterRange, M>> causes = new ArrayList<>();
        for (CounterRange dependency : message.dependencies) {
            nodes.get(dependency.node()).waitingUpTo(dependency.to()).forEach(causes::add);
        }
        return causes;
    }

    @Override
    public void settle(Waiting<CounterRange, M> message, Consumer<Waiting<CounterRange, M>> ready) {
        nodes.get(message.id.node()).settle(message.id.to(), ready);
    }

    @Override
    public void giveUp(
            Collection<Waiting<CounterRange, M>> messages,
            Consumer<Waiting<CounterRange, M>> ready) {
        Map<Integer, Long> limits = new TreeMap<>();
        for (Waiting<CounterRange, M> message : messages) {
            for (CounterRange dependency : message.dependencies) {
                limits.merge(dependency.node(), dependency.to(), Math::max);
            }
        }
        limits.forEach((node, limit) -> nodes.get(node).giveUp(limit, ready));
        touched.addAll(limits.keySet());
    }

    @Override
    public Comparator<Waiting<CounterRange, M>> orderInCircle() {
        return Comparator.comparingLong(message -> message.id.to());
    }

    @Override
    public void forget() {
        touched.forEach(node -> nodes.get(node).forget(memory.maxGaps()));
        touched.clear();
    }

    private NodeHistory<M> history(int node) {
        return nodes.computeIfAbsent(node, id -> new NodeHistory<>(id, 0));
    }

    private long settled(int node) {
        NodeHistory<M> history = nodes.get(node);
        return history == null ? 0 : history.settled();
    }
}
