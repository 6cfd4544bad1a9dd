package io.chronofabric.bus.slot;

import io.chronofabric.bus.WhenFull;
import io.chronofabric.bus.wire.FrameHandler;
import io.chronofabric.bus.wire.FrameLayout;
import io.chronofabric.bus.wire.FrameReader;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Reads the slots of a bus in order, each frame in place or, where publishers do not wait, in a
 * copy. {@link #poll} is for one thread at a time; the others may be called by any.
 *
 * <p>A subscription whose last polling thread has ended is closed by the first publisher that it
 * holds up.
 */
public final class SlotSubscription implements AutoCloseable {
    private static final int CURSOR = 128;
    private static final int DELIVERED = CURSOR + 8;
    private static final int FILTERED = CURSOR + 16;
    private static final int MISSED = CURSOR + 24;
    private static final int MALFORMED = CURSOR + 32;

    /** Publishers are let on at least so often a lap. */
    private static final int BATCHES = 4;

    private final SlotBus bus;
    private final SlotRing ring;
    private final SlotGates gates;
    private final SlotSubscriptionOptions options;
    private final boolean lossy;
    private final int longestBatch;
    private final long targets;
    private final FrameReader reader = new FrameReader();
    private final UnsafeBuffer copy;

    /** The cursor and the counters; written by the polling thread alone. */
    private final UnsafeBuffer shown = SlotRing.lines(1);

    private long position;
    private long delivered;
    private long filtered;
    private long missed;
    private long malformed;
    private volatile Thread pollingThread;
    private volatile boolean closed;

    SlotSubscription(SlotBus bus, SlotRing ring, SlotGates gates, SlotSubscriptionOptions options) {
        this.bus = bus;
        this.ring = ring;
        this.gates = gates;
        this.options = options;
        this.lossy = options.whenFull() == WhenFull.DROP_OLDEST;
        this.longestBatch = Math.max(1, ring.capacity() / BATCHES);
        this.targets = options.targets();
        this.copy = new UnsafeBuffer(new byte[lossy ? ring.frameBytes() : 0]);
    }

    /** Its name. */
    public String name() {
        return options.name();
    }

    /**
     * Hands committed frames to a handler, until there are no more or enough were looked at.
     *
     * @param handler gets each frame; must not poll this subscription itself. What it throws is
     *     thrown here; the next poll goes on after that frame
     * @param limit the most slots to look at
     * @return how many slots were looked at, those that others were meant for included; 0 if there
     *     is nothing to do now, or the subscription is closed
     */
    public int poll(FrameHandler handler, int limit) {
        if (closed) {
            return 0;
        }
        if (pollingThread != Thread.currentThread()) {
            pollingThread = Thread.currentThread();
        }
        long first = position;
        int most = Math.min(limit, longestBatch);
        try {
            return lossy ? pollCopies(handler, most) : pollInPlace(handler, most);
        } finally {
            if (position != first) {
                show();
            }
        }
    }

    /** Whether the bus is closed and everything is read; final, unless a claim is still open. */
    public boolean isEnded() {
        return bus.isClosed() && cursor() >= ring.tail();
    }

    /** Whether nothing is read any more: by {@link #close}, or since its reader's thread ended. */
    public boolean isClosed() {
        return closed;
    }

    /** What became of the slots so far. */
    public SlotStatistics statistics() {
        return new SlotStatistics(
                name(),
                shown.getLongAcquire(DELIVERED),
                shown.getLongAcquire(FILTERED),
                shown.getLongAcquire(MISSED),
                shown.getLongAcquire(MALFORMED),
                closed ? 0 : Math.max(0, ring.tail() - cursor()));
    }

    /**
     * Ends the subscription; publishers do not wait for it any more, and what it has not read
     * counts as missed. By the polling thread, or once that has stopped polling. Closing again does
     * nothing.
     */
    @Override
    public void close() {
        gates.remove(this);
    }

    WhenFull whenFull() {
        return options.whenFull();
    }

    boolean gates() {
        return !lossy;
    }

    long cursor() {
        return shown.getLongVolatile(CURSOR);
    }

    boolean isReaderDead() {
        Thread last = pollingThread;
        return last != null && !last.isAlive();
    }

    /** By the subscribing thread, before anybody polls. */
    void startAt(long start) {
        position = start;
        shown.putLongVolatile(CURSOR, start);
    }

    /** By the closing thread, once; nobody polls any more. */
    void end(long tail) {
        closed = true;
        missed = shown.getLongVolatile(MISSED) + tail - cursor();
        shown.putLongRelease(MISSED, missed);
        shown.putLongRelease(CURSOR, tail);
    }

    private int pollInPlace(FrameHandler handler, int most) {
        int slots = 0;
        while (slots < most) {
            long word = ring.word(position);
            if (ring.lapsAhead(word, position) != 0) {
                break;
            }
            int offset = ring.frameOffset(position);
            position++;
            slots++;
            hand(ring.slots(), offset, SlotRing.length(word), handler);
        }
        return slots;
    }

    private int pollCopies(FrameHandler handler, int most) {
        int slots = 0;
        while (slots < most) {
            long word = ring.word(position);
            long ahead = ring.lapsAhead(word, position);
            if (ahead < 0) {
                break;
            }
            if (ahead > 0) {
                skipTo(ring.tail() - ring.capacity());
                slots++;
                continue;
            }
            int length = SlotRing.length(word);
            ring.slots().getBytes(ring.frameOffset(position), copy, 0, length);
            slots++;
            if (ring.isOverwritten(position)) {
                // A reader that stays so close behind would be overtaken in every slot.
                skipTo(ring.tail() - ring.capacity() / 2);
                continue;
            }
            position++;
            hand(copy, 0, length, handler);
        }
        return slots;
    }

    private void skipTo(long target) {
        missed += target - position;
        position = target;
    }

    private void hand(DirectBuffer buffer, int offset, int length, FrameHandler handler) {
        if (length == 0) {
            return;
        }
        // The mask is on the line that has just been read.
        long mask = buffer.getLong(offset + FrameLayout.MASK_OFFSET, FrameLayout.ORDER);
        if ((mask & targets) == 0) {
            filtered++;
        } else if (reader.wrap(buffer, offset, length) != null) {
            malformed++;
        } else if (!options.filter().accepts(reader)) {
            filtered++;
        } else {
            delivered++;
            handler.onFrame(reader, position);
        }
    }

    /** Shows publishers how far it came; last, since it frees the slots. */
    private void show() {
        shown.putLongOpaque(DELIVERED, delivered);
        shown.putLongOpaque(FILTERED, filtered);
        shown.putLongOpaque(MISSED, missed);
        shown.putLongOpaque(MALFORMED, malformed);
        shown.putLongRelease(CURSOR, position);
    }
}
