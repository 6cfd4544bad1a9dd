package io.chronofabric.it.stress.racy;

/**
 * The intake ring of the temporal queue with its compare-and-set replaced by a read and a write:
 * two producers can claim one place.
 */
final class RacyRing {
    private final Integer[] elements = new Integer[4];
    private volatile int claimed;
    private int next;

    void offer(Integer element) {
        int place = claimed;
        claimed = place + 1;
        elements[place & 3] = element;
    }

    Integer take() {
        Integer element = elements[next & 3];
        if (element != null) {
            elements[next & 3] = null;
            next++;
        }
        return element;
    }
}
