package io.chronofabric.operators.sequence;

import io.chronofabric.time.LogicalTime;

/** An event that partial matches have taken, with its place among the key's events. */
final class Kept<E> {
    final E event;
    final LogicalTime time;
    final long ordinal;
    int uses;

    Kept(E event, LogicalTime time, long ordinal) {
        this.event = event;
        this.time = time;
        this.ordinal = ordinal;
    }
}
