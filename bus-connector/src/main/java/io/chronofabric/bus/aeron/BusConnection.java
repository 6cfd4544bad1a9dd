package io.chronofabric.bus.aeron;

import io.aeron.Aeron;
import io.aeron.RethrowingErrorHandler;
import io.aeron.archive.client.AeronArchive;
import io.aeron.archive.client.RecordingDescriptorConsumer;
import io.aeron.exceptions.AeronException;
import io.chronofabric.bus.BusException;
import io.chronofabric.bus.WhenFull;
import io.chronofabric.bus.wire.FrameSource;
import io.chronofabric.core.ErrorCode;
import io.chronofabric.time.HybridLogicalClock;
import io.chronofabric.time.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.agrona.CloseHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This process's connection to the driver of its host. Has one thread of its own, which keeps the
 * connection alive. Safe for use by many threads; what it hands out says who may use it. When the
 * driver goes, everything that it handed out fails with {@link
 * ErrorCode#BUS_INITIALIZATION_FAILED}: close it and connect anew.
 */
public final class BusConnection implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BusConnection.class);

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final int CONTROL_STREAM = 10;
    private static final String CONTROL_CHANNEL = "aeron:ipc?term-length=64k";
    private static final int PAGE = 1_000;

    private final BusHome home;
    private final TimeSource time;
    private final String driver;
    private final Aeron aeron;
    private final AeronArchive archive;
    private final AtomicReference<Throwable> failure;

    private BusConnection(
            BusHome home,
            TimeSource time,
            String driver,
            Aeron aeron,
            AeronArchive archive,
            AtomicReference<Throwable> failure) {
        this.home = home;
        this.time = time;
        this.driver = driver;
        this.aeron = aeron;
        this.archive = archive;
        this.failure = failure;
    }

    /**
     * Connects to the driver of a folder.
     *
     * @param time measures how long a publish or a start waits
     * @throws BusException with {@link ErrorCode#BUS_INITIALIZATION_FAILED} if none runs there
     */
    public static BusConnection connect(BusHome home, TimeSource time) {
        String driver = DriverLock.identity(home);
        if (!DriverLock.isHeld(home)) {
            throw noDriver(home, null);
        }
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Aeron aeron = null;
        try {
            aeron = Aeron.connect(aeronContext(home, failure));
            AeronArchive archive = AeronArchive.connect(archiveContext(aeron));
            return new BusConnection(home, time, driver, aeron, archive, failure);
        } catch (AeronException e) {
            CloseHelper.quietClose(aeron);
            throw noDriver(home, e);
        } catch (RuntimeException e) {
            CloseHelper.quietClose(aeron);
            throw e;
        }
    }

    /** Where the driver is. */
    public BusHome home() {
        return home;
    }

    /** Identifies the log of this host. */
    public long archiveId() {
        return archive.archiveId();
    }

    /**
     * Whether the driver that this is connected to still runs. Looks at a file: for moments when
     * nothing moves, not for every packet.
     */
    public boolean isAlive() {
        return failure.get() == null
                && !aeron.isClosed()
                && DriverLock.isHeld(home)
                && DriverLock.identity(home).equals(driver);
    }

    /**
     * Does nothing while the driver runs.
     *
     * @throws BusException with {@link ErrorCode#BUS_INITIALIZATION_FAILED} if it has gone
     */
    public void checkAlive() {
        if (!isAlive()) {
            throw gone(failure.get());
        }
    }

    /**
     * A publisher whose packets reach those who listen now: at most once.
     *
     * @param bus name of the bus
     * @param source who publishes, or null to leave that out of the frames
     * @param clock stamps the packets
     * @param publishTimeout how long a publish waits for subscribers that are behind
     */
    public SharedPublisher publisher(
            String bus, FrameSource source, HybridLogicalClock clock, Duration publishTimeout) {
        BusNames.check("bus", bus);
        return new SharedPublisher(
                this,
                bus,
                guarded(
                        () ->
                                aeron.addExclusivePublication(
                                        "aeron:ipc?alias=" + Recording.liveAlias(bus, source),
                                        RecordingKind.DATA.streamOf(bus))),
                source,
                clock,
                publishTimeout);
    }

    /**
     * A publisher whose packets are recorded. Goes on with the recording that the source has on
     * this bus, or begins one.
     *
     * @param bus name of the bus
     * @param source who publishes; one publisher at a time may have the name on the bus
     * @param clock stamps the packets
     * @param publishTimeout how long a publish waits for subscribers and the log, and how long this
     *     waits for the name while another has it
     * @throws BusException with {@link ErrorCode#BUS_PUBLISH_TIMEOUT} if another publisher has the
     *     name for all that time
     */
    public DurablePublisher durablePublisher(
            String bus, FrameSource source, HybridLogicalClock clock, Duration publishTimeout) {
        return durablePublisher(RecordingKind.DATA, bus, source, clock, publishTimeout);
    }

    /** The same for another kind of recording. */
    public DurablePublisher durablePublisher(
            RecordingKind kind,
            String bus,
            FrameSource source,
            HybridLogicalClock clock,
            Duration publishTimeout) {
        BusNames.check("bus", bus);
        BusNames.check("source", source.source());
        return guarded(
                () -> new RecordingStart(this, kind, bus, source, clock, publishTimeout).begin());
    }

    /**
     * Listens to what is published from now on.
     *
     * @param options what is wanted and what happens when this is behind
     */
    public SharedSubscription subscribe(SharedSubscriptionOptions options) {
        String channel =
                options.whenBehind() == WhenFull.BLOCK
                        ? "aeron:ipc?tether=true|alias="
                        : "aeron:ipc?tether=false|rejoin=true|alias=";
        String alias = Recording.liveAlias(options.bus(), null);
        return new SharedSubscription(
                this,
                options,
                time,
                guarded(
                        () ->
                                aeron.addSubscription(
                                        channel + alias,
                                        RecordingKind.DATA.streamOf(options.bus()))));
    }

    /** All recordings of the log, oldest first. */
    public List<Recording> recordings() {
        return guarded(this::list);
    }

    /** The recordings of one kind on one bus, oldest first. */
    public List<Recording> recordings(String bus, RecordingKind kind) {
        return recordings().stream()
                .filter(one -> one.kind() == kind && one.bus().equals(bus))
                .toList();
    }

    /** One recording as it is now, or nothing if the log does not have it. */
    public Optional<Recording> recording(long id) {
        List<Recording> found = new ArrayList<>();
        guarded(() -> archive.listRecording(id, collector(found, any -> {})));
        return found.stream().findFirst();
    }

    /**
     * How far a recording is written.
     *
     * @throws BusException with {@link ErrorCode#BUS_INTERNAL} if the log does not have it
     */
    public long recordedPosition(long recording) {
        return guarded(() -> archive.getMaxRecordedPosition(recording));
    }

    /**
     * Reads a recording and goes on with what is published.
     *
     * @param from the position to begin at: one that a {@link
     *     io.chronofabric.bus.wire.FrameHandler} was given, or the recording's start position
     */
    public RecordingReader read(Recording recording, long from) {
        return guarded(() -> RecordingReader.open(this, recording, from));
    }

    /**
     * Reads a part of a recording that is written already.
     *
     * @param from position before the first packet
     * @param to position after the last packet
     */
    public RangeReader readRange(Recording recording, long from, long to) {
        return guarded(() -> RangeReader.open(this, recording, from, to));
    }

    /** What consumers of this host's log have said about how far they are. */
    public ConsumerPositions consumers() {
        return ConsumerPositions.in(DriverLock.log(home));
    }

    /**
     * Frees whole files of a recording below a position; of what an ended attempt of a
     * transactional sink left behind, everything once nothing of it is needed.
     *
     * @return where the recording begins now
     */
    public long purge(Recording recording, long below) {
        long start = startAfterPurge(recording, below);
        if (isOver(recording, below)) {
            guarded(() -> archive.purgeRecording(recording.id()));
        } else if (start > recording.startPosition()) {
            guarded(() -> archive.purgeSegments(recording.id(), start));
        }
        return start;
    }

    /** Where a recording would begin after {@link #purge}. */
    public static long startAfterPurge(Recording recording, long below) {
        if (isOver(recording, below)) {
            return recording.stopPosition();
        }
        long start =
                AeronArchive.segmentFileBasePosition(
                        recording.startPosition(),
                        below,
                        recording.layout().termLength(),
                        recording.layout().segmentLength());
        return Math.max(start, recording.startPosition());
    }

    private static boolean isOver(Recording recording, long below) {
        return recording.kind() == RecordingKind.TRANSACTION
                && !recording.isActive()
                && below >= recording.stopPosition();
    }

    @Override
    public void close() {
        CloseHelper.quietCloseAll(archive, aeron);
    }

    Aeron aeron() {
        return aeron;
    }

    AeronArchive archive() {
        return archive;
    }

    TimeSource time() {
        return time;
    }

    /** A context for one more connection to the archive over the same client. */
    AeronArchive.Context archiveContext() {
        return archiveContext(aeron);
    }

    /** For the caller to throw. */
    BusException gone(Throwable cause) {
        return new BusException(
                ErrorCode.BUS_INITIALIZATION_FAILED,
                "the driver of " + home.directory() + " stopped or was restarted",
                "a driver that runs on",
                "Connect again; see chronofabric bus driver.",
                cause);
    }

    /** Runs what talks to the driver, and says in the house's words what went wrong. */
    <T> T guarded(Supplier<T> action) {
        try {
            return action.get();
        } catch (BusException e) {
            throw e;
        } catch (AeronException | IllegalStateException e) {
            if (!isAlive()) {
                throw gone(e);
            }
            throw new BusException(
                    ErrorCode.BUS_INTERNAL,
                    "the driver of " + home.directory() + " answered: " + e.getMessage(),
                    "an answer",
                    "See the driver's log.",
                    e);
        }
    }

    private List<Recording> list() {
        List<Recording> found = new ArrayList<>();
        long next = 0;
        int count;
        do {
            long[] last = {next - 1};
            count = archive.listRecordings(next, PAGE, collector(found, id -> last[0] = id));
            next = last[0] + 1;
        } while (count == PAGE);
        return found;
    }

    private RecordingDescriptorConsumer collector(List<Recording> found, LongConsumer ids) {
        long archiveId = archiveId();
        return (session,
                correlation,
                id,
                startTime,
                stopTime,
                start,
                stop,
                term,
                segment,
                termLength,
                mtu,
                sessionId,
                stream,
                stripped,
                original,
                identity) -> {
            ids.accept(id);

            Recording.of(
                            archiveId,
                            id,
                            start,
                            stop,
                            original,
                            new Recording.Layout(sessionId, term, termLength, mtu, segment))
                    .ifPresent(found::add);
        };
    }

    private static Aeron.Context aeronContext(BusHome home, AtomicReference<Throwable> failure) {
        return new Aeron.Context()
                .aeronDirectoryName(home.aeron().toString())
                .clientName("pid-" + ProcessHandle.current().pid())
                .driverTimeoutMs(CONNECT_TIMEOUT.toMillis())
                .idleSleepDurationNs(TimeUnit.MILLISECONDS.toNanos(1))
                .subscriberErrorHandler(RethrowingErrorHandler.INSTANCE)
                .errorHandler(
                        e -> {
                            if (failure.compareAndSet(null, e)) {
                                LOG.debug("Bus connection to {}: {}", home, e.getMessage(), e);
                            }
                        });
    }

    private static AeronArchive.Context archiveContext(Aeron aeron) {
        return new AeronArchive.Context()
                .aeron(aeron)
                .ownsAeronClient(false)
                .controlRequestChannel(CONTROL_CHANNEL)
                .controlRequestStreamId(CONTROL_STREAM)
                .controlResponseChannel(CONTROL_CHANNEL)
                .messageTimeoutNs(CONNECT_TIMEOUT.toNanos());
    }

    private static BusException noDriver(BusHome home, Throwable cause) {
        return new BusException(
                ErrorCode.BUS_INITIALIZATION_FAILED,
                "no bus driver in " + home.directory(),
                "a driver that runs there",
                "Start one: chronofabric bus driver --directory " + home.directory(),
                cause);
    }
}
