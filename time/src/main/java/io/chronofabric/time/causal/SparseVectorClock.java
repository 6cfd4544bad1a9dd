package io.chronofabric.time.causal;

import io.chronofabric.core.ChronoFabricException;
import io.chronofabric.core.ErrorCode;
import io.chronofabric.core.NodeId;
import java.util.Arrays;

/**
 * A vector clock that lists only the nodes it has heard of, few of many, up to a bound. What would
 * break the bound is refused: dropping a node would make causes look concurrent. A value; safe to
 * share between threads.
 *
 * <pre>
 *   kind (1 byte, 2) | entries | node | counter | node - node before - 1 | counter | ...
 * </pre>
 *
 * <p>All but the kind are numbers of 1 to 9 bytes, seven bits a byte, the lowest first, in their
 * shortest form; nodes ascend and counters are at least 1: at most {@code 4 + 12 entries} bytes,
 * and equal clocks have equal bytes.
 */
public final class SparseVectorClock implements VectorClock {
    private static final int KIND = 2;

    private final int[] nodes;
    private final long[] counters;
    private final int maxEntries;

    private SparseVectorClock(int[] nodes, long[] counters, int maxEntries) {
        this.nodes = nodes;
        this.counters = counters;
        this.maxEntries = maxEntries;
    }

    /**
     * The moment before all events.
     *
     * @param maxEntries the most nodes that it, and what is made from it, may list; 1 to 65,536
     * @throws IllegalArgumentException if that is out of range
     */
    public static SparseVectorClock empty(int maxEntries) {
        if (maxEntries < 1 || maxEntries > DenseVectorClock.MAX_NODES) {
            throw new IllegalArgumentException(
                    "most entries of a vector clock: "
                            + maxEntries
                            + " (expected: 1 to "
                            + DenseVectorClock.MAX_NODES
                            + ")");
        }
        return new SparseVectorClock(new int[0], new long[0], maxEntries);
    }

    /**
     * Reads what {@link #encode} writes.
     *
     * @param maxEntries the bound of the clock; more entries are refused before anything is
     *     allocated
     * @throws ChronoFabricException with {@link ErrorCode#INPUT_INVALID} if it is anything else
     */
    public static SparseVectorClock decode(byte[] bytes, int maxEntries) {
        SparseVectorClock bound = empty(maxEntries);
        ClockBytes in = ClockBytes.reader(bytes, KIND);
        int entries = in.readUpTo(maxEntries, "number of entries");
        int[] nodes = new int[entries];
        long[] counters = new long[entries];
        int last = -1;
        for (int place = 0; place < entries; place++) {
            last += 1 + in.readUpTo(NodeId.MAX - last - 1, "step to the next node");
            nodes[place] = last;
            counters[place] = in.read();
            if (counters[place] == 0) {
                throw ClockBytes.unreadable("counter 0 of node " + last, "at least 1");
            }
        }
        in.end();
        return new SparseVectorClock(nodes, counters, bound.maxEntries);
    }

    /** The most nodes that it may list. */
    public int maxEntries() {
        return maxEntries;
    }

    @Override
    public int size() {
        return nodes.length;
    }

    @Override
    public int nodeAt(int place) {
        return nodes[place];
    }

    @Override
    public long counterAt(int place) {
        return counters[place];
    }

    @Override
    public long get(int node) {
        int place = Arrays.binarySearch(nodes, node);
        return place < 0 ? 0 : counters[place];
    }

    @Override
    public SparseVectorClock tick(int node) {
        if (node < 0 || node > NodeId.MAX) {
            throw new ChronoFabricException(
                    ErrorCode.TIME_OUT_OF_RANGE,
                    "vector clock: node " + node,
                    "0 to " + NodeId.MAX,
                    "Give every running publisher a number of its own in that range.");
        }
        int place = Arrays.binarySearch(nodes, node);
        if (place >= 0) {
            long[] next = counters.clone();
            next[place] = after(node, next[place]);
            return new SparseVectorClock(nodes, next, maxEntries);
        }
        int at = -place - 1;
        checkRoom(nodes.length + 1);
        int[] moreNodes = Arrays.copyOf(nodes, nodes.length + 1);
        long[] moreCounters = Arrays.copyOf(counters, nodes.length + 1);
        System.arraycopy(nodes, at, moreNodes, at + 1, nodes.length - at);
        System.arraycopy(counters, at, moreCounters, at + 1, nodes.length - at);
        moreNodes[at] = node;
        moreCounters[at] = 1;
        return new SparseVectorClock(moreNodes, moreCounters, maxEntries);
    }

    @Override
    public SparseVectorClock merge(VectorClock other) {
        int most = nodes.length + other.size();
        int[] mergedNodes = new int[most];
        long[] mergedCounters = new long[most];
        int merged = 0;
        int mine = 0;
        int theirs = 0;
        while (mine < nodes.length || theirs < other.size()) {
            int myNode = mine < nodes.length ? nodes[mine] : Integer.MAX_VALUE;
            int theirNode = theirs < other.size() ? other.nodeAt(theirs) : Integer.MAX_VALUE;
            long counter = 0;
            if (myNode <= theirNode) {
                counter = counters[mine++];
            }
            if (theirNode <= myNode) {
                counter = Math.max(counter, other.counterAt(theirs++));
            }
            if (counter > 0) {
                mergedNodes[merged] = Math.min(myNode, theirNode);
                mergedCounters[merged++] = counter;
            }
        }
        checkRoom(merged);
        return new SparseVectorClock(
                Arrays.copyOf(mergedNodes, merged),
                Arrays.copyOf(mergedCounters, merged),
                maxEntries);
    }

    @Override
    public byte[] encode() {
        ClockBytes out = ClockBytes.writer(4 + 4 * nodes.length);
        out.kind(KIND);
        out.write(nodes.length);
        int last = -1;
        for (int place = 0; place < nodes.length; place++) {
            out.write(nodes[place] - last - 1);
            out.write(counters[place]);
            last = nodes[place];
        }
        return out.written();
    }

    /** Whether the same nodes have the same counters; the bounds may differ. */
    @Override
    public boolean equals(Object other) {
        return other instanceof SparseVectorClock clock
                && Arrays.equals(nodes, clock.nodes)
                && Arrays.equals(counters, clock.counters);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(nodes) + Arrays.hashCode(counters);
    }

    /** {@code {3: 7, 12: 1}}, for people and logs. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("{");
        for (int place = 0; place < nodes.length; place++) {
            text.append(place == 0 ? "" : ", ")
                    .append(nodes[place])
                    .append(": ")
                    .append(counters[place]);
        }
        return text.append('}').toString();
    }

    /** The counter after another. */
    static long after(int node, long counter) {
        if (counter == Long.MAX_VALUE) {
            throw new ChronoFabricException(
                    ErrorCode.TIME_OUT_OF_RANGE,
                    "vector clock: an event of node " + node + " after its event 2^63-1",
                    "counters up to 2^63-1",
                    "Give the node a new id.");
        }
        return counter + 1;
    }

    private void checkRoom(int entries) {
        if (entries > maxEntries) {
            throw new ChronoFabricException(
                    ErrorCode.TIME_OUT_OF_RANGE,
                    "vector clock: " + entries + " nodes",
                    "at most " + maxEntries,
                    "Raise the bound, or split the nodes into causal domains of their own.");
        }
    }
}
