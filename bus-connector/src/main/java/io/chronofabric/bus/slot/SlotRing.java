package io.chronofabric.bus.slot;

import java.lang.invoke.VarHandle;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The memory of a slot bus.
 *
 * <p>A slot is a commit word of 8 bytes and a frame behind it; with the fixed header that is one
 * cache line. The word says which lap of the ring it was committed in, from 1, and how long the
 * frame is (0: given up), so that a slot needs no clearing and a reader knows a new frame from the
 * one a lap before in one read. The tail is the next position to be claimed. It moves before a slot
 * is written, which lets a reader that nobody waits for check afterwards that what it copied was
 * not being overwritten; Agrona's broadcast buffer does the same.
 */
final class SlotRing {
    /** Bytes of the commit word. */
    private static final int WORD = 8;

    private static final int LENGTH_BITS = 20;
    private static final int LENGTH_MASK = (1 << LENGTH_BITS) - 1;

    /** Two lines apart: processors fetch lines in pairs. */
    private static final int APART = 128;

    private static final int TAIL = APART;
    private static final int GATE = 2 * APART;

    private final UnsafeBuffer slots;
    private final UnsafeBuffer control;
    private final int slotBytes;
    private final int capacity;
    private final int indexMask;
    private final int lapShift;

    SlotRing(SlotBusOptions options) {
        slotBytes = options.slotBytes();
        capacity = options.slots();
        indexMask = capacity - 1;
        lapShift = Integer.numberOfTrailingZeros(capacity);
        slots = new UnsafeBuffer(BufferUtil.allocateDirectAligned(capacity * slotBytes, APART));
        control = lines(2);
    }

    /** Memory for numbers that different threads write, each on a line of its own. */
    static UnsafeBuffer lines(int count) {
        return new UnsafeBuffer(BufferUtil.allocateDirectAligned((count + 2) * APART, APART));
    }

    int capacity() {
        return capacity;
    }

    /** The memory that frames are in. */
    UnsafeBuffer slots() {
        return slots;
    }

    /** Bytes that a frame may take. */
    int frameBytes() {
        return slotBytes - WORD;
    }

    int frameOffset(long position) {
        return wordOffset(position) + WORD;
    }

    /** The commit word of a position's slot, whichever lap it is of. */
    long word(long position) {
        return slots.getLongAcquire(wordOffset(position));
    }

    /** Below 0: not committed yet; 0: committed; above 0: overwritten since. */
    long lapsAhead(long word, long position) {
        return (word >>> LENGTH_BITS) - (position >>> lapShift) - 1;
    }

    static int length(long word) {
        return (int) word & LENGTH_MASK;
    }

    /** Shows a frame to the readers. */
    void commit(long position, int length) {
        long lap = (position >>> lapShift) + 1;
        slots.putLongRelease(wordOffset(position), lap << LENGTH_BITS | length);
    }

    /** The next position to be claimed. */
    long tail() {
        return control.getLongVolatile(TAIL);
    }

    /** Claims a position for the only publisher; its slot may be written from now on. */
    void advanceTail(long position) {
        control.putLongOpaque(TAIL, position + 1);
        VarHandle.storeStoreFence();
    }

    /** Claims a position if nobody else has. */
    boolean tryAdvanceTail(long position) {
        return control.compareAndSetLong(TAIL, position, position + 1);
    }

    /** Whether a slot may have been written to since its position was read. */
    boolean isOverwritten(long position) {
        VarHandle.loadLoadFence();
        return tail() - position > capacity;
    }

    /** A position that no reader that holds publishers up is before; kept by the publishers. */
    long gate() {
        return control.getLongVolatile(GATE);
    }

    void gate(long position) {
        control.putLongRelease(GATE, position);
    }

    private int wordOffset(long position) {
        return ((int) position & indexMask) * slotBytes;
    }
}
