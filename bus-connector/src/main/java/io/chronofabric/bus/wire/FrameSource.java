package io.chronofabric.bus.wire;

import io.chronofabric.bus.BusException;
import io.chronofabric.core.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** A publisher's name and its task, encoded once for all of its frames. Immutable. */
public final class FrameSource {
    private final String source;
    private final String task;
    private final byte[] encoded;

    /** Bytes of {@link #encoded} without the zeros behind them. */
    private final int nameBytes;

    /**
     * @param source name of the publisher
     * @param task which of its tasks, or the empty string
     * @throws BusException with {@link ErrorCode#BUS_SERIALIZATION_FAILED} if a name takes more
     *     than {@link FrameLayout#MAX_NAME_BYTES} bytes
     */
    public FrameSource(String source, String task) {
        this.source = Objects.requireNonNull(source, "source");
        this.task = Objects.requireNonNull(task, "task");
        byte[] first = bytes(source);
        byte[] second = bytes(task);
        nameBytes = 2 + first.length + second.length;
        encoded = new byte[FrameLayout.aligned(nameBytes)];
        encoded[0] = (byte) first.length;
        System.arraycopy(first, 0, encoded, 1, first.length);
        encoded[1 + first.length] = (byte) second.length;
        System.arraycopy(second, 0, encoded, 2 + first.length, second.length);
    }

    /**
     * As found in a frame. A foreign publisher's bytes need not be UTF-8: they are kept as they
     * are, since what stands for them in the names may be longer than a name can be.
     *
     * @param nameBytes how many of the encoded bytes are lengths and names
     */
    FrameSource(String source, String task, byte[] encoded, int nameBytes) {
        this.source = source;
        this.task = task;
        this.encoded = encoded;
        this.nameBytes = nameBytes;
    }

    /** Name of the publisher. */
    public String source() {
        return source;
    }

    /** Which of its tasks, or the empty string. */
    public String task() {
        return task;
    }

    /** Bytes that it adds to a header. */
    public int encodedLength() {
        return encoded.length;
    }

    byte[] encoded() {
        return encoded;
    }

    int nameBytes() {
        return nameBytes;
    }

    private static byte[] bytes(String name) {
        byte[] result = name.getBytes(StandardCharsets.UTF_8);
        if (result.length > FrameLayout.MAX_NAME_BYTES) {
            throw new BusException(
                    ErrorCode.BUS_SERIALIZATION_FAILED,
                    "a name of " + result.length + " bytes: " + name.substring(0, 40) + "...",
                    "at most " + FrameLayout.MAX_NAME_BYTES + " bytes of UTF-8",
                    "Choose a shorter name.");
        }
        return result;
    }
}
