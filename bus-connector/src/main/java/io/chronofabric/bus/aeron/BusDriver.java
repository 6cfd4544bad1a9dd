package io.chronofabric.bus.aeron;

import io.aeron.archive.Archive;
import io.aeron.archive.ArchiveThreadingMode;
import io.aeron.archive.ArchivingMediaDriver;
import io.aeron.archive.client.AeronArchive;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.aeron.exceptions.AeronException;
import io.aeron.exceptions.ControlProtocolException;
import io.chronofabric.bus.BusException;
import io.chronofabric.core.ErrorCode;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one process of a host that owns the shared memory and writes the log: Aeron's media driver
 * and archive in one. Runs in threads of its own until it is closed. If its process is killed, the
 * next driver of the same folders starts at once and keeps every recorded packet.
 */
public final class BusDriver implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BusDriver.class);

    private static final int IPC_MTU = 16 << 10;
    private static final int COUNTERS_LENGTH = 4 << 20;
    private static final int MAX_RECORDINGS = 1_000;
    private static final int MAX_REPLAYS = 1_000;
    private static final int SPINS = 100;
    private static final int YIELDS = 10;
    private static final long MIN_PARK_NANOS = 1_000;
    private static final long MAX_PARK_NANOS = 100_000;
    private static final long TIMER_NANOS = 40_000_000;

    /** How long a subscriber that does not block may still hold publishers up: up to twice this. */
    private static final long UNTETHERED_NANOS = 50_000_000;

    private static final String MARK_FILE = "archive-mark.dat";
    private static final String ID_FILE = "archive.id";

    private final DriverSettings settings;
    private final DriverLock lock;
    private final DriverLock logLock;
    private final ArchivingMediaDriver driver;
    private final long archiveId;

    private BusDriver(
            DriverSettings settings,
            DriverLock lock,
            DriverLock logLock,
            ArchivingMediaDriver driver,
            long archiveId) {
        this.settings = settings;
        this.lock = lock;
        this.logLock = logLock;
        this.driver = driver;
        this.archiveId = archiveId;
    }

    /**
     * Starts the driver.
     *
     * @throws BusException with {@link ErrorCode#BUS_INITIALIZATION_FAILED} if one runs already, or
     *     a folder cannot be used; {@link ErrorCode#BUS_RESOURCE_EXHAUSTED} if there is too little
     *     shared memory
     */
    public static BusDriver launch(DriverSettings settings) {
        Path directory = settings.home().directory();
        DriverLock lock = null;
        DriverLock logLock = null;
        try {
            Files.createDirectories(directory);
            Files.createDirectories(settings.log());
            lock = lock(settings.home(), settings.log(), directory.toString());
            logLock =
                    lock(new BusHome(settings.log()), settings.log(), "the log " + settings.log());
            checkRoom(settings);
            // The lock says that nobody is at work here any more, so a mark left by a killed
            // process need not grow old first.
            Files.deleteIfExists(settings.log().resolve(MARK_FILE));
            long archiveId = archiveId(settings.log());
            ArchivingMediaDriver driver =
                    ArchivingMediaDriver.launch(
                            driverContext(settings), archiveContext(settings, archiveId));
            return new BusDriver(settings, lock, logLock, driver, archiveId);
        } catch (IOException | RuntimeException e) {
            release(logLock);
            release(lock);
            if (e instanceof BusException known) {
                throw known;
            }
            throw new BusException(
                    ErrorCode.BUS_INITIALIZATION_FAILED,
                    "a driver for "
                            + directory
                            + " with its log in "
                            + settings.log()
                            + ": "
                            + e.getMessage(),
                    "two folders that can be written to",
                    "Check the folders and what else uses them.",
                    e);
        }
    }

    /** Whether a driver runs for this folder, in whatever process. */
    public static boolean isRunning(BusHome home) {
        return DriverLock.isHeld(home);
    }

    /** How it runs. */
    public DriverSettings settings() {
        return settings;
    }

    /** Identifies its log: the same after a restart, another for another log. */
    public long archiveId() {
        return archiveId;
    }

    /** Stops it. What is recorded stays; clients lose their connection. */
    @Override
    public void close() {
        try {
            driver.close();
        } finally {
            release(logLock);
            release(lock);
        }
    }

    private static DriverLock lock(BusHome folder, Path log, String of) throws IOException {
        return DriverLock.take(folder, log)
                .orElseThrow(
                        () ->
                                new BusException(
                                        ErrorCode.BUS_INITIALIZATION_FAILED,
                                        "a second driver for " + of,
                                        "one a folder; there is "
                                                + DriverLock.identity(folder)
                                                        .lines()
                                                        .findFirst()
                                                        .orElse("one"),
                                        "Use the one that runs, or choose another folder."));
    }

    private static MediaDriver.Context driverContext(DriverSettings settings) {
        long client = settings.clientTimeout().toNanos();
        return new MediaDriver.Context()
                .aeronDirectoryName(settings.home().aeron().toString())
                .dirDeleteOnStart(true)
                .dirDeleteOnShutdown(true)
                .warnIfDirectoryExists(false)
                .threadingMode(
                        settings.dedicated() ? ThreadingMode.DEDICATED : ThreadingMode.SHARED)
                .sharedIdleStrategy(idle())
                .conductorIdleStrategy(idle())
                .senderIdleStrategy(idle())
                .receiverIdleStrategy(idle())
                .ipcTermBufferLength(settings.termLength())
                .publicationTermBufferLength(DriverSettings.DEFAULT_TERM_LENGTH)
                .ipcMtuLength(Math.min(IPC_MTU, settings.termLength() / 8))
                .termBufferSparseFile(true)
                .counterValuesBufferLength(COUNTERS_LENGTH)
                .clientLivenessTimeoutNs(client)
                .publicationUnblockTimeoutNs(client + client / 2)
                .timerIntervalNs(TIMER_NANOS)
                .untetheredWindowLimitTimeoutNs(UNTETHERED_NANOS)
                .untetheredLingerTimeoutNs(UNTETHERED_NANOS)
                .untetheredRestingTimeoutNs(UNTETHERED_NANOS)
                .spiesSimulateConnection(false)
                .errorHandler(e -> report("driver", e));
    }

    private static Archive.Context archiveContext(DriverSettings settings, long archiveId) {
        return new Archive.Context()
                .aeronDirectoryName(settings.home().aeron().toString())
                .archiveDir(settings.log().toFile())
                .archiveId(archiveId)
                .controlChannelEnabled(false)
                .archiveClientContext(
                        new AeronArchive.Context().controlResponseChannel("aeron:ipc"))
                .replicationChannel("aeron:udp?endpoint=localhost:0")
                .recordingEventsEnabled(false)
                .threadingMode(
                        settings.dedicated()
                                ? ArchiveThreadingMode.DEDICATED
                                : ArchiveThreadingMode.SHARED)
                .idleStrategySupplier(BusDriver::idle)
                .segmentFileLength(settings.segmentLength())
                .fileSyncLevel(settings.syncLevel())
                .catalogFileSyncLevel(settings.syncLevel())
                .maxConcurrentRecordings(MAX_RECORDINGS)
                .maxConcurrentReplays(MAX_REPLAYS)
                .errorHandler(e -> report("log", e));
    }

    /**
     * A client that left without a word is no news, nor is one that was refused: it hears of that
     * itself.
     */
    private static void report(String part, Throwable error) {
        boolean expected =
                error instanceof ControlProtocolException
                        || (error instanceof AeronException known
                                && known.category() == AeronException.Category.WARN);
        if (expected) {
            LOG.debug("Bus {}: {}", part, error.getMessage());
        } else {
            LOG.warn("Bus {}: {}", part, error.getMessage(), error);
        }
    }

    private static IdleStrategy idle() {
        return new BackoffIdleStrategy(SPINS, YIELDS, MIN_PARK_NANOS, MAX_PARK_NANOS);
    }

    /** The driver would die of a bus error in the middle of its work; better to say so before. */
    private static void checkRoom(DriverSettings settings) throws IOException {
        FileStore store = Files.getFileStore(settings.home().directory());
        long needed = 3L * settings.termLength() + (16L << 20);
        if (store.getUsableSpace() < needed) {
            throw new BusException(
                    ErrorCode.BUS_RESOURCE_EXHAUSTED,
                    (store.getUsableSpace() >> 20)
                            + " MiB free in "
                            + settings.home().directory()
                            + " for terms of "
                            + (settings.termLength() >> 10)
                            + " KiB",
                    "at least " + (needed >> 20) + " MiB, and three terms for each publisher",
                    "Choose a smaller term length, give the container more shared memory"
                            + " (docker run --shm-size), or choose another folder.");
        }
    }

    private static long archiveId(Path log) throws IOException {
        Path file = log.resolve(ID_FILE);
        if (!Files.exists(file)) {
            Path next = log.resolve(ID_FILE + ".next");
            Files.writeString(
                    next, Long.toString(ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE)));
            Files.move(next, file);
        }
        String text = Files.readString(file).strip();
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new BusException(
                    ErrorCode.BUS_INITIALIZATION_FAILED,
                    file + ": " + text,
                    "a whole number",
                    "Put the file back from a copy of the log; checkpoints know the log by it.",
                    e);
        }
    }

    private static void release(DriverLock lock) {
        if (lock != null) {
            try {
                lock.close();
            } catch (IOException e) {
                LOG.warn("The lock of the bus driver could not be given back.", e);
            }
        }
    }
}
