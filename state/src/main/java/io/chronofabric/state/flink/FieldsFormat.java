package io.chronofabric.state.flink;

import io.chronofabric.state.model.Fields;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/**
 * Fields: the count of bytes of the block of names, that block (a count of names, then each as
 * text), then the values, 8 bytes each. The block comes first and whole so that a reader that knows
 * it already takes its names without making a string. Not thread-safe.
 */
final class FieldsFormat {
    private static final int SHAPES = 8;

    private final Interned<String[]> namesOf = new Interned<>(FieldsFormat::names);

    /** The last shapes written, with their blocks, so that a block is made once. */
    private final Fields[] shapes = new Fields[SHAPES];

    private final byte[][] blocks = new byte[SHAPES][];
    private int oldest;

    void write(Fields fields, DataOutput out) throws IOException {
        byte[] block = block(fields);
        Wire.writeCount(block.length, out);
        out.write(block);
        for (int i = 0; i < fields.size(); i++) {
            out.writeDouble(fields.value(i));
        }
    }

    Fields read(DataInput in) throws IOException {
        int length = Wire.readCount(in, Wire.MAX_TEXT_BYTES, "bytes of field names");
        String[] names = namesOf.read(in, length);
        double[] values = new double[names.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = in.readDouble();
        }
        try {
            return Fields.ofSorted(names, values);
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage() + ": the data is damaged", e);
        }
    }

    private byte[] block(Fields fields) throws IOException {
        for (int i = 0; i < SHAPES; i++) {
            if (shapes[i] != null && shapes[i].sharesNamesWith(fields)) {
                return blocks[i];
            }
        }
        DataOutputSerializer out = new DataOutputSerializer(16 * (fields.size() + 1));
        Wire.writeCount(fields.size(), out);
        for (int i = 0; i < fields.size(); i++) {
            Wire.writeText(fields.name(i), out);
        }
        shapes[oldest] = fields;
        blocks[oldest] = out.getCopyOfBuffer();
        byte[] block = blocks[oldest];
        oldest = (oldest + 1) % SHAPES;
        return block;
    }

    private static String[] names(byte[] bytes, int length) throws IOException {
        DataInputDeserializer in = new DataInputDeserializer(bytes, 0, length);
        // A name has a byte or more, so the block's length bounds the array.
        String[] names = new String[Wire.readCount(in, length, "field names")];
        for (int i = 0; i < names.length; i++) {
            names[i] = Wire.readText(in);
        }
        if (in.available() != 0) {
            throw new IOException(in.available() + " bytes after the names: the data is damaged");
        }
        return names;
    }
}
