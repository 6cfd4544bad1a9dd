package io.chronofabric.time.clock;

import io.chronofabric.time.TimeSource;
import io.chronofabric.time.clock.linux.LinuxCalls;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * The bound that the daemon of AWS ClockBound publishes in shared memory. The file is opened and
 * read at each reading, not mapped: a daemon that starts again cuts the file short, and a map of it
 * would take this process down. For one thread.
 */
public final class ClockBoundClock implements ClockSource {
    /** Where the daemon writes unless told otherwise. */
    public static final Path DEFAULT_FILE = Path.of("/var/run/clockbound/shm0");

    private static final Path VM_CLOCK = Path.of("/dev/vmclock0");

    /**
     * For so long the daemon's word counts though it may be starting again, as its client has it.
     */
    private static final long GRACE_NANOS = 5_000_000_000L;

    /**
     * How much older than the daemon's moment the clock may seem: a tick of the coarse clock, with
     * room for 100 of them a second.
     */
    private static final long BLUR_NANOS = 10_000_000L;

    /** The host's CLOCK_MONOTONIC. */
    @FunctionalInterface
    interface Monotonic {
        long nanos() throws IOException;
    }

    private final TimeSource time;
    private final Path file;
    private final Path vmClock;
    private final Monotonic monotonic;
    private final String unavailable;

    /**
     * @param time the clock that readings are dated by
     * @param file the daemon's shared memory
     */
    public ClockBoundClock(TimeSource time, Path file) {
        this(time, file, VM_CLOCK, LinuxCalls::monotonicNanos, LinuxCalls.unavailable());
    }

    ClockBoundClock(
            TimeSource time, Path file, Path vmClock, Monotonic monotonic, String unavailable) {
        this.time = Objects.requireNonNull(time, "time");
        this.file = Objects.requireNonNull(file, "file");
        this.vmClock = vmClock;
        this.monotonic = monotonic;
        this.unavailable = unavailable;
    }

    @Override
    public String name() {
        return "clockbound";
    }

    @Override
    public Kind kind() {
        return Kind.CLOCK_BOUND;
    }

    @Override
    public ClockReading read() {
        long now = time.monotonicNanos();
        if (!unavailable.isEmpty()) {
            return ClockReading.unbounded(ClockReading.State.UNAVAILABLE, now, unavailable);
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return judge(ClockBoundSegment.read(whole(channel)), now);
        } catch (ClockBoundSegment.Unusable e) {
            return unusable(file + ": " + e.getMessage(), now);
        } catch (IOException e) {
            return unusable(
                    e instanceof NoSuchFileException
                            ? "no such file: " + file + " (no daemon, or it writes elsewhere)"
                            : words(e),
                    now);
        }
    }

    private ClockReading judge(ClockBoundSegment segment, long now) throws IOException {
        if (segment.watchesDisruptions()) {
            String disrupted = disruption(segment);
            if (!disrupted.isEmpty()) {
                return ClockReading.unbounded(ClockReading.State.UNSYNCHRONIZED, now, disrupted);
            }
        }
        long age = monotonic.nanos() - segment.asOfNanos();
        if (age < -BLUR_NANOS) {
            return unusable(
                    file + " is dated " + -age + " ns ahead of this process's monotonic clock",
                    now);
        }
        return switch (segment.status()) {
            case UNKNOWN ->
                    ClockReading.unbounded(
                            ClockReading.State.UNSYNCHRONIZED,
                            now,
                            "the daemon does not know how the clock is");
            case DISRUPTED ->
                    ClockReading.unbounded(
                            ClockReading.State.UNSYNCHRONIZED,
                            now,
                            "the clock was disrupted and is not synchronized again yet");
            case SYNCHRONIZED, FREE_RUNNING -> bounded(segment, Math.max(0, age), now);
        };
    }

    private static ClockReading bounded(ClockBoundSegment segment, long age, long now) {
        long left = segment.voidAfterNanos() - segment.asOfNanos() - age;
        if (left <= 0) {
            return ClockReading.unbounded(
                    ClockReading.State.UNSYNCHRONIZED,
                    now,
                    "stale: the daemon has written nothing for " + age / 1_000_000 + " ms");
        }
        boolean kept =
                segment.status() == ClockBoundSegment.Status.SYNCHRONIZED && age < GRACE_NANOS;
        return new ClockReading(
                kept ? ClockReading.State.SYNCHRONIZED : ClockReading.State.FREE_RUNNING,
                OptionalLong.of(
                        segment.boundNanos() + ClockReading.grown(age, segment.maxDriftPpb())),
                segment.maxDriftPpb(),
                left,
                OptionalDouble.empty(),
                now,
                kept ? "the daemon's clock is synchronized" : "the daemon's clock runs free");
    }

    /** Why the daemon's word does not count though it seems fine; empty where it does. */
    private String disruption(ClockBoundSegment segment) {
        try (FileChannel channel = FileChannel.open(vmClock, StandardOpenOption.READ)) {
            return VmClockMarker.read(whole(channel)) == segment.disruptionMarker()
                    ? ""
                    : "the virtual machine was disrupted, and the daemon does not know yet";
        } catch (ClockBoundSegment.Unusable e) {
            return "disruptions cannot be seen: " + vmClock + ": " + e.getMessage();
        } catch (IOException e) {
            return "disruptions cannot be seen: " + words(e);
        }
    }

    private static SegmentBytes whole(FileChannel channel) {
        return (ByteBuffer into, long position) -> {
            int read = 0;
            while (into.hasRemaining()) {
                int more = channel.read(into, position + read);
                if (more < 0) {
                    break;
                }
                read += more;
            }
            return read;
        };
    }

    private static String words(IOException e) {
        if (e instanceof FileSystemException) {
            // Its message may be the path alone.
            return e.getClass().getSimpleName() + ": " + e.getMessage();
        }
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }

    private static ClockReading unusable(String why, long now) {
        return ClockReading.unbounded(ClockReading.State.UNAVAILABLE, now, why);
    }
}
