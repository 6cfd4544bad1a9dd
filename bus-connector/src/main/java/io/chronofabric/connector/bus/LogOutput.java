package io.chronofabric.connector.bus;

import io.chronofabric.bus.aeron.BusConnection;
import io.chronofabric.bus.aeron.DurablePublisher;
import io.chronofabric.bus.aeron.RecordingKind;
import io.chronofabric.bus.wire.FrameHeader;
import io.chronofabric.bus.wire.FrameSource;
import io.chronofabric.core.NodeId;
import io.chronofabric.time.HybridLogicalClock;
import io.chronofabric.time.TimeSource;

/** A connection and one recording to write. For the task's thread. */
final class LogOutput implements AutoCloseable {
    private final BusSinkSettings settings;
    private final BusConnection connection;
    private final DurablePublisher publisher;

    private LogOutput(
            BusSinkSettings settings, BusConnection connection, DurablePublisher publisher) {
        this.settings = settings;
        this.connection = connection;
        this.publisher = publisher;
    }

    /**
     * Opens a recording.
     *
     * @param source its name
     * @param task what its packets say about the task
     */
    static LogOutput open(
            BusSinkSettings settings,
            RecordingKind kind,
            String source,
            String task,
            TimeSource time) {
        BusConnection connection = BusConnection.connect(settings.home(), time);
        try {
            HybridLogicalClock clock = new HybridLogicalClock(time, NodeId.of(source));
            DurablePublisher publisher =
                    connection.durablePublisher(
                            kind,
                            settings.bus(),
                            new FrameSource(source, task),
                            clock,
                            settings.timeout());
            return new LogOutput(settings, connection, publisher);
        } catch (RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    long archiveId() {
        return connection.archiveId();
    }

    long recording() {
        return publisher.recording();
    }

    long position() {
        return publisher.position();
    }

    void publish(FrameHeader header, byte[] payload) {
        publisher.publish(header, payload);
    }

    /** Waits until everything is in the log. */
    void sync() {
        publisher.awaitDurable(publisher.position(), settings.timeout());
    }

    @Override
    public void close() {
        publisher.close();
        connection.close();
    }
}
