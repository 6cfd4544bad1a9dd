package io.chronofabric.jobs.bus;

import io.chronofabric.bus.wire.FrameFile;
import io.chronofabric.bus.wire.StoredFrame;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** The packets of a file. */
final class FileFeed implements FrameFeed {
    private final FrameFile.Reader file;
    private boolean done;

    FileFeed(Path path) throws IOException {
        this.file = new FrameFile.Reader(path);
    }

    @Override
    public Optional<StoredFrame> next() throws IOException {
        Optional<StoredFrame> frame = file.next();
        done = frame.isEmpty();
        return frame;
    }

    @Override
    public boolean isDone() {
        return done;
    }

    @Override
    public long position() {
        return file.position();
    }

    @Override
    public long size() {
        return file.size();
    }

    @Override
    public long malformed() {
        return file.malformed() + (file.leftOver() > 0 ? 1 : 0);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
