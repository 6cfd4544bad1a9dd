package io.chronofabric.bus.aeron;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One driver a folder, held to by a lock of the operating system: it is gone the moment its process
 * is, however that ended, so nobody has to wait for a heartbeat to grow old.
 */
final class DriverLock implements AutoCloseable {
    /**
     * Folders whose driver runs in this process. They must not be probed through the file: closing
     * any channel of a file gives up all locks that the process has on it (POSIX, fcntl).
     */
    private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

    private final BusHome home;
    private final FileChannel channel;
    private final FileLock lock;

    private DriverLock(BusHome home, FileChannel channel, FileLock lock) {
        this.home = home;
        this.channel = channel;
        this.lock = lock;
    }

    /** Takes the lock, or answers with nothing if a driver has it. */
    static Optional<DriverLock> take(BusHome home, Path log) throws IOException {
        if (!HELD_HERE.add(home.directory())) {
            return Optional.empty();
        }
        FileChannel channel = null;
        try {
            channel =
                    FileChannel.open(
                            home.lockFile(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock != null) {
                Files.writeString(
                        home.identityFile(),
                        UUID.randomUUID() + " pid " + ProcessHandle.current().pid() + "\n" + log);
                return Optional.of(new DriverLock(home, channel, lock));
            }
        } catch (IOException | OverlappingFileLockException e) {
            HELD_HERE.remove(home.directory());
            if (channel != null) {
                channel.close();
            }
            throw e;
        }
        HELD_HERE.remove(home.directory());
        channel.close();
        return Optional.empty();
    }

    /** Whether a driver runs now. */
    static boolean isHeld(BusHome home) {
        if (HELD_HERE.contains(home.directory())) {
            return true;
        }
        try (FileChannel channel = FileChannel.open(home.lockFile(), StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            return lock == null;
        } catch (OverlappingFileLockException e) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** The folder of the log that the driver writes. */
    static Path log(BusHome home) {
        return Path.of(identity(home).lines().skip(1).findFirst().orElse(""));
    }

    /** Which driver runs or ran last; empty if there never was one. */
    static String identity(BusHome home) {
        try {
            return Files.readString(home.identityFile(), StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            return "";
        } catch (IOException e) {
            return "unreadable";
        }
    }

    @Override
    public void close() throws IOException {
        lock.release();
        channel.close();
        HELD_HERE.remove(home.directory());
    }
}
