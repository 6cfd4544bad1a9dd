package io.chronofabric.it.arch.planted.state.flink;

import java.io.Externalizable;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInput;
import java.io.ObjectInputStream;
import java.io.ObjectOutput;
import java.io.ObjectOutputStream;
import java.io.OutputStream;

/** Breaks, on purpose, what room {@code state.flink} must keep. */
public final class Planted {
    static final class KnowsBus {
        io.chronofabric.it.arch.planted.bus.Planted.Value value;
    }

    static final class WritesObjects {
        void write(OutputStream out) throws IOException {
            new ObjectOutputStream(out).writeObject("");
        }
    }

    static final class ReadsObjects {
        Object read(InputStream in) throws IOException, ClassNotFoundException {
            return new ObjectInputStream(in).readObject();
        }
    }

    /** Public, as serialization demands. */
    public static final class IsExternal implements Externalizable {
        @Override
        public void writeExternal(ObjectOutput out) {}

        @Override
        public void readExternal(ObjectInput in) {}
    }

    static final class UsesKryo {
        Class<?> kryo = org.apache.flink.api.java.typeutils.runtime.kryo.KryoSerializer.class;
    }

    static final class MayKnow {
        org.apache.flink.core.memory.DataInputView view;
    }
}
