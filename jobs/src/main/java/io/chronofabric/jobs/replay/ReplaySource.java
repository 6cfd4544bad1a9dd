package io.chronofabric.jobs.replay;

import io.chronofabric.core.ChronoFabricException;
import io.chronofabric.core.ErrorCode;
import io.chronofabric.jobs.config.Speed;
import io.chronofabric.state.flink.RecordTypes;
import io.chronofabric.state.model.Ingested;
import io.chronofabric.time.TimeSource;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * A bounded source of a recorded trace: a CSV file, plain or gzip, or a folder of them, on any file
 * system that Flink knows. Rows of the files that one reader holds come merged by event time; a row
 * that cannot be used comes as rejected. Files are read exactly once across restarts.
 *
 * <p>At a finite speed each reader waits until a row's event time has come, counted from the first
 * row it reads after its start; a row that is behind is emitted at once.
 */
public final class ReplaySource
        implements Source<Ingested, ReplaySplit, List<ReplaySplit>>, ResultTypeQueryable<Ingested> {
    private static final long serialVersionUID = 1L;

    private final String path;
    private final Speed speed;

    private ReplaySource(String path, Speed speed) {
        this.path = Objects.requireNonNull(path, "path");
        this.speed = Objects.requireNonNull(speed, "speed");
    }

    /**
     * A source of a path or URI. Nothing is opened yet; see {@link #check}.
     *
     * @param path of a file or folder; a relative one is taken from this process's working folder
     * @param speed the pace
     */
    public static ReplaySource of(String path, Speed speed) {
        return new ReplaySource(Recordings.absolute(path), speed);
    }

    /**
     * Opens every file and reads its header, so that a mistake is told before anything is
     * submitted.
     *
     * @throws ChronoFabricException if there is no such file, or one of them cannot be used
     */
    public void check() {
        try {
            for (String file : Recordings.list(path)) {
                Recording.open(file).close();
            }
        } catch (IOException e) {
            throw new ChronoFabricException(
                    ErrorCode.INPUT_INVALID,
                    "recording " + path + " cannot be read: " + e.getMessage(),
                    "a readable CSV file, plain or gzip, or a folder of such files",
                    "Check the path and who may read it.",
                    e);
        }
    }

    /**
     * As {@link #check}, where the path can be seen from here; a path that only the cluster can see
     * is checked when the job starts.
     */
    public void checkIfVisible() {
        boolean visible;
        try {
            visible = Recordings.exists(path);
        } catch (IOException e) {
            visible = false;
        }
        if (visible) {
            check();
        }
    }

    @Override
    public Boundedness getBoundedness() {
        return Boundedness.BOUNDED;
    }

    @Override
    public SourceReader<Ingested, ReplaySplit> createReader(SourceReaderContext context) {
        return new ReplayReader(
                new Pace(speed, TimeSource.system()),
                WakeUp.byThread("replay-pace-" + context.getIndexOfSubtask()),
                context.metricGroup().getIOMetricGroup().getNumRecordsInCounter());
    }

    @Override
    public SplitEnumerator<ReplaySplit, List<ReplaySplit>> createEnumerator(
            SplitEnumeratorContext<ReplaySplit> context) throws IOException {
        List<ReplaySplit> splits =
                Recordings.list(path).stream()
                        .map(file -> new ReplaySplit(file, ReplaySplit.FIRST_ROW))
                        .toList();
        return new ReplayEnumerator(context, splits);
    }

    @Override
    public SplitEnumerator<ReplaySplit, List<ReplaySplit>> restoreEnumerator(
            SplitEnumeratorContext<ReplaySplit> context, List<ReplaySplit> waiting) {
        return new ReplayEnumerator(context, waiting);
    }

    @Override
    public SimpleVersionedSerializer<ReplaySplit> getSplitSerializer() {
        return new ReplaySplitSerializer();
    }

    @Override
    public SimpleVersionedSerializer<List<ReplaySplit>> getEnumeratorCheckpointSerializer() {
        return new ReplaySplitSerializer.OfMany();
    }

    @Override
    public TypeInformation<Ingested> getProducedType() {
        return RecordTypes.ingested();
    }
}
