package io.chronofabric.it.bench.queue;

import io.chronofabric.core.Priority;
import io.chronofabric.time.queue.HeadStarts;

/**
 * What lies in the queues. Made once and offered again and again, each time with a later time;
 * never changed while it lies in a queue.
 */
final class Timed implements Comparable<Timed> {
    private final long shift;
    private final int node;
    private final Priority priority;
    private final long headStart;
    private long physicalNanos;
    private long place;

    /**
     * @param shift its time less the time at which it is offered, nanoseconds
     */
    Timed(long shift, int node, Priority priority) {
        this.shift = shift;
        this.node = node;
        this.priority = priority;
        headStart = HeadStarts.DEFAULT.nanosOf(priority);
    }

    Timed at(long nowNanos) {
        physicalNanos = nowNanos + shift;
        place = physicalNanos - headStart;
        return this;
    }

    long physicalNanos() {
        return physicalNanos;
    }

    int node() {
        return node;
    }

    Priority priority() {
        return priority;
    }

    @Override
    public int compareTo(Timed other) {
        int byPlace = Long.compare(place, other.place);
        return byPlace != 0 ? byPlace : Integer.compare(node, other.node);
    }
}
