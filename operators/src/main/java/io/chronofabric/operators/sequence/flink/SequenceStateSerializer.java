package io.chronofabric.operators.sequence.flink;

import io.chronofabric.operators.sequence.SequenceState;
import io.chronofabric.operators.sequence.SequenceStateCodec;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.CompositeTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Writes where the matching of a key stands, in the format of {@link SequenceStateCodec}, over a
 * serializer of the events. Events are taken as immutable.
 *
 * @param <E> the events
 */
public final class SequenceStateSerializer<E> extends TypeSerializer<SequenceState<E>> {
    private static final long serialVersionUID = 1L;

    private final TypeSerializer<E> events;
    private transient SequenceStateCodec<E> codec;

    /**
     * @param events the serializer of events
     */
    public SequenceStateSerializer(TypeSerializer<E> events) {
        this.events = events;
    }

    @Override
    public boolean isImmutableType() {
        return false;
    }

    @Override
    public TypeSerializer<SequenceState<E>> duplicate() {
        return new SequenceStateSerializer<>(events.duplicate());
    }

    /** None can be made without its engine; nothing asks for one. */
    @Override
    public SequenceState<E> createInstance() {
        return null;
    }

    @Override
    public SequenceState<E> copy(SequenceState<E> from) {
        return SequenceStateCodec.copy(from);
    }

    @Override
    public SequenceState<E> copy(SequenceState<E> from, SequenceState<E> reuse) {
        return copy(from);
    }

    @Override
    public int getLength() {
        return -1;
    }

    @Override
    public void serialize(SequenceState<E> state, DataOutputView out) throws IOException {
        codec().write(state, out);
    }

    @Override
    public SequenceState<E> deserialize(DataInputView in) throws IOException {
        return codec().read(in);
    }

    @Override
    public SequenceState<E> deserialize(SequenceState<E> reuse, DataInputView in)
            throws IOException {
        return deserialize(in);
    }

    @Override
    public void copy(DataInputView from, DataOutputView to) throws IOException {
        serialize(deserialize(from), to);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SequenceStateSerializer<?> that && that.events.equals(events);
    }

    @Override
    public int hashCode() {
        return events.hashCode();
    }

    @Override
    public TypeSerializerSnapshot<SequenceState<E>> snapshotConfiguration() {
        return new Snapshot<>(this);
    }

    private SequenceStateCodec<E> codec() {
        if (codec == null) {
            codec = new SequenceStateCodec<>(new SerializerEventCodec<>(events));
        }
        return codec;
    }

    /** The class that savepoints name. */
    public static final class Snapshot<E>
            extends CompositeTypeSerializerSnapshot<SequenceState<E>, SequenceStateSerializer<E>> {
        private static final int VERSION = 1;

        /** For Flink. */
        public Snapshot() {}

        Snapshot(SequenceStateSerializer<E> serializer) {
            super(serializer);
        }

        @Override
        protected int getCurrentOuterSnapshotVersion() {
            return VERSION;
        }

        @Override
        protected TypeSerializer<?>[] getNestedSerializers(SequenceStateSerializer<E> outer) {
            return new TypeSerializer<?>[] {outer.events};
        }

        @Override
        @SuppressWarnings("unchecked") // the nested serializer is of the events
        protected SequenceStateSerializer<E> createOuterSerializerWithNestedSerializers(
                TypeSerializer<?>[] nested) {
            return new SequenceStateSerializer<>((TypeSerializer<E>) nested[0]);
        }
    }
}
