package io.chronofabric.connector.bus;

import io.chronofabric.bus.aeron.BusConnection;
import io.chronofabric.bus.aeron.FrameStream;
import io.chronofabric.bus.aeron.Recording;
import io.chronofabric.bus.aeron.RecordingReader;
import io.chronofabric.bus.wire.FrameHandler;
import io.chronofabric.bus.wire.MalformedFrameHandler;

/** Reads a recording each of whose packets counts. */
final class DataCursor implements SplitCursor {
    private final BusConnection connection;
    private final BusSplit split;
    private final FrameStream stream;

    DataCursor(BusConnection connection, BusSplit split, MalformedFrameHandler malformed) {
        this.connection = connection;
        this.split = split;
        Recording recording = Recordings.required(connection, split);
        this.stream =
                split.stop() == BusSplit.ENDLESS
                        ? connection.read(recording, split.position())
                        : connection.readRange(recording, split.position(), split.stop());
        stream.onMalformed(malformed);
    }

    @Override
    public boolean poll(FrameHandler receiver, int limit) {
        return stream.poll(receiver, limit);
    }

    @Override
    public boolean isDone() {
        return stream.isDone();
    }

    @Override
    public BusSplit split() {
        return new BusSplit(
                split.archiveId(),
                split.recording(),
                split.bus(),
                split.source(),
                false,
                stream.position(),
                split.stop(),
                split.open(),
                split.read());
    }

    @Override
    public boolean isRecorded() {
        return !(stream instanceof RecordingReader live) || live.isRecorded();
    }

    @Override
    public long pendingBytes() {
        long end =
                split.stop() == BusSplit.ENDLESS
                        ? connection.recordedPosition(split.recording())
                        : split.stop();
        return Math.max(0, end - stream.position());
    }

    @Override
    public void close() {
        stream.close();
    }
}
