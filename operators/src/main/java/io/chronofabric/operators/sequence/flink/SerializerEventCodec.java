package io.chronofabric.operators.sequence.flink;

import io.chronofabric.operators.sequence.EventCodec;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Writes events by Flink's serializer of them, between Flink's views. */
final class SerializerEventCodec<E> implements EventCodec<E> {
    private final TypeSerializer<E> serializer;

    SerializerEventCodec(TypeSerializer<E> serializer) {
        this.serializer = serializer;
    }

    @Override
    public void write(E event, DataOutput out) throws IOException {
        serializer.serialize(event, (DataOutputView) out);
    }

    @Override
    public E read(DataInput in) throws IOException {
        return serializer.deserialize((DataInputView) in);
    }
}
