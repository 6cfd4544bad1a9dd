package io.chronofabric.jobs.kafka;

import io.chronofabric.jobs.config.KafkaOptions.OnLoss;
import java.io.IOException;
import java.util.Collection;
import java.util.Properties;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.api.connector.sink2.CommitterInitContext;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.connector.kafka.sink.KafkaCommittable;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.sink.KafkaWriterState;
import org.apache.flink.connector.kafka.sink.TwoPhaseCommittingStatefulSink;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.streaming.api.connector.sink2.CommittableMessage;
import org.apache.flink.streaming.api.connector.sink2.SupportsPostCommitTopology;
import org.apache.flink.streaming.api.datastream.DataStream;

/**
 * Flink's Kafka sink, except that a transaction that is gone when it should be committed stops the
 * job, as does one that another job has taken. Flink's own committer logs the first and goes on
 * without its records; its writer restarts for ever at the second.
 *
 * @param <T> the records
 */
final class StrictKafkaSink<T>
        implements TwoPhaseCommittingStatefulSink<T, KafkaWriterState, KafkaCommittable>,
                SupportsPostCommitTopology<KafkaCommittable> {
    private static final long serialVersionUID = 1L;

    private final KafkaSink<T> sink;
    private final String topic;
    private final OnLoss onLoss;
    private final Properties admin;

    /**
     * @param admin properties of an admin client, to ask what became of a transaction
     */
    StrictKafkaSink(KafkaSink<T> sink, String topic, OnLoss onLoss, Properties admin) {
        this.sink = sink;
        this.topic = topic;
        this.onLoss = onLoss;
        this.admin = admin;
    }

    @Override
    public PrecommittingStatefulSinkWriter<T, KafkaWriterState, KafkaCommittable> createWriter(
            WriterInitContext context) throws IOException {
        SendFailures failures = failures();
        return new StrictWriter<>(
                sink.createWriter(new WatchedContext(context, failures)), failures);
    }

    @Override
    public PrecommittingStatefulSinkWriter<T, KafkaWriterState, KafkaCommittable> restoreWriter(
            WriterInitContext context, Collection<KafkaWriterState> state) throws IOException {
        SendFailures failures = failures();
        return new StrictWriter<>(
                sink.restoreWriter(new WatchedContext(context, failures), state), failures);
    }

    private SendFailures failures() {
        return new SendFailures(topic, new TransactionFate(admin));
    }

    @Override
    public SimpleVersionedSerializer<KafkaWriterState> getWriterStateSerializer() {
        return sink.getWriterStateSerializer();
    }

    @Override
    public Committer<KafkaCommittable> createCommitter(CommitterInitContext context)
            throws IOException {
        Committer<KafkaCommittable> committer = sink.createCommitter(context);
        return onLoss == OnLoss.FAIL
                ? new StrictCommitter(committer, topic, new TransactionFate(admin))
                : committer;
    }

    @Override
    public SimpleVersionedSerializer<KafkaCommittable> getCommittableSerializer() {
        return sink.getCommittableSerializer();
    }

    @Override
    public void addPostCommitTopology(
            DataStream<CommittableMessage<KafkaCommittable>> committables) {
        sink.addPostCommitTopology(committables);
    }
}
