package io.chronofabric.operators.deadline.flink;

import io.chronofabric.operators.deadline.Backlog;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.CompositeTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Writes what waits for release, version 1, with the serializer of its events. As safe between
 * threads as that.
 *
 * @param <E> the events
 */
public final class BacklogSerializer<E> extends TypeSerializer<Backlog<E>> {
    private static final long serialVersionUID = 1L;

    private final TypeSerializer<E> events;

    BacklogSerializer(TypeSerializer<E> events) {
        this.events = events;
    }

    @Override
    public boolean isImmutableType() {
        return false;
    }

    @Override
    public TypeSerializer<Backlog<E>> duplicate() {
        return new BacklogSerializer<>(events.duplicate());
    }

    @Override
    public Backlog<E> createInstance() {
        return new Backlog<>();
    }

    @Override
    public Backlog<E> copy(Backlog<E> from) {
        DataOutputSerializer out = new DataOutputSerializer(256);
        try {
            serialize(from, out);
            return deserialize(new DataInputDeserializer(out.getSharedBuffer(), 0, out.length()));
        } catch (IOException e) {
            throw new IllegalStateException("a backlog that cannot be read back", e);
        }
    }

    @Override
    public Backlog<E> copy(Backlog<E> from, Backlog<E> reuse) {
        return copy(from);
    }

    @Override
    public int getLength() {
        return -1;
    }

    @Override
    public void serialize(Backlog<E> backlog, DataOutputView out) throws IOException {
        backlog.write(out, event -> events.serialize(event, out));
    }

    @Override
    public Backlog<E> deserialize(DataInputView in) throws IOException {
        return Backlog.read(in, () -> events.deserialize(in));
    }

    @Override
    public Backlog<E> deserialize(Backlog<E> reuse, DataInputView in) throws IOException {
        return deserialize(in);
    }

    @Override
    public void copy(DataInputView from, DataOutputView to) throws IOException {
        serialize(deserialize(from), to);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BacklogSerializer<?> that && events.equals(that.events);
    }

    @Override
    public int hashCode() {
        return events.hashCode();
    }

    @Override
    public TypeSerializerSnapshot<Backlog<E>> snapshotConfiguration() {
        return new Snapshot<>(this);
    }

    /**
     * The class that savepoints name.
     *
     * @param <E> the events
     */
    public static final class Snapshot<E>
            extends CompositeTypeSerializerSnapshot<Backlog<E>, BacklogSerializer<E>> {
        private static final int VERSION = 1;

        /** For Flink. */
        public Snapshot() {}

        Snapshot(BacklogSerializer<E> serializer) {
            super(serializer);
        }

        @Override
        protected int getCurrentOuterSnapshotVersion() {
            return VERSION;
        }

        @Override
        protected void readOuterSnapshot(int version, DataInputView in, ClassLoader classLoader)
                throws IOException {
            if (version != VERSION) {
                throw new IOException(
                        getClass().getName()
                                + ": format version "
                                + version
                                + " (expected: "
                                + VERSION
                                + "). This state was written by a later ChronoFabric: restore it"
                                + " with that one, or start without it.");
            }
        }

        @Override
        protected TypeSerializer<?>[] getNestedSerializers(BacklogSerializer<E> outer) {
            return new TypeSerializer<?>[] {outer.events};
        }

        @Override
        @SuppressWarnings("unchecked") // the one that was written
        protected BacklogSerializer<E> createOuterSerializerWithNestedSerializers(
                TypeSerializer<?>[] nested) {
            return new BacklogSerializer<>((TypeSerializer<E>) nested[0]);
        }
    }
}
