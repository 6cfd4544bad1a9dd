package io.chronofabric.time.causal;

import java.util.ArrayList;
import java.util.List;

/** A message on its way through a causal queue. */
final class Waiting<D, M> {
    final D id;
    final List<D> dependencies;
    final M message;
    final long bytes;

    /** When its wait began, nanoseconds. */
    final long sinceNanos;

    /** Its place in the order of arrival. */
    final long arrival;

    /** What was given up while it waited for it. */
    final List<D> missing = new ArrayList<>(0);

    /** How many of its dependencies have neither left nor been given up. */
    int unsettled;

    boolean gone;

    /** What it leaves with if it misses something. */
    DeliveryOutcome reason = DeliveryOutcome.DEPENDENCY_GIVEN_UP;

    /** Something was given up; a message that waits since later finds it settled already. */
    void misses(D name, long through) {
        if (sinceNanos <= through) {
            missing.add(name);
        }
    }

    Waiting(D id, List<D> dependencies, M message, long bytes, long sinceNanos, long arrival) {
        this.id = id;
        this.dependencies = dependencies;
        this.message = message;
        this.bytes = bytes;
        this.sinceNanos = sinceNanos;
        this.arrival = arrival;
    }
}
