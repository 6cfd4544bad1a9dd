package io.chronofabric.state.flink;

import io.chronofabric.core.TraceContext;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Trace contexts: a byte, 0 for none, 1 for one that is not sampled, 2 for one that is; then,
 * unless none, trace id (16 bytes) and span id (8). The upper six bits of the byte are free for
 * flags of the record that the trace context is a part of, and 0 where it has none.
 */
final class TraceFormat {
    private static final int NONE = 0;
    private static final int NOT_SAMPLED = 1;
    private static final int SAMPLED = 2;

    private static final int KIND = 3;

    private TraceFormat() {}

    static void write(TraceContext trace, DataOutput out) throws IOException {
        write(trace, 0, out);
    }

    /** Writes a trace context with flags of the record, of the upper six bits of a byte. */
    static void write(TraceContext trace, int flags, DataOutput out) throws IOException {
        if (trace == null) {
            out.writeByte(NONE | flags);
            return;
        }
        out.writeByte((trace.sampled() ? SAMPLED : NOT_SAMPLED) | flags);
        out.writeLong(trace.traceIdHigh());
        out.writeLong(trace.traceIdLow());
        out.writeLong(trace.spanId());
    }

    /** A trace context, or null. */
    static TraceContext read(DataInput in) throws IOException {
        return read(in.readByte(), in);
    }

    /** The flags of the record in the byte before a trace context. */
    static int flagsOf(byte first) {
        return first & ~KIND;
    }

    /** A trace context whose first byte was read already, without the record's flags in it. */
    static TraceContext read(int kind, DataInput in) throws IOException {
        if (kind == NONE) {
            return null;
        }
        long high = in.readLong();
        long low = in.readLong();
        long span = in.readLong();
        if (kind < NONE || kind > SAMPLED || (high | low) == 0 || span == 0) {
            throw new IOException(
                    "trace context of kind "
                            + kind
                            + " (expected: 0 to 2, and no id of zero): the data is damaged");
        }
        return new TraceContext(high, low, span, kind == SAMPLED);
    }
}
