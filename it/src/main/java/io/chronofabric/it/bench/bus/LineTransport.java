package io.chronofabric.it.bench.bus;

import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The floor: one cache line there and one back, and nothing else. A send returns when the receiver
 * has answered, so that saturated it is a ping-pong.
 */
final class LineTransport implements Transport {
    private static final int APART = 128;
    private static final int THERE = APART;
    private static final int INDEX = THERE + 8;
    private static final int NANOS = THERE + 16;
    private static final int BACK = 2 * APART;

    private final UnsafeBuffer lines =
            new UnsafeBuffer(BufferUtil.allocateDirectAligned(4 * APART, APART));
    private long sent;
    private long received;

    @Override
    public Sender sender() {
        return (index, nanos) -> {
            lines.putLong(INDEX, index);
            lines.putLong(NANOS, nanos);
            lines.putLongRelease(THERE, ++sent);
            while (lines.getLongAcquire(BACK) != sent) {
                Thread.onSpinWait();
            }
            return true;
        };
    }

    @Override
    public Receiver receiver() {
        return arrivals -> {
            if (lines.getLongAcquire(THERE) == received) {
                return 0;
            }
            long index = lines.getLong(INDEX);
            long nanos = lines.getLong(NANOS);
            lines.putLongRelease(BACK, ++received);
            arrivals.arrived(index, nanos);
            return 1;
        };
    }

    @Override
    public void close() {
        // nothing to let go
    }
}
