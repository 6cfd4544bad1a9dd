package io.chronofabric.state.flink;

import io.chronofabric.state.model.Header;
import io.chronofabric.state.model.Transport;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Transports: key (bytes or none), count of headers, each with name (text) and value (bytes or
 * none), arrival (8 bytes). Bytes or none: the count of bytes plus one, then the bytes; 0 for none.
 */
final class TransportFormat {
    private static final int MOST_BYTES = Integer.MAX_VALUE - 8;

    private TransportFormat() {}

    static void write(Transport transport, DataOutput out) throws IOException {
        writeBytes(transport.key(), out);
        Wire.writeCount(transport.headers().size(), out);
        for (Header header : transport.headers()) {
            Wire.writeText(header.name(), out);
            writeBytes(header.value(), out);
        }
        out.writeLong(transport.arrivalMillis());
    }

    static Transport read(DataInput in) throws IOException {
        byte[] key = readBytes(in, "bytes of a key");
        int count = Wire.readCount(in, MOST_BYTES, "headers");
        List<Header> headers = new ArrayList<>(); // its size is not believed before they are there
        for (int i = 0; i < count; i++) {
            headers.add(new Header(Wire.readText(in), readBytes(in, "bytes of a header")));
        }
        long arrivalMillis = in.readLong();
        if (arrivalMillis < Transport.UNKNOWN_ARRIVAL) {
            throw new IOException("arrival: " + arrivalMillis + " ms: the data is damaged");
        }
        return new Transport(key, headers, arrivalMillis);
    }

    private static void writeBytes(byte[] bytes, DataOutput out) throws IOException {
        if (bytes == null) {
            Wire.writeCount(0, out);
        } else {
            Wire.writeCount(bytes.length + 1L, out);
            out.write(bytes);
        }
    }

    private static byte[] readBytes(DataInput in, String what) throws IOException {
        int length = Wire.readCount(in, MOST_BYTES, what);
        return length == 0 ? null : Wire.readBytes(in, length - 1);
    }
}
