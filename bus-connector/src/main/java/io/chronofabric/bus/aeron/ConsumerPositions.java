package io.chronofabric.bus.aeron;

import io.chronofabric.bus.BusException;
import io.chronofabric.core.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * How far each consumer of a log has got for good, in a small file for each recording: {@code
 * consumers/BUS/KIND/CONSUMER/RECORDING}. What lies below the positions of all consumers can be
 * purged. A hold is a consumer that stands still: it keeps what a savepoint taken after it needs.
 *
 * <p>A consumer's files are written by whoever reads the recording; files are replaced as a whole.
 */
public final class ConsumerPositions {
    private static final String FOLDER = "consumers";
    private static final String HOLD = "hold.";

    private final Path root;

    private ConsumerPositions(Path root) {
        this.root = root;
    }

    static ConsumerPositions in(Path log) {
        return new ConsumerPositions(log.resolve(FOLDER));
    }

    /**
     * Notes how far a consumer is: it will never ask for anything below again.
     *
     * @param kind {@link RecordingKind#DATA}, or {@link RecordingKind#COMMITS} for who reads
     *     committed packets; the latter notes what it needs of {@link RecordingKind#TRANSACTION}
     *     under the same kind
     */
    public void note(
            String bus, RecordingKind kind, String consumer, long recording, long position) {
        Path folder = folder(bus, kind).resolve(BusNames.check("consumer", consumer));
        Path file = folder.resolve(Long.toString(recording));
        Path next = folder.resolve(recording + ".next");
        try {
            Files.createDirectories(folder);
            Files.writeString(next, Long.toString(position));
            Files.move(
                    next,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw unusable(file, e);
        }
    }

    /** Everyone who reads a bus, and every hold, sorted. */
    public List<String> consumers(String bus, RecordingKind kind) {
        return list(folder(bus, kind));
    }

    /** Whether what {@link #consumers} lists is a hold. */
    public static boolean isHold(String consumer) {
        return consumer.startsWith(HOLD);
    }

    /** A consumer's or a hold's own name. */
    public static String shown(String consumer) {
        return isHold(consumer) ? consumer.substring(HOLD.length()) : consumer;
    }

    /** How far a consumer is in a recording, if it ever said so. */
    public OptionalLong position(String bus, RecordingKind kind, String consumer, long recording) {
        Path file = folder(bus, kind).resolve(consumer).resolve(Long.toString(recording));
        try {
            return Files.exists(file)
                    ? OptionalLong.of(Long.parseLong(Files.readString(file).strip()))
                    : OptionalLong.empty();
        } catch (IOException | NumberFormatException e) {
            throw unusable(file, e);
        }
    }

    /**
     * Below what position nobody needs a recording. Nothing may go as long as there is no consumer,
     * or one that has not said how far it is.
     */
    public OptionalLong unneededBelow(Recording recording) {
        RecordingKind kind =
                recording.kind() == RecordingKind.DATA ? RecordingKind.DATA : RecordingKind.COMMITS;
        long least = Long.MAX_VALUE;
        List<String> all = consumers(recording.bus(), kind);
        for (String consumer : all) {
            OptionalLong position = position(recording.bus(), kind, consumer, recording.id());
            if (position.isEmpty()) {
                return OptionalLong.empty();
            }
            least = Math.min(least, position.getAsLong());
        }
        return all.isEmpty() ? OptionalLong.empty() : OptionalLong.of(least);
    }

    /**
     * Keeps for a consumer everything from where it is now on, until {@link #release}. To be called
     * before the savepoint is taken that it is for.
     *
     * @throws BusException with {@link ErrorCode#BUS_SUBSCRIPTION_NOT_FOUND} if there is no such
     *     consumer
     */
    public void hold(String bus, RecordingKind kind, String consumer, String name) {
        Path from = folder(bus, kind).resolve(consumer);
        if (!Files.isDirectory(from)) {
            throw new BusException(
                    ErrorCode.BUS_SUBSCRIPTION_NOT_FOUND,
                    "consumer " + consumer + " of bus " + bus,
                    "one of " + consumers(bus, kind),
                    "Check the name; a consumer is known once a checkpoint of its job is"
                            + " complete.");
        }
        for (String file : list(from)) {
            if (!file.contains(".")) {
                long recording = Long.parseLong(file);
                position(bus, kind, consumer, recording)
                        .ifPresent(at -> note(bus, kind, HOLD + name, recording, at));
            }
        }
    }

    /** Forgets a hold, or a consumer that will not come back. */
    public void release(String bus, RecordingKind kind, String name) {
        Path held = folder(bus, kind).resolve(HOLD + name);
        Path folder = Files.isDirectory(held) ? held : folder(bus, kind).resolve(name);
        if (!Files.isDirectory(folder)) {
            throw new BusException(
                    ErrorCode.BUS_SUBSCRIPTION_NOT_FOUND,
                    "hold or consumer " + name + " of bus " + bus,
                    "one of " + consumers(bus, kind),
                    "Check the name.");
        }
        try {
            for (String file : list(folder)) {
                Files.deleteIfExists(folder.resolve(file));
            }
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            throw unusable(folder, e);
        }
    }

    private Path folder(String bus, RecordingKind kind) {
        return root.resolve(BusNames.check("bus", bus)).resolve(kind.word());
    }

    private static List<String> list(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return new ArrayList<>(files.map(f -> f.getFileName().toString()).sorted().toList());
        } catch (IOException e) {
            throw unusable(folder, e);
        }
    }

    private static BusException unusable(Path file, Exception cause) {
        return new BusException(
                ErrorCode.BUS_INTERNAL,
                file + ": " + cause.getMessage(),
                "a file of the log that can be read and written",
                "Run readers as a user that may write the log's folder, as the driver does.",
                cause);
    }
}
