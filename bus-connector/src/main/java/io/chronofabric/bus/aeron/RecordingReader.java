package io.chronofabric.bus.aeron;

import io.aeron.archive.client.PersistentSubscription;
import io.aeron.archive.client.PersistentSubscriptionException;
import io.aeron.logbuffer.FragmentHandler;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads one recording from a position on, and then, without a gap, what its publisher publishes now
 * or when it comes back. Never holds the publisher up: when it is behind, it reads from the log
 * again. For one thread.
 *
 * <p>What is read live may not be in the log yet, and would then be gone with the driver; {@link
 * #isRecorded} says.
 */
public final class RecordingReader implements FrameStream {
    private static final Logger LOG = LoggerFactory.getLogger(RecordingReader.class);
    private static final int MAX_REOPENED = 8;
    private static final String LIVE = "|tether=false|rejoin=false";
    private static final String REPLAY = "aeron:ipc?term-length=1m";
    private static final int REPLAY_STREAM = 7_001;

    private final BusConnection connection;
    private final Recording recording;
    private PersistentSubscription subscription;
    private final FrameReader frame = new FrameReader();
    private final FragmentHandler fragments = this::onMessage;

    private MalformedFrameHandler malformedHandler = MalformedFrameHandler.COUNTED_ONLY;
    private FrameHandler handler;
    private long position;
    private long recorded;

    /** The last position that was read live, and so may not have been in the log then. */
    private long live;

    private long malformed;

    /** How often it began again since a packet came. */
    private int reopened;

    private RecordingReader(
            BusConnection connection,
            Recording recording,
            PersistentSubscription subscription,
            long from) {
        this.connection = connection;
        this.recording = recording;
        this.subscription = subscription;
        this.position = from;
        this.recorded = from;
    }

    static RecordingReader open(BusConnection connection, Recording recording, long from) {
        if (from < recording.startPosition()) {
            throw new BusException(
                    ErrorCode.BUS_SUBSCRIPTION_FAILED,
                    "position "
                            + from
                            + " of recording "
                            + recording.id()
                            + " of "
                            + recording.source(),
                    "at least "
                            + recording.startPosition()
                            + ", where it begins since the last"
                            + " purge",
                    "Start from a later position; purge less eagerly.");
        }
        return new RecordingReader(
                connection, recording, subscribe(connection, recording, from), from);
    }

    private static PersistentSubscription subscribe(
            BusConnection connection, Recording recording, long from) {
        return PersistentSubscription.create(
                new PersistentSubscription.Context()
                        .aeron(connection.aeron())
                        .ownsAeronClient(false)
                        .aeronArchiveContext(connection.archiveContext())
                        .recordingId(recording.id())
                        .startPosition(from)
                        .liveChannel(recording.channel() + LIVE)
                        .liveStreamId(recording.stream())
                        .replayChannel(REPLAY)
                        .replayStreamId(REPLAY_STREAM));
    }

    /** What it reads, as it was when it began. */
    public Recording recording() {
        return recording;
    }

    @Override
    public RecordingReader onMalformed(MalformedFrameHandler setAside) {
        this.malformedHandler = Objects.requireNonNull(setAside, "setAside");
        return this;
    }

    /**
     * Hands over packets that are there. Also does what keeps the reading going, so it is to be
     * called again and again.
     *
     * @param limit the most pieces of packets to look at
     * @return whether it did anything: with false, the next call may wait a little
     * @throws BusException with {@link ErrorCode#BUS_INITIALIZATION_FAILED} if the driver has gone;
     *     {@link ErrorCode#BUS_SUBSCRIPTION_FAILED} if the recording can't be read on
     */
    @Override
    public boolean poll(FrameHandler receiver, int limit) {
        handler = receiver;
        boolean busy = subscription.poll(fragments, limit) > 0;
        if (busy) {
            reopened = 0;
        } else if (subscription.hasFailed()) {
            reopen();
        }
        return busy;
    }

    /** Never: somebody may publish more. */
    @Override
    public boolean isDone() {
        return false;
    }

    @Override
    public long position() {
        return position;
    }

    /** Whether all that was handed over is in the log. */
    public boolean isRecorded() {
        if (recorded < position) {
            recorded = connection.recordedPosition(recording.id());
        }
        return recorded >= position;
    }

    /** Whether it reads what is published now, and not from the log. */
    public boolean isLive() {
        return subscription.isLive();
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
        if (subscription.isLive()) {
            live = position;
        }
        if (fault == null) {
            handler.onFrame(frame, position);
        } else {
            malformed++;
            malformedHandler.onMalformed(fault, frame, position);
        }
    }

    /**
     * A publisher that ends between two questions of the subscription to the archive makes it ask
     * for a replay of nothing, and fail. Where the recording still has the place, it can go on.
     */
    private void reopen() {
        BusException failure = failed();
        // What was read live and is not known to be recorded may have been lost with what it was
        // read from, and other packets may take its place: then only a new start is sound.
        boolean goesOn =
                live <= recorded
                        && reopened < MAX_REOPENED
                        && connection.isAlive()
                        && connection
                                .recording(recording.id())
                                .filter(now -> now.startPosition() <= position)
                                .isPresent();
        if (!goesOn) {
            throw failure;
        }
        reopened++;
        LOG.debug("Reading on after: {}", failure.getMessage());
        CloseHelper.quietClose(subscription);
        subscription = connection.guarded(() -> subscribe(connection, recording, position));
    }

    private BusException failed() {
        Exception reason = subscription.failureReason();
        if (!connection.isAlive()) {
            return connection.gone(reason);
        }
        boolean known = reason instanceof PersistentSubscriptionException;
        return new BusException(
                ErrorCode.BUS_SUBSCRIPTION_FAILED,
                "recording "
                        + recording.id()
                        + " of "
                        + recording.source()
                        + " from position "
                        + position
                        + ": "
                        + (reason == null ? "stopped" : reason.getMessage()),
                "a recording that reaches from there on",
                known ? "Look at it with chronofabric bus stats." : "See the driver's log.",
                reason);
    }
}
