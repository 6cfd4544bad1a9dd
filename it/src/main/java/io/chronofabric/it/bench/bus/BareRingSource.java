package io.chronofabric.it.bench.bus;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * The leanest reader of a ring that FLIP-27 allows: no splits, no state, no metrics, no event time.
 * For one subtask.
 */
final class BareRingSource implements Source<Long, BareRingSource.NoSplit, Boolean> {
    private static final long serialVersionUID = 1L;
    private static final int BATCH = 256;

    private final String name;

    BareRingSource(String name) {
        this.name = name;
    }

    @Override
    public Boundedness getBoundedness() {
        return Boundedness.CONTINUOUS_UNBOUNDED;
    }

    @Override
    public SourceReader<Long, NoSplit> createReader(SourceReaderContext context) {
        return new Reader(BareRing.find(name));
    }

    @Override
    public SplitEnumerator<NoSplit, Boolean> createEnumerator(
            SplitEnumeratorContext<NoSplit> context) {
        return new NoEnumerator();
    }

    @Override
    public SplitEnumerator<NoSplit, Boolean> restoreEnumerator(
            SplitEnumeratorContext<NoSplit> context, Boolean checkpoint) {
        return new NoEnumerator();
    }

    @Override
    public SimpleVersionedSerializer<NoSplit> getSplitSerializer() {
        return new Nothing<>();
    }

    @Override
    public SimpleVersionedSerializer<Boolean> getEnumeratorCheckpointSerializer() {
        return new Nothing<>();
    }

    /** Demanded by the interface; there are none. */
    record NoSplit(String splitId) implements SourceSplit {}

    private static final class Reader implements SourceReader<Long, NoSplit> {
        private final BareRing ring;

        private Reader(BareRing ring) {
            this.ring = ring;
        }

        @Override
        public void start() {}

        @Override
        public InputStatus pollNext(ReaderOutput<Long> output) {
            for (int i = 0; i < BATCH; i++) {
                Long value = ring.poll();
                if (value == null) {
                    return ring.isEnded()
                            ? InputStatus.END_OF_INPUT
                            : InputStatus.NOTHING_AVAILABLE;
                }
                output.collect(value);
            }
            return InputStatus.MORE_AVAILABLE;
        }

        @Override
        public CompletableFuture<Void> isAvailable() {
            return ring.available();
        }

        @Override
        public List<NoSplit> snapshotState(long checkpoint) {
            return List.of();
        }

        @Override
        public void addSplits(List<NoSplit> splits) {}

        @Override
        public void notifyNoMoreSplits() {}

        @Override
        public void close() {}
    }

    private static final class NoEnumerator implements SplitEnumerator<NoSplit, Boolean> {
        @Override
        public void start() {}

        @Override
        public void handleSplitRequest(int subtask, String host) {}

        @Override
        public void addSplitsBack(List<NoSplit> splits, int subtask) {}

        @Override
        public void addReader(int subtask) {}

        @Override
        public Boolean snapshotState(long checkpoint) {
            return true;
        }

        @Override
        public void close() {}
    }

    /** Never called: the benchmark takes no checkpoints. */
    private static final class Nothing<E> implements SimpleVersionedSerializer<E> {
        @Override
        public int getVersion() {
            return 1;
        }

        @Override
        public byte[] serialize(E value) {
            throw new UnsupportedOperationException("no checkpoints in this benchmark");
        }

        @Override
        public E deserialize(int version, byte[] bytes) {
            throw new UnsupportedOperationException("no checkpoints in this benchmark");
        }
    }
}
