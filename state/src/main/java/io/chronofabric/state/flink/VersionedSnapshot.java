package io.chronofabric.state.flink;

import java.io.IOException;
import java.util.function.Supplier;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * What a savepoint keeps of a serializer without settings: its class and the version of its format.
 * A format that changes gets the next version here, and its serializer goes on reading the old.
 */
public abstract class VersionedSnapshot<T> implements TypeSerializerSnapshot<T> {
    private static final int VERSION = 1;

    private final Supplier<? extends TypeSerializer<T>> serializer;

    /**
     * @param serializer gives the serializer of the current format
     */
    protected VersionedSnapshot(Supplier<? extends TypeSerializer<T>> serializer) {
        this.serializer = serializer;
    }

    @Override
    public final int getCurrentVersion() {
        return VERSION;
    }

    @Override
    public final void writeSnapshot(DataOutputView out) {
        // The class and the version, which Flink writes, say everything.
    }

    @Override
    public final void readSnapshot(int version, DataInputView in, ClassLoader classLoader)
            throws IOException {
        if (version != VERSION) {
            throw new IOException(
                    getClass().getName()
                            + ": format version "
                            + version
                            + " (expected: "
                            + VERSION
                            + "). This state was written by a later ChronoFabric: restore it with"
                            + " that one, or start without it.");
        }
    }

    @Override
    public final TypeSerializer<T> restoreSerializer() {
        return serializer.get();
    }

    @Override
    public final TypeSerializerSchemaCompatibility<T> resolveSchemaCompatibility(
            TypeSerializerSnapshot<T> old) {
        return old.getClass() == getClass()
                ? TypeSerializerSchemaCompatibility.compatibleAsIs()
                : TypeSerializerSchemaCompatibility.incompatible();
    }

    @Override
    @SuppressWarnings("EqualsGetClass") // snapshots of one class are alike, and of no other
    public final boolean equals(Object other) {
        return other != null && other.getClass() == getClass();
    }

    @Override
    public final int hashCode() {
        return getClass().hashCode();
    }
}
