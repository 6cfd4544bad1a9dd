package io.chronofabric.jobs.plan;

import io.chronofabric.state.flink.RecordTypes;
import io.chronofabric.state.model.Signal;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/**
 * The way of an event from one task to another: it is written and read again. Not safe for use by
 * several threads.
 */
final class Handover {
    private static final int FIRST_BYTES = 1_024;

    private final TypeSerializer<Signal> serializer =
            RecordTypes.signal().createSerializer(new SerializerConfigImpl());
    private final DataOutputSerializer out = new DataOutputSerializer(FIRST_BYTES);
    private final DataInputDeserializer in = new DataInputDeserializer();

    /** The event as the other task has it. */
    Signal over(Signal signal) {
        try {
            out.clear();
            serializer.serialize(signal, out);
            in.setBuffer(out.getSharedBuffer(), 0, out.length());
            return serializer.deserialize(in);
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
    }
}
