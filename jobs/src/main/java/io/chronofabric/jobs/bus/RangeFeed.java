package io.chronofabric.jobs.bus;

import io.chronofabric.bus.aeron.BusConnection;
import io.chronofabric.bus.aeron.RangeReader;
import io.chronofabric.bus.aeron.Recording;
import io.chronofabric.bus.wire.StoredFrame;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;

/** The packets of a part of a recording. Opened when it is first asked. */
final class RangeFeed implements FrameFeed {
    private static final int PIECES = 16;

    private final BusConnection connection;
    private final Recording recording;
    private final long from;
    private final long to;
    private final Queue<StoredFrame> waiting = new ArrayDeque<>();
    private RangeReader reader;

    RangeFeed(BusConnection connection, Recording recording, long from, long to) {
        this.connection = connection;
        this.recording = recording;
        this.from = from;
        this.to = to;
    }

    @Override
    public Optional<StoredFrame> next() {
        if (reader == null) {
            reader = connection.readRange(recording, from, to);
        }
        if (waiting.isEmpty()) {
            reader.poll((frame, position) -> waiting.add(StoredFrame.of(frame)), PIECES);
        }
        return Optional.ofNullable(waiting.poll());
    }

    @Override
    public boolean isDone() {
        return waiting.isEmpty() && (from >= to || (reader != null && reader.isDone()));
    }

    @Override
    public long position() {
        return reader == null ? 0 : reader.position() - from;
    }

    @Override
    public long size() {
        return to - from;
    }

    @Override
    public long malformed() {
        return reader == null ? 0 : reader.malformed();
    }

    @Override
    public void close() {
        if (reader != null) {
            reader.close();
        }
    }
}
