package io.chronofabric.connector.bus;

import io.chronofabric.bus.aeron.BusConnection;
import io.chronofabric.bus.aeron.FrameStream;
import io.chronofabric.bus.aeron.Recording;
import io.chronofabric.bus.aeron.RecordingReader;
import io.chronofabric.bus.wire.CommitMarker;
import io.chronofabric.bus.wire.FrameHandler;
import io.chronofabric.bus.wire.FrameReader;
import io.chronofabric.bus.wire.MalformedFrameHandler;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Reads what commit markers name: follows the recording of the markers, and for each reads the
 * range of the recording that it names. A range that was named before is passed over, so a marker
 * may be written more than once. What no marker names is never read, and nothing is held back in
 * memory.
 */
final class CommittedCursor implements SplitCursor {
    /** Recordings whose end is remembered: one for each attempt of a sink's writer. */
    private static final int REMEMBERED = 1_024;

    private final BusConnection connection;
    private final BusSplit split;
    private final MalformedFrameHandler malformed;
    private final FrameStream markers;
    private final Map<Long, Long> read;

    /** Made once: this is asked without pause. */
    private final FrameHandler onMarker = this::onMarker;

    private CommitMarker next;
    private FrameStream range;
    private BusSplit.OpenRange opened;

    CommittedCursor(BusConnection connection, BusSplit split, MalformedFrameHandler malformed) {
        this.connection = connection;
        this.split = split;
        this.malformed = malformed;
        this.read = remembered(split.read());
        Recording recording = Recordings.required(connection, split);
        this.markers =
                split.stop() == BusSplit.ENDLESS
                        ? connection.read(recording, split.position())
                        : connection.readRange(recording, split.position(), split.stop());
        markers.onMalformed(malformed);
        split.open().ifPresent(this::open);
    }

    @Override
    public boolean poll(FrameHandler receiver, int limit) {
        if (range == null) {
            return nextRange();
        }
        boolean any = range.poll(receiver, limit);
        if (range.isDone()) {
            read.put(opened.recording(), opened.to());
            range.close();
            range = null;
            return true;
        }
        return any;
    }

    @Override
    public boolean isDone() {
        return range == null && markers.isDone();
    }

    @Override
    public BusSplit split() {
        Optional<BusSplit.OpenRange> open =
                range == null
                        ? Optional.empty()
                        : Optional.of(
                                new BusSplit.OpenRange(
                                        opened.recording(), range.position(), opened.to()));
        return new BusSplit(
                split.archiveId(),
                split.recording(),
                split.bus(),
                split.source(),
                true,
                markers.position(),
                split.stop(),
                open,
                read);
    }

    @Override
    public boolean isRecorded() {
        return !(markers instanceof RecordingReader live) || live.isRecorded();
    }

    @Override
    public long pendingBytes() {
        return range == null ? 0 : opened.to() - range.position();
    }

    @Override
    public void close() {
        markers.close();
        if (range != null) {
            range.close();
        }
    }

    private boolean nextRange() {
        boolean any = markers.poll(onMarker, 1);
        if (next == null) {
            return any;
        }
        CommitMarker marker = next;
        next = null;
        long from = Math.max(marker.from(), read.getOrDefault(marker.recording(), 0L));
        if (from < marker.to()) {
            open(new BusSplit.OpenRange(marker.recording(), from, marker.to()));
        }
        return true;
    }

    private void onMarker(FrameReader frame, long position) {
        if (!frame.isData()) {
            next = CommitMarker.of(frame);
        }
    }

    private void open(BusSplit.OpenRange wanted) {
        opened = wanted;
        range =
                connection.readRange(
                        Recordings.required(connection, split, wanted.recording()),
                        wanted.position(),
                        wanted.to());
        range.onMalformed(malformed);
    }

    /** The recordings named last, by their ids, which grow. */
    private static Map<Long, Long> remembered(Map<Long, Long> from) {
        Map<Long, Long> result =
                new LinkedHashMap<>() {
                    private static final long serialVersionUID = 1L;

                    @Override
                    protected boolean removeEldestEntry(Map.Entry<Long, Long> eldest) {
                        return size() > REMEMBERED;
                    }
                };
        from.keySet().stream().sorted().forEach(id -> result.put(id, from.get(id)));
        return result;
    }
}
