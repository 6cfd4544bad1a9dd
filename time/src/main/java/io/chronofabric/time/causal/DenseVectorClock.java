package io.chronofabric.time.causal;

import io.chronofabric.core.ChronoFabricException;
import io.chronofabric.core.ErrorCode;
import io.chronofabric.core.NodeId;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * A vector clock of a fixed set of nodes, 0 to n-1, with a word for each. A value; safe to share
 * between threads.
 *
 * <pre>
 *   kind (1 byte, 1) | n | counter of node 0 | ... | counter of node n-1
 * </pre>
 *
 * <p>All but the kind are numbers of 1 to 9 bytes, seven bits a byte, the lowest first, in their
 * shortest form: at most {@code 4 + 9 n} bytes, and equal clocks have equal bytes.
 */
public final class DenseVectorClock implements VectorClock {
    /** The most nodes it can have. */
    public static final int MAX_NODES = NodeId.MAX + 1;

    private static final int KIND = 1;

    private final long[] counters;

    private DenseVectorClock(long[] counters) {
        this.counters = counters;
    }

    /**
     * The moment before all events.
     *
     * @param nodes how many, 1 to {@link #MAX_NODES}
     * @throws IllegalArgumentException if they are not
     */
    public static DenseVectorClock zero(int nodes) {
        checkNodes(nodes);
        return new DenseVectorClock(new long[nodes]);
    }

    /**
     * The clock with these counters, which are copied.
     *
     * @throws IllegalArgumentException if there are none, too many, or one is negative
     */
    public static DenseVectorClock of(long... counters) {
        checkNodes(counters.length);
        for (int node = 0; node < counters.length; node++) {
            if (counters[node] < 0) {
                throw new IllegalArgumentException(
                        "counter of node " + node + ": " + counters[node] + " (expected: >= 0)");
            }
        }
        return new DenseVectorClock(counters.clone());
    }

    /**
     * Reads what {@link #encode} writes.
     *
     * @param maxNodes the most nodes to accept; more are refused before anything is allocated
     * @throws ChronoFabricException with {@link ErrorCode#INPUT_INVALID} if it is anything else
     */
    public static DenseVectorClock decode(byte[] bytes, int maxNodes) {
        ClockBytes in = ClockBytes.reader(bytes, KIND);
        int nodes = in.readUpTo(Math.min(maxNodes, MAX_NODES), "number of nodes");
        if (nodes == 0) {
            throw ClockBytes.unreadable("number of nodes 0", "at least 1");
        }
        long[] counters = new long[nodes];
        for (int node = 0; node < nodes; node++) {
            counters[node] = in.read();
        }
        in.end();
        return new DenseVectorClock(counters);
    }

    @Override
    public int size() {
        return counters.length;
    }

    @Override
    public int nodeAt(int place) {
        return place;
    }

    @Override
    public long counterAt(int place) {
        return counters[place];
    }

    @Override
    public long get(int node) {
        return node >= 0 && node < counters.length ? counters[node] : 0;
    }

    @Override
    public DenseVectorClock tick(int node) {
        if (node < 0 || node >= counters.length) {
            throw noRoom(node);
        }
        long[] next = counters.clone();
        next[node] = SparseVectorClock.after(node, next[node]);
        return new DenseVectorClock(next);
    }

    @Override
    public DenseVectorClock merge(VectorClock other) {
        long[] merged = counters.clone();
        for (int place = 0; place < other.size(); place++) {
            long counter = other.counterAt(place);
            int node = other.nodeAt(place);
            if (node < merged.length) {
                merged[node] = Math.max(merged[node], counter);
            } else if (counter > 0) {
                throw noRoom(node);
            }
        }
        return new DenseVectorClock(merged);
    }

    @Override
    public byte[] encode() {
        ClockBytes out = ClockBytes.writer(4 + 2 * counters.length);
        out.kind(KIND);
        out.write(counters.length);
        for (long counter : counters) {
            out.write(counter);
        }
        return out.written();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DenseVectorClock clock && Arrays.equals(counters, clock.counters);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(counters);
    }

    /** {@code [3, 0, 7]}, for people and logs. */
    @Override
    public String toString() {
        return Arrays.stream(counters)
                .mapToObj(Long::toString)
                .collect(Collectors.joining(", ", "[", "]"));
    }

    private static void checkNodes(int nodes) {
        if (nodes < 1 || nodes > MAX_NODES) {
            throw new IllegalArgumentException(
                    "nodes of a vector clock: " + nodes + " (expected: 1 to " + MAX_NODES + ")");
        }
    }

    private ChronoFabricException noRoom(int node) {
        return new ChronoFabricException(
                ErrorCode.TIME_OUT_OF_RANGE,
                "vector clock: node " + node,
                "0 to " + (counters.length - 1),
                "Make the clock for all nodes from the start, or use a sparse one.");
    }
}
