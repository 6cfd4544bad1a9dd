package io.chronofabric.connector.bus;

import io.chronofabric.time.TimeSource;
import java.io.IOException;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.api.connector.sink2.CommitterInitContext;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.SupportsCommitter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * Publishes a job's records into the durable log of the host that a subtask runs on; {@link
 * BusDelivery} says how sure. Packets of one subtask stay in order.
 *
 * <p>For {@link BusDelivery#EXACTLY_ONCE} each attempt of a subtask writes a recording of its own,
 * and a marker for each checkpoint says which range of it counts. What no marker names does not
 * exist for readers that keep to them, so nothing has to be taken back after a failure, and what a
 * lost TaskManager goes on writing does no harm.
 *
 * @param <IN> the record in the job
 */
public abstract class BusSink<IN> implements Sink<IN> {
    private static final long serialVersionUID = 1L;

    final BusSinkSettings settings;
    final BusSerializationSchema<IN> schema;

    private BusSink(BusSinkSettings settings, BusSerializationSchema<IN> schema) {
        this.settings = settings;
        this.schema = schema;
    }

    /** Starts a sink. */
    public static <IN> BusSinkBuilder<IN> builder() {
        return new BusSinkBuilder<>();
    }

    static <IN> BusSink<IN> of(BusSinkSettings settings, BusSerializationSchema<IN> schema) {
        return settings.delivery() == BusDelivery.EXACTLY_ONCE
                ? new ExactlyOnce<>(settings, schema)
                : new AtLeastOnce<>(settings, schema);
    }

    static void open(BusSerializationSchema<?> schema, WriterInitContext context)
            throws IOException {
        try {
            schema.open(context.asSerializationSchemaInitializationContext());
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("The serialization schema could not be opened.", e);
        }
    }

    /** A sink without committer. */
    private static final class AtLeastOnce<IN> extends BusSink<IN> {
        private static final long serialVersionUID = 1L;

        AtLeastOnce(BusSinkSettings settings, BusSerializationSchema<IN> schema) {
            super(settings, schema);
        }

        @Override
        public SinkWriter<IN> createWriter(WriterInitContext context) throws IOException {
            open(schema, context);
            return new BusWriter<>(settings, schema, context, TimeSource.system());
        }
    }

    /** A sink whose checkpoints are committed. */
    private static final class ExactlyOnce<IN> extends BusSink<IN>
            implements SupportsCommitter<BusCommittable> {
        private static final long serialVersionUID = 1L;

        ExactlyOnce(BusSinkSettings settings, BusSerializationSchema<IN> schema) {
            super(settings, schema);
        }

        @Override
        public SinkWriter<IN> createWriter(WriterInitContext context) throws IOException {
            open(schema, context);
            return new TransactionalBusWriter<>(settings, schema, context, TimeSource.system());
        }

        @Override
        public Committer<BusCommittable> createCommitter(CommitterInitContext context) {
            return new BusCommitter(
                    settings, context.getTaskInfo().getIndexOfThisSubtask(), TimeSource.system());
        }

        @Override
        public SimpleVersionedSerializer<BusCommittable> getCommittableSerializer() {
            return BusCommittableSerializer.INSTANCE;
        }
    }
}
