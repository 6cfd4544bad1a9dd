package io.chronofabric.state.flink;

import io.chronofabric.state.model.Signal;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Bounds of a clock's error: a count, 0 where it was not told, else one more than the bound. */
final class ClockErrorFormat {
    private ClockErrorFormat() {}

    static void write(long boundNanos, DataOutput out) throws IOException {
        Wire.writeCount(boundNanos - Signal.NO_BOUND, out);
    }

    /** A bound, or {@link Signal#NO_BOUND}. */
    static long read(DataInput in) throws IOException {
        long count = Wire.readCount(in);
        long bound = count + Signal.NO_BOUND;
        if (bound < 0 && count != 0) {
            throw new IOException(
                    "clock error: "
                            + Long.toUnsignedString(bound)
                            + " ns (expected: at most 2^63-1): the data is damaged");
        }
        return bound;
    }
}
