package io.chronofabric.bus.aeron;

import io.aeron.archive.status.RecordingPos;
import io.chronofabric.bus.BusException;
import io.chronofabric.bus.wire.FrameHeader;
import io.chronofabric.core.ErrorCode;
import java.time.Duration;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.status.CountersReader;

/**
 * Publishes into the durable log, and to whoever listens. A packet is acknowledged when the
 * recording has passed it: {@link #isDurable}; then it survives the death of every process of the
 * host ({@link DriverSettings#syncLevel} says about the host itself). For one thread.
 *
 * <p>When the driver goes, packets not yet acknowledged may be in the log or not. A publisher that
 * connects again under the same name finds out by {@link #startPosition}: what ended at or below it
 * is in the log, what ended above it is not, and may be published again.
 */
public final class DurablePublisher implements AutoCloseable {
    private static final int SPINS = 100;
    private static final int YIELDS = 20;
    private static final long MIN_PARK_NANOS = 1_000;
    private static final long MAX_PARK_NANOS = 200_000;
    private static final long LOOK_NANOS = 100_000_000;

    private final SharedPublisher publisher;
    private final long recording;
    private final CountersReader counters;
    private final int counter;
    private final long startPosition;
    private final BackoffIdleStrategy idle =
            new BackoffIdleStrategy(SPINS, YIELDS, MIN_PARK_NANOS, MAX_PARK_NANOS);

    DurablePublisher(SharedPublisher publisher, long recording, int counter, long startPosition) {
        this.publisher = publisher;
        this.recording = recording;
        this.counters = publisher.connection().aeron().countersReader();
        this.counter = counter;
        this.startPosition = startPosition;
    }

    /** The recording that it writes. */
    public long recording() {
        return recording;
    }

    /** Where the recording ended when this publisher began. */
    public long startPosition() {
        return startPosition;
    }

    /**
     * Publishes a payload; it is on its way and not yet acknowledged.
     *
     * @return the position to ask {@link #isDurable} about
     * @throws BusException as {@link SharedPublisher#publish}
     */
    public long publish(FrameHeader header, DirectBuffer payload, int offset, int length) {
        return required(publisher.publish(header, payload, offset, length));
    }

    /** The same with the payload as an array. */
    public long publish(FrameHeader header, byte[] payload) {
        return required(publisher.publish(header, payload));
    }

    /**
     * The same without waiting.
     *
     * @return the position, or -1 if a subscriber that blocks or the log is behind
     */
    public long tryPublish(FrameHeader header, DirectBuffer payload, int offset, int length) {
        return required(publisher.tryPublish(header, payload, offset, length));
    }

    /** The same with the payload as an array. */
    public long tryPublish(FrameHeader header, byte[] payload) {
        return required(publisher.tryPublish(header, payload));
    }

    /**
     * Claims a frame in place, as {@link SharedPublisher#tryClaim}; its end is {@link #position}.
     */
    public SharedPublisher.ClaimedFrame tryClaim(FrameHeader header, int payloadLength) {
        return publisher.tryClaim(header, payloadLength);
    }

    /** Where the stream goes on after the last packet. */
    public long position() {
        return publisher.position();
    }

    /** Packets published. */
    public long published() {
        return publisher.published();
    }

    /** The longest payload that can be published under a header, in bytes. */
    public int maxPayload(FrameHeader header) {
        return publisher.maxPayload(header);
    }

    /** How far the log is written: everything that ended at or below it is acknowledged. */
    public long durablePosition() {
        long position = counters.getCounterValue(counter);
        return RecordingPos.isActive(counters, counter, recording) ? position : startPosition;
    }

    /** Whether the packet that ended at a position is in the log. */
    public boolean isDurable(long position) {
        return durablePosition() >= position;
    }

    /**
     * Waits until everything up to a position is in the log.
     *
     * @throws BusException with {@link ErrorCode#BUS_DELIVERY_FAILED} if it is not in time, or the
     *     thread was interrupted; {@link ErrorCode#BUS_INITIALIZATION_FAILED} if the driver has
     *     gone. In all cases it may still be in the log
     */
    public void awaitDurable(long position, Duration timeout) {
        if (isDurable(position)) {
            return;
        }
        BusConnection connection = publisher.connection();
        long start = connection.time().monotonicNanos();
        long looked = start;
        idle.reset();
        while (!isDurable(position)) {
            idle.idle();
            long now = connection.time().monotonicNanos();
            if (now - looked >= LOOK_NANOS) {
                connection.checkAlive();
                looked = now;
            }
            if (now - start >= timeout.toNanos() || Thread.currentThread().isInterrupted()) {
                throw new BusException(
                        ErrorCode.BUS_DELIVERY_FAILED,
                        "packets up to position "
                                + position
                                + " of "
                                + publisher.source().source()
                                + "; the log is at "
                                + durablePosition(),
                        "all of them in the log within " + timeout,
                        "Check the disk of the log, and the driver's log for errors.");
            }
        }
    }

    /** Ends the stream; its recording ends where it is. */
    @Override
    public void close() {
        publisher.close();
    }

    private long required(long position) {
        if (position == 0) {
            throw new BusException(
                    ErrorCode.BUS_DELIVERY_FAILED,
                    "a packet of " + publisher.source().source() + " that the log does not record",
                    "a log that records",
                    "See the driver's log; connect again when it is mended.");
        }
        return position;
    }
}
