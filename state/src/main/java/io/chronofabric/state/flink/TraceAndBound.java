package io.chronofabric.state.flink;

import io.chronofabric.core.TraceContext;
import io.chronofabric.state.model.Signal;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * A {@link TraceFormat trace} and what is known of a clock's error. The byte that begins the trace
 * also has 4 where a {@link ClockErrorFormat bound} follows the trace, and 8 where an order is
 * uncertain; so what has neither is written as it was before there were bounds.
 *
 * @param clockErrorNanos the bound, or {@link Signal#NO_BOUND}
 * @param orderUncertain of verdicts only
 */
record TraceAndBound(TraceContext trace, long clockErrorNanos, boolean orderUncertain) {
    private static final int BOUND = 4;
    private static final int UNCERTAIN = 8;

    static void write(
            TraceContext trace, long clockErrorNanos, boolean orderUncertain, DataOutput out)
            throws IOException {
        boolean told = clockErrorNanos != Signal.NO_BOUND;
        TraceFormat.write(trace, (told ? BOUND : 0) | (orderUncertain ? UNCERTAIN : 0), out);
        if (told) {
            ClockErrorFormat.write(clockErrorNanos, out);
        }
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @param mayBeUncertain whether the record has an order that can be uncertain
     */
    static TraceAndBound read(boolean mayBeUncertain, DataInput in) throws IOException {
        byte first = in.readByte();
        int flags = TraceFormat.flagsOf(first);
        if ((flags & ~(mayBeUncertain ? BOUND | UNCERTAIN : BOUND)) != 0) {
            throw new IOException("flags of a trace context: " + flags + ": the data is damaged");
        }
        TraceContext trace = TraceFormat.read(first - flags, in);
        long bound = (flags & BOUND) == 0 ? Signal.NO_BOUND : ClockErrorFormat.read(in);
        return new TraceAndBound(trace, bound, (flags & UNCERTAIN) != 0);
    }
}
