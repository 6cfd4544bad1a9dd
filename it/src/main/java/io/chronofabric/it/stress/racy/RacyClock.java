package io.chronofabric.it.stress.racy;

/**
 * The hybrid logical clock over a wall clock that stands, with its compare-and-set replaced by a
 * read and a write: two threads can be given one time.
 */
final class RacyClock {
    private volatile long last = 9;

    long tickPhysical() {
        long next = last + 1;
        last = next;
        return next;
    }
}
