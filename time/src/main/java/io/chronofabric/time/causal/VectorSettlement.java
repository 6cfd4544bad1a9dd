package io.chronofabric.time.causal;

import io.chronofabric.core.NodeId;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
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
    private VectorMemory memory;
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

    void rebound(VectorMemory changed) {
        if (memory.equals(changed)) {
            return;
        }
        memory = changed;
        touched.addAll(nodes.keySet());
    }

    /** The next message of a node is this one; all before it count as settled. */
    void expectFrom(int node, long number) {
        nodes.put(node, new NodeHistory<>(node, number - 1));
    }

    @Override
    public void writeName(CounterRange name, DataOutput out) throws IOException {
        StateBytes.write(name.node(), out);
        StateBytes.write(name.from(), out);
        StateBytes.write(name.to() - name.from(), out);
    }

    @Override
    public CounterRange readName(DataInput in) throws IOException {
        int node = readNode(in);
        long from = StateBytes.read(1, Long.MAX_VALUE, "first number", in);
        long step = StateBytes.read(0, Long.MAX_VALUE - from, "step to the last", in);
        return new CounterRange(node, from, from + step);
    }

    @Override
    public void write(DataOutput out) throws IOException {
        StateBytes.write(memory.maxNodes(), out);
        StateBytes.write(memory.maxAhead(), out);
        StateBytes.write(memory.maxGaps(), out);
        StateBytes.write(nodes.size(), out);
        for (Map.Entry<Integer, NodeHistory<M>> node : new TreeMap<>(nodes).entrySet()) {
            StateBytes.write(node.getKey(), out);
            node.getValue().write(out);
        }
    }

    static <M> VectorSettlement<M> read(DataInput in) throws IOException {
        VectorMemory memory =
                new VectorMemory(
                        StateBytes.readInt(1, Integer.MAX_VALUE, "most nodes", in),
                        StateBytes.read(1, Long.MAX_VALUE, "messages ahead", in),
                        StateBytes.readInt(1, Integer.MAX_VALUE, "most gaps", in));
        VectorSettlement<M> settlement = new VectorSettlement<>(memory, SparseVectorClock.empty(1));
        int known = StateBytes.readInt(0, NodeId.MAX + 1, "nodes", in);
        for (int i = 0; i < known; i++) {
            int node = readNode(in);
            NodeHistory<M> history = NodeHistory.read(node, in);
            StateBytes.check(settlement.nodes.put(node, history) == null, "a node that is twice");
        }
        return settlement;
    }

    private static int readNode(DataInput in) throws IOException {
        return StateBytes.readInt(0, NodeId.MAX, "node", in);
    }

    @Override
    public void takeBack(Waiting<CounterRange, M> message, List<CounterRange> open)
            throws IOException {
        NodeHistory<M> own = history(message.id.node());
        StateBytes.check(
                own.judge(message.id.to()) == DeliveryOutcome.DELIVERED,
                "a message that waits and has left, or waits twice");
        own.take(message);
        for (CounterRange dependency : open) {
            boolean waits = history(dependency.node()).watch(dependency.to(), message);
            StateBytes.check(waits, "a wait for what is settled");
            message.unsettled++;
        }
    }

    @Override
    public boolean waitsFor(Waiting<CounterRange, M> message, CounterRange dependency) {
        return dependency.to() > settled(dependency.node());
    }

    @Override
    public int openGaps() {
        int open = 0;
        for (NodeHistory<M> node : nodes.values()) {
            open += node.isNextMissing() ? 1 : 0;
        }
        return open;
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
        return ahead || (unheardOf > 0 && nodes.size() + unheardOf > memory.maxNodes());
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
            long through,
            Consumer<Waiting<CounterRange, M>> ready) {
        Map<Integer, Long> limits = new TreeMap<>();
        for (Waiting<CounterRange, M> message : messages) {
            for (CounterRange dependency : message.dependencies) {
                limits.merge(dependency.node(), dependency.to(), Math::max);
            }
        }
        limits.forEach((node, limit) -> nodes.get(node).giveUp(limit, through, ready));
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
