package io.chronofabric.bus.aeron;

import io.aeron.Image;
import io.aeron.ImageFragmentAssembler;
import io.aeron.Subscription;
import io.aeron.archive.client.AeronArchive;
import io.aeron.logbuffer.Header;
import io.chronofabric.bus.BusException;
import io.chronofabric.bus.wire.FrameFault;
import io.chronofabric.bus.wire.FrameHandler;
import io.chronofabric.bus.wire.FrameReader;
import io.chronofabric.bus.wire.MalformedFrameHandler;
import io.chronofabric.core.ErrorCode;
import java.util.Objects;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;

/** Reads a part of a recording that is written already, once. For one thread. */
public final class RangeReader implements FrameStream {
    private static final String REPLAY = "aeron:ipc?term-length=1m";
    private static final int REPLAY_STREAM = 7_002;

    private final BusConnection connection;
    private final Recording recording;
    private final Subscription subscription;
    private final int session;
    private final long to;
    private final FrameReader frame = new FrameReader();
    private final ImageFragmentAssembler assembler = new ImageFragmentAssembler(this::onMessage);

    private MalformedFrameHandler malformedHandler = MalformedFrameHandler.COUNTED_ONLY;
    private FrameHandler handler;
    private Image image;
    private long position;
    private long malformed;

    private RangeReader(
            BusConnection connection,
            Recording recording,
            Subscription subscription,
            int session,
            long from,
            long to) {
        this.connection = connection;
        this.recording = recording;
        this.subscription = subscription;
        this.session = session;
        this.position = from;
        this.to = to;
    }

    static RangeReader open(BusConnection connection, Recording recording, long from, long to) {
        if (from < recording.startPosition() || to < from) {
            throw new BusException(
                    ErrorCode.BUS_SUBSCRIPTION_FAILED,
                    "positions " + from + " to " + to + " of recording " + recording.id(),
                    "a range from " + recording.startPosition() + " on",
                    "Purge less eagerly, or start from a later position.");
        }
        if (from == to) {
            return new RangeReader(connection, recording, null, 0, from, to);
        }
        AeronArchive archive = connection.archive();
        int session =
                (int) archive.startReplay(recording.id(), from, to - from, REPLAY, REPLAY_STREAM);
        Subscription subscription =
                connection
                        .aeron()
                        .addSubscription(REPLAY + "|session-id=" + session, REPLAY_STREAM);
        return new RangeReader(connection, recording, subscription, session, from, to);
    }

    @Override
    public RangeReader onMalformed(MalformedFrameHandler setAside) {
        this.malformedHandler = Objects.requireNonNull(setAside, "setAside");
        return this;
    }

    /**
     * Hands over packets that have come.
     *
     * @return whether there were any; with false and not {@link #isDone}, the next call may wait a
     *     little
     * @throws BusException with {@link ErrorCode#BUS_INITIALIZATION_FAILED} if the driver has gone;
     *     {@link ErrorCode#BUS_SUBSCRIPTION_FAILED} if the range ends early
     */
    @Override
    public boolean poll(FrameHandler receiver, int limit) {
        if (isDone()) {
            return false;
        }
        if (image == null) {
            image = subscription.imageBySessionId(session);
            if (image == null) {
                return false;
            }
        }
        handler = receiver;
        boolean any = image.poll(assembler, limit) > 0;
        // Also past what no handler gets: the end of a term, frames given up.
        position = Math.max(position, image.position());
        if (!any && image.isClosed() && !isDone()) {
            throw endedEarly();
        }
        return any;
    }

    @Override
    public boolean isDone() {
        return position >= to;
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public long malformed() {
        return malformed;
    }

    @Override
    public void close() {
        CloseHelper.quietClose(subscription);
    }

    private void onMessage(DirectBuffer buffer, int offset, int length, Header header) {
        FrameFault fault = frame.wrap(buffer, offset, length);
        position = header.position();
        if (fault == null) {
            handler.onFrame(frame, position);
        } else {
            malformed++;
            malformedHandler.onMalformed(fault, frame, position);
        }
    }

    private BusException endedEarly() {
        connection.checkAlive();
        return new BusException(
                ErrorCode.BUS_SUBSCRIPTION_FAILED,
                "recording " + recording.id() + " stopped at position " + position,
                "packets up to " + to,
                "Read it again from there.");
    }
}
