package io.chronofabric.connector.bus;

import io.chronofabric.bus.wire.FrameFault;
import io.chronofabric.bus.wire.FrameReader;
import java.io.IOException;
import java.io.Serializable;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.util.Collector;

/**
 * Makes records of what is read from a bus. Used by one thread at a time.
 *
 * @param <OUT> the record in the job
 */
public interface BusDeserializationSchema<OUT> extends Serializable, ResultTypeQueryable<OUT> {
    /**
     * Is called once before anything else.
     *
     * @param context as for Flink's other schemas
     */
    default void open(DeserializationSchema.InitializationContext context) throws Exception {}

    /**
     * Makes any number of records of a packet. What cannot be read should become a record that says
     * so; an exception fails the job.
     *
     * @param frame valid until this returns
     * @param origin where it was read
     */
    void deserialize(FrameReader frame, BusOrigin origin, Collector<OUT> out) throws IOException;

    /**
     * Makes any number of records of bytes that are no frame, such as a dead letter; unless
     * overridden none. They are counted as {@code numRecordsInErrors} either way.
     *
     * @param raw for {@link FrameReader#rawLength} and {@link FrameReader#copyRaw} only
     */
    default void malformed(FrameFault fault, FrameReader raw, BusOrigin origin, Collector<OUT> out)
            throws IOException {}

    /** Reads the payload with one of Flink's schemas, and nothing else of the packet. */
    static <OUT> BusDeserializationSchema<OUT> valueOnly(DeserializationSchema<OUT> schema) {
        return new ValueOnly<>(schema);
    }

    /**
     * The payload alone.
     *
     * @param <OUT> the record in the job
     */
    final class ValueOnly<OUT> implements BusDeserializationSchema<OUT> {
        private static final long serialVersionUID = 1L;

        private final DeserializationSchema<OUT> schema;

        private ValueOnly(DeserializationSchema<OUT> schema) {
            this.schema = schema;
        }

        @Override
        public void open(DeserializationSchema.InitializationContext context) throws Exception {
            schema.open(context);
        }

        @Override
        public void deserialize(FrameReader frame, BusOrigin origin, Collector<OUT> out)
                throws IOException {
            schema.deserialize(frame.copyPayload(), out);
        }

        @Override
        public TypeInformation<OUT> getProducedType() {
            return schema.getProducedType();
        }
    }
}
