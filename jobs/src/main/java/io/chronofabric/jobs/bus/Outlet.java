package io.chronofabric.jobs.bus;

import io.chronofabric.bus.aeron.DurablePublisher;
import io.chronofabric.bus.aeron.SharedPublisher;
import io.chronofabric.bus.wire.FrameHeader;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A publisher with an account of what became of its packets. {@link #offer} is for one thread, the
 * counts are for any.
 */
public final class Outlet implements AutoCloseable {
    /** Marks of how far the log was, so that a share of what is published can be told as in it. */
    private static final int MARKS = 4_096;

    private final SharedPublisher live;
    private final DurablePublisher durable;
    private final Deque<long[]> marks = new ArrayDeque<>();

    private volatile long published;
    private volatile long unheard;
    private volatile long waited;
    private volatile long position;
    private long logged;

    private Outlet(SharedPublisher live, DurablePublisher durable) {
        this.live = live;
        this.durable = durable;
    }

    /** Reaches those who listen. */
    public static Outlet of(SharedPublisher publisher) {
        return new Outlet(publisher, null);
    }

    /** Reaches the log, and those who listen. */
    public static Outlet of(DurablePublisher publisher) {
        return new Outlet(null, publisher);
    }

    /** Whether its packets are recorded. */
    public boolean isDurable() {
        return durable != null;
    }

    /**
     * Publishes a packet if there is room.
     *
     * @return whether there was
     */
    @SuppressWarnings("NonAtomicOperationOnVolatileField") // one thread publishes
    public boolean offer(FrameHeader header, byte[] payload) {
        long end =
                isDurable()
                        ? durable.tryPublish(header, payload)
                        : live.tryPublish(header, payload);
        if (end < 0) {
            return false;
        }
        if (isDurable()) {
            // Before the count, so that whoever reads the count first never counts one too many.
            position = end;
            mark(end, published + 1);
        } else {
            unheard = live.unheard();
        }
        published++;
        return true;
    }

    /** Counts a packet that found no room at first. */
    @SuppressWarnings("NonAtomicOperationOnVolatileField")
    public void noteWait() {
        waited++;
    }

    /** The longest payload under a header, in bytes. */
    public int maxPayload(FrameHeader header) {
        return isDurable() ? durable.maxPayload(header) : live.maxPayload(header);
    }

    /** Packets published. */
    public long published() {
        return published;
    }

    /** Of these, packets that met no subscriber; known for packets that are not recorded. */
    public long unheard() {
        return unheard;
    }

    /** Of these, packets that had to wait for room. */
    public long waited() {
        return waited;
    }

    /** Of these, packets that are in the log for sure; a few more may be. */
    public synchronized long logged() {
        if (!isDurable()) {
            return 0;
        }
        long count = published;
        if (isLogged()) {
            return count;
        }
        long at = durable.durablePosition();
        while (!marks.isEmpty() && marks.peekFirst()[0] <= at) {
            logged = marks.removeFirst()[1];
        }
        return logged;
    }

    /** Whether all of them are in the log. */
    public boolean isLogged() {
        return isDurable() && (published == 0 || durable.isDurable(position));
    }

    @Override
    public void close() {
        if (isDurable()) {
            durable.close();
        } else {
            live.close();
        }
    }

    private synchronized void mark(long end, long count) {
        if (marks.size() == MARKS) {
            marks.removeLast();
        }
        marks.addLast(new long[] {end, count});
    }
}
