package io.chronofabric.bus.wire;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Says that a range of a recording belongs to the committed output. The same range may be said more
 * than once; readers take it once.
 *
 * @param recording id of the recording that holds the packets
 * @param from position before the first packet
 * @param to position after the last packet
 * @param epoch which of the writer's commits it is: 0, 1, 2 ...
 */
public record CommitMarker(long recording, long from, long to, long epoch) {
    /** Bytes of the payload. */
    public static final int LENGTH = 32;

    /** Writes the payload. */
    public int encode(MutableDirectBuffer buffer, int offset) {
        buffer.putLong(offset, recording, FrameLayout.ORDER);
        buffer.putLong(offset + 8, from, FrameLayout.ORDER);
        buffer.putLong(offset + 16, to, FrameLayout.ORDER);
        buffer.putLong(offset + 24, epoch, FrameLayout.ORDER);
        return LENGTH;
    }

    /** The payload. */
    public byte[] encoded() {
        byte[] bytes = new byte[LENGTH];
        encode(new UnsafeBuffer(bytes), 0);
        return bytes;
    }

    /** The marker of a frame that is no data. */
    public static CommitMarker of(FrameReader frame) {
        DirectBuffer buffer = frame.buffer();
        int at = frame.payloadOffset();
        return new CommitMarker(
                buffer.getLong(at, FrameLayout.ORDER),
                buffer.getLong(at + 8, FrameLayout.ORDER),
                buffer.getLong(at + 16, FrameLayout.ORDER),
                buffer.getLong(at + 24, FrameLayout.ORDER));
    }

    static FrameFault faultOf(FrameReader frame) {
        if (frame.payloadLength() != LENGTH) {
            return FrameFault.MARKER;
        }
        CommitMarker marker = of(frame);
        boolean fits = marker.recording >= 0 && marker.from >= 0 && marker.to > marker.from;
        return fits ? null : FrameFault.MARKER;
    }
}
