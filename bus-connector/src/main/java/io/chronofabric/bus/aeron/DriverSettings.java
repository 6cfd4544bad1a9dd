package io.chronofabric.bus.aeron;

import io.chronofabric.bus.BusException;
import io.chronofabric.core.ErrorCode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;

/**
 * How a driver is to run.
 *
 * @param home where its mapped files lie
 * @param log where its recordings lie; survives the driver
 * @param termLength bytes of a term, a power of two from 64 KiB to 1 GiB. A publisher maps three of
 *     them, a frame may take an eighth of one
 * @param segmentLength bytes of a file of a recording, a power of two, at least a term. Purging
 *     frees whole files
 * @param syncLevel 0: a durable packet survives the death of every process, but not of the host; 1:
 *     also of the host (data flushed for each write); 2: metadata too
 * @param dedicated whether conductor, sender, receiver and the recorder have threads of their own,
 *     which is quicker and takes up to three cores more
 * @param clientTimeout how long a process may be silent until it is taken for dead
 */
public record DriverSettings(
        BusHome home,
        Path log,
        int termLength,
        int segmentLength,
        int syncLevel,
        boolean dedicated,
        Duration clientTimeout) {
    /** Three terms of a publisher fit five times into the 64 MB of a container's shared memory. */
    public static final int DEFAULT_TERM_LENGTH = 4 << 20;

    /** Bytes of a recording's file. */
    public static final int DEFAULT_SEGMENT_LENGTH = 32 << 20;

    /** Longer than any pause of a healthy process. */
    public static final Duration DEFAULT_CLIENT_TIMEOUT = Duration.ofSeconds(5);

    private static final int MIN_TERM_LENGTH = 64 << 10;
    private static final int MAX_TERM_LENGTH = 1 << 30;
    private static final int MAX_SYNC_LEVEL = 2;

    /** Checks the ranges. */
    public DriverSettings {
        Objects.requireNonNull(home, "home");
        log = Objects.requireNonNull(log, "log").toAbsolutePath().normalize();
        Objects.requireNonNull(clientTimeout, "clientTimeout");
        check(
                Integer.bitCount(termLength) == 1
                        && termLength >= MIN_TERM_LENGTH
                        && termLength <= MAX_TERM_LENGTH,
                "term length: " + termLength + " bytes",
                "a power of two from 65536 to 1073741824");
        check(
                Integer.bitCount(segmentLength) == 1 && segmentLength >= termLength,
                "segment length: " + segmentLength + " bytes",
                "a power of two, at least the term length of " + termLength);
        check(
                syncLevel >= 0 && syncLevel <= MAX_SYNC_LEVEL,
                "sync level: " + syncLevel,
                "0, 1 or 2");
        check(
                clientTimeout.compareTo(Duration.ofSeconds(1)) >= 0,
                "client timeout: " + clientTimeout,
                "at least 1 s");
    }

    /** The defaults for these two folders. */
    public static DriverSettings of(BusHome home, Path log) {
        return new DriverSettings(
                home,
                log,
                DEFAULT_TERM_LENGTH,
                DEFAULT_SEGMENT_LENGTH,
                0,
                false,
                DEFAULT_CLIENT_TIMEOUT);
    }

    private static void check(boolean holds, String given, String expected) {
        if (!holds) {
            throw new BusException(
                    ErrorCode.BUS_INITIALIZATION_FAILED, given, expected, "Change the setting.");
        }
    }
}
