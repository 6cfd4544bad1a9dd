package io.chronofabric.jobs.kafka;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.connector.kafka.sink.KafkaCommittable;
import org.apache.flink.connector.kafka.sink.KafkaWriterState;
import org.apache.flink.connector.kafka.sink.TwoPhaseCommittingStatefulSink.PrecommittingStatefulSinkWriter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes as another writer does, and fails once only: Kafka's throws what it is told after its
 * first failure when it is closed, which Flink takes for a failure of its clean-up and so ends the
 * whole TaskManager. For one task's thread.
 *
 * @param <T> the records
 */
final class StrictWriter<T>
        implements PrecommittingStatefulSinkWriter<T, KafkaWriterState, KafkaCommittable> {
    private static final Logger LOG = LoggerFactory.getLogger(StrictWriter.class);

    private final PrecommittingStatefulSinkWriter<T, KafkaWriterState, KafkaCommittable> writer;
    private final SendFailures failures;

    StrictWriter(
            PrecommittingStatefulSinkWriter<T, KafkaWriterState, KafkaCommittable> writer,
            SendFailures failures) {
        this.writer = writer;
        this.failures = failures;
    }

    @Override
    public void write(T element, Context context) throws IOException, InterruptedException {
        try {
            writer.write(element, context);
        } catch (IOException | RuntimeException e) {
            failures.note(e);
            throw e;
        }
    }

    @Override
    public void flush(boolean endOfInput) throws IOException, InterruptedException {
        try {
            writer.flush(endOfInput);
        } catch (IOException | RuntimeException e) {
            failures.note(e);
            throw e;
        }
    }

    @Override
    public Collection<KafkaCommittable> prepareCommit() throws IOException, InterruptedException {
        try {
            return writer.prepareCommit();
        } catch (IOException | RuntimeException e) {
            failures.note(e);
            throw e;
        }
    }

    @Override
    public List<KafkaWriterState> snapshotState(long checkpointId) throws IOException {
        try {
            return writer.snapshotState(checkpointId);
        } catch (IOException | RuntimeException e) {
            failures.note(e);
            throw e;
        }
    }

    @Override
    public void writeWatermark(Watermark watermark) throws IOException, InterruptedException {
        writer.writeWatermark(watermark);
    }

    @Override
    public void close() throws Exception {
        try {
            writer.close();
        } catch (IOException | RuntimeException e) {
            if (!failures.any()) {
                throw e;
            }
            LOG.warn("A writer that has failed could not be closed in order.", e);
        }
    }
}
