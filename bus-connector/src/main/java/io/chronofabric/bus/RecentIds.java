package io.chronofabric.bus;

import java.util.Arrays;
import org.agrona.collections.LongHashSet;

/** The last so many ids that were added; the oldest is forgotten for the next. For one thread. */
final class RecentIds {
    private static final int FIRST_CAPACITY = 64;

    private final int max;
    private final LongHashSet ids = new LongHashSet();
    private long[] inOrder;
    private int next;

    RecentIds(int max) {
        this.max = max;
        this.inOrder = new long[Math.min(max, FIRST_CAPACITY)];
    }

    void add(long id) {
        if (!ids.add(id)) {
            return;
        }
        if (ids.size() > max) {
            ids.remove(inOrder[next]);
        } else if (next == inOrder.length) {
            inOrder = Arrays.copyOf(inOrder, (int) Math.min(max, 2L * inOrder.length));
        }
        inOrder[next] = id;
        next = next + 1 == max ? 0 : next + 1;
    }

    boolean contains(long id) {
        return ids.contains(id);
    }

    boolean containsAll(long[] wanted) {
        for (long id : wanted) {
            if (!ids.contains(id)) {
                return false;
            }
        }
        return true;
    }
}
