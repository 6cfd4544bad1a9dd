package io.chronofabric.connector.bus;

import io.chronofabric.bus.BusException;
import io.chronofabric.bus.aeron.RecordingKind;
import io.chronofabric.bus.wire.CommitMarker;
import io.chronofabric.bus.wire.FrameHeader;
import io.chronofabric.bus.wire.FrameLayout;
import io.chronofabric.time.TimeSource;
import java.io.IOException;
import java.util.Collection;
import org.apache.flink.api.connector.sink2.Committer;

/**
 * Writes the markers. A marker may be written again after a failure; readers take a range once. For
 * the task's thread.
 */
final class BusCommitter implements Committer<BusCommittable> {
    private final BusSinkSettings settings;
    private final int subtask;
    private final TimeSource time;

    /** The markers of this subtask's own writer; those of others are closed after use. */
    private LogOutput own;

    BusCommitter(BusSinkSettings settings, int subtask, TimeSource time) {
        this.settings = settings;
        this.subtask = subtask;
        this.time = time;
    }

    @Override
    public void commit(Collection<CommitRequest<BusCommittable>> requests) throws IOException {
        for (CommitRequest<BusCommittable> request : requests) {
            try {
                commit(request.getCommittable());
            } catch (BusException e) {
                // The job starts again and commits what its checkpoint knows; trying again here
                // would hold the task up for as long as the driver is away.
                throw new IOException(
                        request.getCommittable() + " could not be committed: " + e.getMessage(), e);
            }
        }
    }

    @Override
    public void close() {
        if (own != null) {
            own.close();
            own = null;
        }
    }

    private void commit(BusCommittable committable) throws IOException {
        String mine = settings.source(subtask);
        if (committable.markers().equals(mine)) {
            if (own == null) {
                own = open(mine);
            }
            write(committable, own);
        } else {
            // A writer's that this parallelism no longer has.
            try (LogOutput other = open(committable.markers())) {
                write(committable, other);
            }
        }
    }

    private LogOutput open(String markers) {
        return LogOutput.open(
                settings, RecordingKind.COMMITS, markers, Integer.toString(subtask), time);
    }

    private void write(BusCommittable committable, LogOutput markers) throws IOException {
        if (markers.archiveId() != committable.archiveId()) {
            throw new IOException(
                    committable
                            + " belongs to another log than that of this host, "
                            + markers.archiveId()
                            + " (expected: the sink's subtasks on the hosts where they ran before)."
                            + " Start the job again where its TaskManagers were.");
        }
        CommitMarker marker =
                new CommitMarker(
                        committable.recording(),
                        committable.from(),
                        committable.to(),
                        committable.epoch());
        markers.publish(new FrameHeader().kind(FrameLayout.KIND_COMMIT), marker.encoded());
        markers.sync();
    }
}
