package io.chronofabric.state.flink;

import java.io.DataInput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Decodes bytes that come again and again into one shared object instead of many equal ones. Holds
 * a fixed number of entries, each in the slot that its hash names; a newcomer takes the slot over.
 * Not thread-safe.
 */
final class Interned<T> {
    private static final int SLOTS = 64;

    /** Larger things are decoded each time, so that the table stays small. */
    private static final int LARGEST = 1 << 14;

    /** Makes the object of some bytes. */
    interface Decoder<T> {
        T decode(byte[] bytes, int length) throws IOException;
    }

    private final Decoder<T> decoder;
    private final byte[][] keys = new byte[SLOTS][];
    private final Object[] values = new Object[SLOTS];
    private byte[] scratch = new byte[256];

    Interned(Decoder<T> decoder) {
        this.decoder = decoder;
    }

    /** The object of the next {@code length} bytes. */
    @SuppressWarnings("unchecked") // slots hold what the decoder made
    T read(DataInput in, int length) throws IOException {
        if (length > LARGEST) {
            return decoder.decode(Wire.readBytes(in, length), length);
        }
        if (length > scratch.length) {
            scratch = new byte[Math.max(length, 2 * scratch.length)];
        }
        in.readFully(scratch, 0, length);
        int hash = 0;
        for (int i = 0; i < length; i++) {
            hash = 31 * hash + scratch[i];
        }
        int slot = (hash ^ hash >>> 16) & (SLOTS - 1);
        byte[] key = keys[slot];
        if (key != null && Arrays.equals(key, 0, key.length, scratch, 0, length)) {
            return (T) values[slot];
        }
        T value = decoder.decode(scratch, length);
        keys[slot] = Arrays.copyOf(scratch, length);
        values[slot] = value;
        return value;
    }
}
