package io.chronofabric.bus.aeron;

import io.chronofabric.bus.wire.CommitMarker;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * How a host's bus stands at a moment, as its driver's counters and its log say. The parts are
 * looked at one after the other while the bus goes on, so figures of two parts may be a moment
 * apart. Immutable.
 *
 * @param driver the process that runs it
 * @param publishers those that publish now, by bus
 * @param subscribers those that listen now, one for each publisher that they hear
 * @param recordings what the log has, oldest first
 * @param consumers how far those are who read the log in checkpoints, and what is held
 * @param faults what went wrong in the driver, each kind once
 */
public record BusStatus(
        Driver driver,
        List<Publisher> publishers,
        List<Subscriber> subscribers,
        List<Stored> recordings,
        List<Consumer> consumers,
        List<Fault> faults) {
    /** Copies the lists. */
    public BusStatus {
        Objects.requireNonNull(driver, "driver");
        publishers = List.copyOf(publishers);
        subscribers = List.copyOf(subscribers);
        recordings = List.copyOf(recordings);
        consumers = List.copyOf(consumers);
        faults = List.copyOf(faults);
    }

    /** Looks at the bus that somebody is connected to. */
    public static BusStatus of(BusConnection connection) {
        return new StatusReading(connection).take();
    }

    /**
     * The driver.
     *
     * @param pid of its process
     * @param directory of its mapped files
     * @param log the folder of its recordings
     * @param freeMemory bytes that are free where the mapped files are
     * @param freeLog bytes that are free where the recordings are
     */
    public record Driver(long pid, Path directory, Path log, long freeMemory, long freeLog) {}

    /**
     * A publisher.
     *
     * @param bus whose packets it publishes, or {@code stream N} if nobody said
     * @param kind what it publishes: data, tx or commits
     * @param source its name, or the empty string if it has not said
     * @param session its number on the bus
     * @param pid of its process, or 0 if that is not known
     * @param position bytes that it has published
     * @param room bytes that it may publish before it has to wait
     * @param behind bytes that the last of its subscribers has still to read
     * @param waiting whether there is no room, since a subscriber that blocks or the log is behind
     */
    public record Publisher(
            String bus,
            String kind,
            String source,
            int session,
            long pid,
            long position,
            long room,
            long behind,
            boolean waiting) {}

    /**
     * A subscriber, as one publisher sees it.
     *
     * @param bus what it listens to
     * @param session of the publisher
     * @param source of the publisher
     * @param role {@code block} or {@code drop} for a subscriber, {@code log} for the recording,
     *     {@code reader} for somebody who reads the recording and has come to its end
     * @param pid of its process, or 0 if that is not known
     * @param behind bytes that it has still to read
     */
    public record Subscriber(
            String bus, int session, String source, String role, long pid, long behind) {}

    /**
     * A recording.
     *
     * @param recording what it is
     * @param end where it ends now
     * @param bytesOnDisk what its files take, which are made in their whole length
     */
    public record Stored(Recording recording, long end, long bytesOnDisk) {}

    /**
     * How far a consumer is in a recording.
     *
     * @param bus of the recording
     * @param name of the consumer, or of the hold
     * @param hold whether it stands still, to keep what a savepoint needs
     * @param committed whether it reads what {@link CommitMarker}s name
     * @param recording its id
     * @param position where it is, or nothing if it has not said
     * @param behind bytes from there to the end, 0 if it has not said
     */
    public record Consumer(
            String bus,
            String name,
            boolean hold,
            boolean committed,
            long recording,
            OptionalLong position,
            long behind) {}

    /**
     * Something that went wrong in the driver.
     *
     * @param count how often
     * @param lastMillis when last, in milliseconds since the epoch
     * @param text what; the first line
     */
    public record Fault(int count, long lastMillis, String text) {}
}
