package io.chronofabric.state.flink;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The parts that the binary formats of this package are made of. Part of those formats: what is
 * here never changes, a new form gets a new name.
 *
 * <ul>
 *   <li><em>count</em>: an unsigned number, 7 bits a byte, lowest first, the high bit of a byte set
 *       if another follows.
 *   <li><em>text</em>: the count of bytes, then each UTF-16 unit in 1 to 3 bytes as UTF-8 does
 *       (CESU-8), so that every Java string comes back as it was, even one with half a surrogate
 *       pair.
 * </ul>
 */
final class Wire {
    /** No text is longer; a longer one in the input means that it is damaged. */
    static final int MAX_TEXT_BYTES = 1 << 26;

    private static final int CHUNK = 1 << 16;

    private Wire() {}

    static void writeCount(long value, DataOutput out) throws IOException {
        long left = value;
        while ((left & ~0x7FL) != 0) {
            out.writeByte((int) ((left & 0x7F) | 0x80));
            left >>>= 7;
        }
        out.writeByte((int) left);
    }

    static long readCount(DataInput in) throws IOException {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte b = in.readByte();
            value |= (long) (b & 0x7F) << shift;
            if (b >= 0) {
                return value;
            }
        }
        throw new IOException("count of more than 10 bytes: the data is damaged");
    }

    /** A count that cannot be above a limit unless the data is damaged. */
    static int readCount(DataInput in, int max, String what) throws IOException {
        long count = readCount(in);
        if (count < 0 || count > max) {
            throw new IOException(
                    what
                            + ": "
                            + Long.toUnsignedString(count)
                            + " (expected: 0 to "
                            + max
                            + "): the data is damaged");
        }
        return (int) count;
    }

    static void writeText(String text, DataOutput out) throws IOException {
        byte[] bytes = encode(text);
        writeCount(bytes.length, out);
        out.write(bytes);
    }

    static String readText(DataInput in) throws IOException {
        byte[] bytes = readBytes(in, readCount(in, MAX_TEXT_BYTES, "bytes of a text"));
        return decode(bytes, 0, bytes.length);
    }

    /** Reads some bytes without believing their number before they are there. */
    static byte[] readBytes(DataInput in, int length) throws IOException {
        byte[] bytes = new byte[Math.min(length, CHUNK)];
        in.readFully(bytes);
        while (bytes.length < length) {
            int had = bytes.length;
            bytes = Arrays.copyOf(bytes, (int) Math.min(length, 2L * had));
            in.readFully(bytes, had, bytes.length - had);
        }
        return bytes;
    }

    static byte[] encode(String text) throws IOException {
        int length = 0;
        for (int i = 0; i < text.length(); i++) {
            length += width(text.charAt(i));
            if (length > MAX_TEXT_BYTES) {
                throw new IOException(
                        "text of "
                                + text.length()
                                + " characters (expected: at most "
                                + MAX_TEXT_BYTES
                                + " bytes)");
            }
        }
        if (length == text.length()) {
            return text.getBytes(StandardCharsets.ISO_8859_1);
        }
        byte[] bytes = new byte[length];
        int at = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (width(c)) {
                case 1 -> bytes[at++] = (byte) c;
                case 2 -> {
                    bytes[at++] = (byte) (0xC0 | (c >>> 6));
                    bytes[at++] = (byte) (0x80 | (c & 0x3F));
                }
                default -> {
                    bytes[at++] = (byte) (0xE0 | (c >>> 12));
                    bytes[at++] = (byte) (0x80 | ((c >>> 6) & 0x3F));
                    bytes[at++] = (byte) (0x80 | (c & 0x3F));
                }
            }
        }
        return bytes;
    }

    static String decode(byte[] bytes, int offset, int length) throws IOException {
        int end = offset + length;
        int plain = offset;
        while (plain < end && bytes[plain] >= 0) {
            plain++;
        }
        if (plain == end) {
            return new String(bytes, offset, length, StandardCharsets.ISO_8859_1);
        }
        StringBuilder text = new StringBuilder(length);
        int at = offset;
        while (at < end) {
            int first = bytes[at] & 0xFF;
            int width = first < 0x80 ? 1 : first < 0xE0 ? 2 : 3;
            if ((first >= 0x80 && first < 0xC0) || first >= 0xF0 || at + width > end) {
                throw new IOException("no text at byte " + (at - offset) + ": the data is damaged");
            }
            int c =
                    switch (width) {
                        case 1 -> first;
                        case 2 -> ((first & 0x1F) << 6) | (bytes[at + 1] & 0x3F);
                        default ->
                                ((first & 0x0F) << 12)
                                        | ((bytes[at + 1] & 0x3F) << 6)
                                        | (bytes[at + 2] & 0x3F);
                    };
            text.append((char) c);
            at += width;
        }
        return text.toString();
    }

    private static int width(char c) {
        return c < 0x80 ? 1 : c < 0x800 ? 2 : 3;
    }
}
