package io.chronofabric.connector.bus;

import io.chronofabric.bus.wire.FrameHeader;
import java.io.Serializable;
import java.util.zip.CRC32C;
import org.apache.flink.api.common.serialization.SerializationSchema;

/**
 * Makes a packet of a record. Used by one thread at a time.
 *
 * @param <IN> the record in the job
 */
public interface BusSerializationSchema<IN> extends Serializable {
    /**
     * Is called once before anything else.
     *
     * @param context as for Flink's other schemas
     */
    default void open(SerializationSchema.InitializationContext context) throws Exception {}

    /**
     * The payload of a record. An exception fails the job.
     *
     * @param header new for each record, to say more about the packet: its time, an id that is the
     *     same for each attempt, targets, priority
     * @param timestamp the record's event time in milliseconds, or null
     */
    byte[] serialize(IN element, FrameHeader header, Long timestamp);

    /**
     * The payload by one of Flink's schemas, event time as the packet's time, and as its id a hash
     * of both, so that a record that is published again has the same id.
     */
    static <IN> BusSerializationSchema<IN> valueOnly(SerializationSchema<IN> schema) {
        return new ValueOnly<>(schema);
    }

    /**
     * The payload alone.
     *
     * @param <IN> the record in the job
     */
    final class ValueOnly<IN> implements BusSerializationSchema<IN> {
        private static final long serialVersionUID = 1L;
        private static final long NANOS_PER_MILLI = 1_000_000L;
        private static final long GOLDEN = 0x9E3779B97F4A7C15L;

        private final SerializationSchema<IN> schema;

        private ValueOnly(SerializationSchema<IN> schema) {
            this.schema = schema;
        }

        @Override
        public void open(SerializationSchema.InitializationContext context) throws Exception {
            schema.open(context);
        }

        @Override
        public byte[] serialize(IN element, FrameHeader header, Long timestamp) {
            byte[] payload = schema.serialize(element);
            long time = 0;
            if (timestamp != null && timestamp >= 0) {
                time = timestamp * NANOS_PER_MILLI;
                header.time(time, 0);
            }
            CRC32C crc = new CRC32C();
            crc.update(payload);
            header.id((time * GOLDEN ^ crc.getValue() * Long.reverse(GOLDEN)) & Long.MAX_VALUE);
            return payload;
        }
    }
}
