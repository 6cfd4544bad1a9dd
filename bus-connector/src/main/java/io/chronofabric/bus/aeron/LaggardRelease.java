package io.chronofabric.bus.aeron;

import io.aeron.ExclusivePublication;
import io.aeron.Image;
import io.aeron.Subscription;
import org.agrona.CloseHelper;

/**
 * Sees to it that subscribers which asked not to block are let go when they hold a publisher up.
 * The driver lets an untethered subscriber go when it is far behind <em>the foremost one</em>; if
 * all are behind, nobody is. So while there is no room, the publisher keeps a subscription of its
 * own that reads nothing and stands where the stream ends. For the publishing thread.
 */
final class LaggardRelease implements AutoCloseable {
    private static final long PATIENCE_NANOS = 2_000_000;

    private final BusConnection connection;
    private final ExclusivePublication publication;
    private boolean pressed;
    private long since;
    private Subscription foremost;

    LaggardRelease(BusConnection connection, ExclusivePublication publication) {
        this.connection = connection;
        this.publication = publication;
    }

    /**
     * For each attempt that found no room.
     *
     * @throws io.chronofabric.bus.BusException if the driver has gone
     */
    void noRoom(long monotonicNanos) {
        if (!pressed) {
            pressed = true;
            since = monotonicNanos;
        } else if (monotonicNanos - since >= PATIENCE_NANOS) {
            if (foremost == null) {
                // A driver that has gone does not answer either, and would be waited for.
                connection.checkAlive();
                foremost = connection.guarded(this::subscribe);
            }
            Image image = foremost.imageBySessionId(publication.sessionId());
            if (image != null) {
                moveTo(image, publication.position());
            }
        }
    }

    /** For attempts that found room after some that did not. */
    void room() {
        if (pressed) {
            pressed = false;
            close();
        }
    }

    @Override
    public void close() {
        CloseHelper.quietClose(foremost);
        foremost = null;
    }

    private Subscription subscribe() {
        return connection
                .aeron()
                .addSubscription(
                        "aeron:ipc?tether=false|session-id=" + publication.sessionId(),
                        publication.streamId());
    }

    /** An image can be moved to the end of its term at a time. */
    private static void moveTo(Image image, long target) {
        long at = image.position();
        int term = image.termBufferLength();
        while (at < target && !image.isClosed()) {
            at = Math.min(target, at - (at & (term - 1)) + term);
            image.position(at);
        }
    }
}
