package io.chronofabric.jobs.replay;

import io.chronofabric.state.model.Ingested;
import io.chronofabric.state.model.Signal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.metrics.Counter;

/**
 * Merges the rows of its files by event time and holds each back until it is due. Everything but
 * the timer runs in the task's thread.
 */
final class ReplayReader implements SourceReader<Ingested, ReplaySplit> {
    private static final CompletableFuture<Void> NOW = CompletableFuture.completedFuture(null);

    private final Pace pace;
    private final WakeUp wakeUp;
    private final Counter rows;
    private final List<ReplaySplit> unopened = new ArrayList<>();
    private final PriorityQueue<Track> tracks =
            new PriorityQueue<>(
                    Comparator.comparingLong((Track track) -> track.order)
                            .thenComparing(track -> track.path));
    private boolean noMoreSplits;
    private CompletableFuture<Void> available = NOW;

    ReplayReader(Pace pace, WakeUp wakeUp, Counter rows) {
        this.pace = pace;
        this.wakeUp = wakeUp;
        this.rows = rows;
    }

    /** A file and its next row. */
    private static final class Track {
        final String path;
        final Recording recording;
        final SourceOutput<Ingested> output;
        Ingested head;
        long line;
        long order;

        Track(String path, Recording recording, SourceOutput<Ingested> output) {
            this.path = path;
            this.recording = recording;
            this.output = output;
        }

        /** Steps to the next row; false after the last. */
        boolean advance() throws IOException {
            head = recording.next();
            line = recording.lastLine();
            // A rejected row has no time to wait for.
            order = head instanceof Signal signal ? signal.time().physicalNanos() : Long.MIN_VALUE;
            return head != null;
        }
    }

    @Override
    public void start() {
        // Splits come by themselves.
    }

    @Override
    public InputStatus pollNext(ReaderOutput<Ingested> output) throws IOException {
        openNew(output);
        Track track = tracks.peek();
        if (track == null) {
            return noMoreSplits ? InputStatus.END_OF_INPUT : nothingYet();
        }
        if (track.head instanceof Signal signal) {
            long wait = pace.nanosUntil(signal.time().epochMillis());
            if (wait > 0) {
                return nothingFor(wait);
            }
            track.output.collect(signal, signal.time().epochMillis());
        } else {
            track.output.collect(track.head);
        }
        rows.inc();
        tracks.remove();
        queueOrRelease(track, output);
        return tracks.isEmpty() && noMoreSplits
                ? InputStatus.END_OF_INPUT
                : InputStatus.MORE_AVAILABLE;
    }

    private void openNew(ReaderOutput<Ingested> output) throws IOException {
        // All outputs exist before the first row goes out, so that no watermark runs ahead of a
        // file that is yet to be opened.
        for (ReplaySplit split : unopened) {
            output.createOutputForSplit(split.path());
        }
        for (ReplaySplit split : unopened) {
            Recording recording = Recording.open(split.path());
            recording.skipTo(split.nextLine());
            // Asking again for an output gives the same one.
            queueOrRelease(
                    new Track(split.path(), recording, output.createOutputForSplit(split.path())),
                    output);
        }
        unopened.clear();
    }

    private void queueOrRelease(Track track, ReaderOutput<Ingested> output) throws IOException {
        if (track.advance()) {
            tracks.add(track);
        } else {
            track.recording.close();
            output.releaseOutputForSplit(track.path);
        }
    }

    private InputStatus nothingYet() {
        if (available.isDone()) {
            available = new CompletableFuture<>();
        }
        return InputStatus.NOTHING_AVAILABLE;
    }

    private InputStatus nothingFor(long nanos) {
        // While one wake-up is under way there is no need for another.
        if (available.isDone()) {
            CompletableFuture<Void> due = new CompletableFuture<>();
            available = due;
            wakeUp.after(nanos, () -> due.complete(null));
        }
        return InputStatus.NOTHING_AVAILABLE;
    }

    @Override
    public CompletableFuture<Void> isAvailable() {
        return available;
    }

    @Override
    public void addSplits(List<ReplaySplit> splits) {
        unopened.addAll(splits);
        available.complete(null);
    }

    @Override
    public void notifyNoMoreSplits() {
        noMoreSplits = true;
        available.complete(null);
    }

    @Override
    public List<ReplaySplit> snapshotState(long checkpointId) {
        List<ReplaySplit> left = new ArrayList<>(unopened);
        tracks.forEach(track -> left.add(new ReplaySplit(track.path, track.line)));
        return left;
    }

    @Override
    public void close() throws IOException {
        wakeUp.close();
        for (Track track : tracks) {
            track.recording.close();
        }
    }
}
