package io.chronofabric.state.flink;

import io.chronofabric.state.model.Origin;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Origins: source (text), partition (4 bytes), position (8). Shares the sources it reads. */
final class OriginFormat {
    private final Interned<String> sources =
            new Interned<>((bytes, length) -> Wire.decode(bytes, 0, length));

    void write(Origin origin, DataOutput out) throws IOException {
        Wire.writeText(origin.source(), out);
        out.writeInt(origin.partition());
        out.writeLong(origin.position());
    }

    Origin read(DataInput in) throws IOException {
        int length = Wire.readCount(in, Wire.MAX_TEXT_BYTES, "bytes of a source");
        return new Origin(sources.read(in, length), in.readInt(), in.readLong());
    }
}
