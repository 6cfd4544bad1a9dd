package io.chronofabric.time;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.chronofabric.core.ChronoFabricException;
import io.chronofabric.core.ErrorCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HexFormat;
import java.util.zip.CRC32;

/**
 * A file that holds a time which a clock has not passed yet, so that the clock, started again after
 * a crash under a wall clock that was set back meanwhile, begins above whatever it has handed out.
 * The file is written ahead, once a lead, and not with every tick.
 *
 * <pre>
 *  1791d9f9aa2ce3c0 5f0bd1c2    the bound (ns, 16 hexadecimal digits), its CRC-32, a line feed
 * </pre>
 *
 * <p>Written beside, forced to the disk and moved into place, so that after a crash it holds the
 * old bound or the new one. A lock on {@code FILE.lock} keeps a second process out. Safe for use by
 * many threads.
 */
public final class PersistedBound implements AutoCloseable {
    private static final int DIGITS = 16;
    private static final int BYTES = DIGITS + 1 + 8 + 1;

    private final Path file;
    private final long leadNanos;
    private final FileChannel lockChannel;
    private long bound;
    private boolean closed;

    private PersistedBound(Path file, long leadNanos, FileChannel lockChannel) {
        this.file = file;
        this.leadNanos = leadNanos;
        this.lockChannel = lockChannel;
    }

    /**
     * Opens a file, or begins one; its folder is made.
     *
     * @param lead how far ahead of the clock the file is written: so much the clock may be ahead of
     *     the wall clock after a crash; greater than 0
     * @throws ChronoFabricException with {@link ErrorCode#TIME_BOUND_UNAVAILABLE} if another
     *     process has the file, or it cannot be read or written, or does not hold a bound
     */
    public static PersistedBound open(Path file, Duration lead) {
        if (lead.isNegative() || lead.isZero()) {
            throw new IllegalArgumentException("lead: " + lead + " (expected: > 0)");
        }
        Path absolute = file.toAbsolutePath();
        Path lockFile = absolute.resolveSibling(absolute.getFileName() + ".lock");
        FileChannel channel = null;
        try {
            Files.createDirectories(absolute.getParent());
            channel =
                    FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = tryLock(channel);
            if (lock == null) {
                channel.close();
                throw unavailable(
                        absolute,
                        "it is in use by another clock",
                        "Give each publisher a file of its own.",
                        null);
            }
            PersistedBound opened = new PersistedBound(absolute, lead.toNanos(), channel);
            opened.bound = read(absolute);
            return opened;
        } catch (IOException e) {
            closeQuietly(channel, e);
            throw unavailable(absolute, e.toString(), "Check its folder and its rights.", e);
        } catch (ChronoFabricException e) {
            closeQuietly(channel, e);
            throw e;
        }
    }

    /** What the clock has not passed: 0 in a new file. */
    public synchronized long bound() {
        return bound;
    }

    /**
     * Makes sure that a time may be handed out.
     *
     * @param nanos the time, in nanoseconds since the epoch
     * @return up to which time more may be handed out without asking
     * @throws ChronoFabricException with {@link ErrorCode#TIME_BOUND_UNAVAILABLE} if the file could
     *     not be written; the time must not be handed out then
     */
    synchronized long reserve(long nanos) {
        if (nanos > bound) {
            write(nanos > Long.MAX_VALUE - leadNanos ? Long.MAX_VALUE : nanos + leadNanos);
        }
        return bound;
    }

    /**
     * Writes how far the clock has really come, so that the next start need not begin ahead of the
     * wall clock, and leaves the file to others. The clock can hand out no times any more.
     *
     * @param lastNanos {@link HybridLogicalClock#lastPhysical()}, once nobody asks that clock
     * @throws ChronoFabricException as {@link #open}
     */
    public synchronized void release(long lastNanos) {
        if (!closed) {
            write(Math.min(lastNanos, bound));
            close();
        }
    }

    /** Leaves the file to others, as a crash would. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            closeQuietly(lockChannel, null);
        }
    }

    private void write(long next) {
        if (closed) {
            throw unavailable(
                    file, "the clock was closed", "Ask a clock that runs for the time.", null);
        }
        Path beside = file.resolveSibling(file.getFileName() + ".new");
        try {
            try (FileChannel out =
                    FileChannel.open(
                            beside,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.TRUNCATE_EXISTING,
                            StandardOpenOption.WRITE)) {
                ByteBuffer text = ByteBuffer.wrap(text(next));
                while (text.hasRemaining()) {
                    out.write(text);
                }
                out.force(true);
            }
            Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
            forceFolder(file.getParent());
            bound = next;
        } catch (IOException e) {
            throw unavailable(file, e.toString(), "Make room on its disk, or check its rights.", e);
        }
    }

    private static byte[] text(long nanos) {
        byte[] digits = HexFormat.of().toHexDigits(nanos).getBytes(US_ASCII);
        return (new String(digits, US_ASCII) + ' ' + checksum(digits) + '\n').getBytes(US_ASCII);
    }

    private static String checksum(byte[] digits) {
        CRC32 crc = new CRC32();
        crc.update(digits);
        return HexFormat.of().toHexDigits((int) crc.getValue());
    }

    private static long read(Path file) throws IOException {
        byte[] bytes;
        try {
            if (Files.size(file) > BYTES) {
                throw noBound(file);
            }
            bytes = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            return 0;
        }
        String text = new String(bytes, US_ASCII);
        if (bytes.length != BYTES || !text.chars().limit(DIGITS).allMatch(HexFormat::isHexDigit)) {
            throw noBound(file);
        }
        long nanos = HexFormat.fromHexDigitsToLong(text, 0, DIGITS);
        if (nanos < 0 || !text.equals(new String(text(nanos), US_ASCII))) {
            throw noBound(file);
        }
        return nanos;
    }

    /** So that the move itself survives a crash; a system without such folders does it anyway. */
    private static void forceFolder(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // in this process
        }
    }

    private static void closeQuietly(FileChannel channel, Exception cause) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            if (cause != null) {
                cause.addSuppressed(e);
            }
        }
    }

    private static ChronoFabricException noBound(Path file) {
        return unavailable(
                file,
                "it does not hold a bound",
                "If no event stamped by this publisher is still on its way, delete it: the clock"
                        + " then begins at the wall clock.",
                null);
    }

    private static ChronoFabricException unavailable(
            Path file, String given, String remedy, Exception cause) {
        return new ChronoFabricException(
                ErrorCode.TIME_BOUND_UNAVAILABLE,
                "the clock's bound in " + file + ": " + given,
                "a file that this clock alone reads and writes",
                remedy,
                cause);
    }
}
