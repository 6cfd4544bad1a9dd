package io.chronofabric.it.bench.bus;

import io.aeron.Aeron;
import io.aeron.Subscription;
import io.aeron.logbuffer.FragmentHandler;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * The leanest reader of shared memory that FLIP-27 allows: a bare Aeron subscription, polled
 * without pause. Takes the last eight bytes of whatever comes, so it reads the bus's frames too: no
 * check of a header, no log, no positions, no state, no event time. For one subtask.
 */
final class BareAeronSource implements Source<Long, BareRingSource.NoSplit, Boolean> {
    private static final long serialVersionUID = 1L;
    private static final int BATCH = 256;

    private final BareRingSource like = new BareRingSource("none");
    private final String directory;
    private final int stream;

    BareAeronSource(String directory, int stream) {
        this.directory = directory;
        this.stream = stream;
    }

    @Override
    public Boundedness getBoundedness() {
        return Boundedness.CONTINUOUS_UNBOUNDED;
    }

    @Override
    public SourceReader<Long, BareRingSource.NoSplit> createReader(SourceReaderContext context) {
        return new Reader(directory, stream);
    }

    @Override
    public SplitEnumerator<BareRingSource.NoSplit, Boolean> createEnumerator(
            SplitEnumeratorContext<BareRingSource.NoSplit> context) {
        return like.createEnumerator(context);
    }

    @Override
    public SplitEnumerator<BareRingSource.NoSplit, Boolean> restoreEnumerator(
            SplitEnumeratorContext<BareRingSource.NoSplit> context, Boolean checkpoint) {
        return like.createEnumerator(context);
    }

    @Override
    public SimpleVersionedSerializer<BareRingSource.NoSplit> getSplitSerializer() {
        return like.getSplitSerializer();
    }

    @Override
    public SimpleVersionedSerializer<Boolean> getEnumeratorCheckpointSerializer() {
        return like.getEnumeratorCheckpointSerializer();
    }

    private static final class Reader implements SourceReader<Long, BareRingSource.NoSplit> {
        private static final CompletableFuture<Void> NOW = CompletableFuture.completedFuture(null);

        private final Aeron aeron;
        private final Subscription subscription;
        private final FragmentHandler handler =
                (buffer, offset, length, header) ->
                        emit(buffer.getLong(offset + length - Long.BYTES));
        private ReaderOutput<Long> output;

        Reader(String directory, int stream) {
            aeron = Aeron.connect(new Aeron.Context().aeronDirectoryName(directory));
            subscription = aeron.addSubscription("aeron:ipc", stream);
        }

        @Override
        public void start() {}

        @Override
        public InputStatus pollNext(ReaderOutput<Long> to) {
            output = to;
            subscription.poll(handler, BATCH);
            return InputStatus.MORE_AVAILABLE;
        }

        @Override
        public CompletableFuture<Void> isAvailable() {
            return NOW;
        }

        @Override
        public List<BareRingSource.NoSplit> snapshotState(long checkpoint) {
            return List.of();
        }

        @Override
        public void addSplits(List<BareRingSource.NoSplit> splits) {}

        @Override
        public void notifyNoMoreSplits() {}

        @Override
        public void close() {
            subscription.close();
            aeron.close();
        }

        private void emit(long value) {
            output.collect(value);
        }
    }
}
