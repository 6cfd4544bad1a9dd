package io.chronofabric.operators.causal.flink;

import io.chronofabric.operators.causal.CausalDomain;
import java.io.IOException;
import java.util.Objects;
import org.apache.flink.api.common.typeutils.CompositeTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Writes where a causal domain stands, version 1, with the serializers of its events and of its
 * ids. As safe between threads as those.
 *
 * @param <D> how dependencies are named
 * @param <E> the events
 */
public final class CausalDomainSerializer<D, E> extends TypeSerializer<CausalDomain<D, E>> {
    private static final long serialVersionUID = 1L;

    private final TypeSerializer<E> events;

    /** Null where events have vector stamps. */
    private final TypeSerializer<D> ids;

    /**
     * @param events the events
     * @param ids the ids; null where events have vector stamps
     */
    CausalDomainSerializer(TypeSerializer<E> events, TypeSerializer<D> ids) {
        this.events = events;
        this.ids = ids;
    }

    @Override
    public boolean isImmutableType() {
        return false;
    }

    @Override
    public TypeSerializer<CausalDomain<D, E>> duplicate() {
        return new CausalDomainSerializer<>(
                events.duplicate(), ids == null ? null : ids.duplicate());
    }

    @Override
    public CausalDomain<D, E> createInstance() {
        return null; // never asked for: no reuse
    }

    @Override
    public CausalDomain<D, E> copy(CausalDomain<D, E> from) {
        DataOutputSerializer out = new DataOutputSerializer(256);
        try {
            serialize(from, out);
            return deserialize(new DataInputDeserializer(out.getSharedBuffer(), 0, out.length()));
        } catch (IOException e) {
            throw new IllegalStateException("a domain that cannot be read back", e);
        }
    }

    @Override
    public CausalDomain<D, E> copy(CausalDomain<D, E> from, CausalDomain<D, E> reuse) {
        return copy(from);
    }

    @Override
    public int getLength() {
        return -1;
    }

    @Override
    public void serialize(CausalDomain<D, E> domain, DataOutputView out) throws IOException {
        domain.write(
                out,
                (id, to) -> ids.serialize(id, out),
                (event, to) -> events.serialize(event, out));
    }

    @Override
    @SuppressWarnings("unchecked") // without ids, dependencies are named by ranges
    public CausalDomain<D, E> deserialize(DataInputView in) throws IOException {
        if (ids == null) {
            return (CausalDomain<D, E>)
                    CausalDomain.<E>readByVector(in, from -> events.deserialize(in));
        }
        return CausalDomain.readById(
                in, from -> ids.deserialize(in), from -> events.deserialize(in));
    }

    @Override
    public CausalDomain<D, E> deserialize(CausalDomain<D, E> reuse, DataInputView in)
            throws IOException {
        return deserialize(in);
    }

    @Override
    public void copy(DataInputView from, DataOutputView to) throws IOException {
        serialize(deserialize(from), to);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CausalDomainSerializer<?, ?> that
                && events.equals(that.events)
                && Objects.equals(ids, that.ids);
    }

    @Override
    public int hashCode() {
        return Objects.hash(events, ids);
    }

    @Override
    public TypeSerializerSnapshot<CausalDomain<D, E>> snapshotConfiguration() {
        return new Snapshot<>(this);
    }

    /**
     * The class that savepoints name.
     *
     * @param <D> how dependencies are named
     * @param <E> the events
     */
    public static final class Snapshot<D, E>
            extends CompositeTypeSerializerSnapshot<
                    CausalDomain<D, E>, CausalDomainSerializer<D, E>> {
        private static final int VERSION = 1;

        /** For Flink. */
        public Snapshot() {}

        Snapshot(CausalDomainSerializer<D, E> serializer) {
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
        protected TypeSerializer<?>[] getNestedSerializers(CausalDomainSerializer<D, E> outer) {
            return outer.ids == null
                    ? new TypeSerializer<?>[] {outer.events}
                    : new TypeSerializer<?>[] {outer.events, outer.ids};
        }

        @Override
        @SuppressWarnings("unchecked") // in the order in which they were written
        protected CausalDomainSerializer<D, E> createOuterSerializerWithNestedSerializers(
                TypeSerializer<?>[] nested) {
            return new CausalDomainSerializer<>(
                    (TypeSerializer<E>) nested[0],
                    nested.length == 1 ? null : (TypeSerializer<D>) nested[1]);
        }
    }
}
