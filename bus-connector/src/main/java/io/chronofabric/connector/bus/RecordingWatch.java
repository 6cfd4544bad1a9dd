package io.chronofabric.connector.bus;

import io.chronofabric.bus.BusException;
import io.chronofabric.bus.aeron.BusConnection;
import io.chronofabric.bus.aeron.Recording;
import io.chronofabric.bus.aeron.RecordingKind;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks which recordings of a bus the log has, now and again. A thread of its own: the log's answer
 * takes longer than a reader may pause.
 */
final class RecordingWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RecordingWatch.class);

    private final BusConnection connection;
    private final String bus;
    private final boolean committedOnly;
    private final long intervalNanos;
    private final Runnable wake;
    private final AtomicReference<RecordingsFound> news = new AtomicReference<>();
    private final Thread thread;
    private RecordingsFound last;
    private volatile boolean closed;

    RecordingWatch(
            BusConnection connection,
            String bus,
            boolean committedOnly,
            long intervalNanos,
            Runnable wake) {
        this.connection = connection;
        this.bus = bus;
        this.committedOnly = committedOnly;
        this.intervalNanos = intervalNanos;
        this.wake = wake;
        this.thread = new Thread(this::run, "bus-recordings-" + bus);
        thread.setDaemon(true);
        thread.start();
    }

    /** What is new since this was asked last, or null. */
    RecordingsFound news() {
        return news.getAndSet(null);
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }

    private void run() {
        while (!closed) {
            try {
                RecordingsFound found = look();
                if (last == null || !ids(found).equals(ids(last))) {
                    last = found;
                    news.set(found);
                    wake.run();
                }
            } catch (BusException e) {
                // The reader finds out for itself whether the driver has gone.
                LOG.debug("Recordings of bus {} can't be listed.", bus, e);
            }
            LockSupport.parkNanos(this, intervalNanos);
        }
    }

    private RecordingsFound look() {
        List<RecordingsFound.Found> found = new ArrayList<>();
        for (Recording recording : connection.recordings()) {
            boolean commits = recording.kind() == RecordingKind.COMMITS;
            boolean wanted =
                    recording.bus().equals(bus)
                            && (commits
                                    || (recording.kind() == RecordingKind.DATA && !committedOnly));
            if (wanted) {
                found.add(
                        new RecordingsFound.Found(
                                recording.id(),
                                recording.source(),
                                commits,
                                recording.startPosition(),
                                recording.isActive()
                                        ? connection.recordedPosition(recording.id())
                                        : recording.stopPosition()));
            }
        }
        return new RecordingsFound(connection.archiveId(), found);
    }

    private static List<Long> ids(RecordingsFound found) {
        return found.recordings().stream().map(RecordingsFound.Found::id).toList();
    }
}
