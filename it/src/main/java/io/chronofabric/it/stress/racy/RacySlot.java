package io.chronofabric.it.stress.racy;

import org.agrona.concurrent.UnsafeBuffer;

/**
 * A slot of the bus whose reader copies it and does not look afterwards whether it was being
 * overwritten: it can see half of one frame and half of another.
 */
final class RacySlot {
    private static final int WORD = 0;
    private static final int FIRST = 8;
    private static final int LAST = 64;

    private final UnsafeBuffer slot = new UnsafeBuffer(new byte[72]);

    void write(int lap, long value) {
        slot.putLong(FIRST, value);
        slot.putLong(LAST, value);
        slot.putLongRelease(WORD, lap);
    }

    /** The value; 0 if there is none of that lap, -1 if it is torn. */
    int read(int lap) {
        if (slot.getLongAcquire(WORD) != lap) {
            return 0;
        }
        long first = slot.getLong(FIRST);
        return slot.getLong(LAST) == first ? (int) first : -1;
    }
}
