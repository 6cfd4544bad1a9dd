package io.chronofabric.time.causal;

import io.chronofabric.core.ChronoFabricException;
import io.chronofabric.core.ErrorCode;
import java.util.Arrays;

/**
 * Writes and reads numbers that are not negative as little-endian groups of seven bits, the last of
 * which has its top bit clear (LEB128). Each number has one form only: padding is refused, so that
 * equal clocks have equal bytes.
 */
final class ClockBytes {
    /** The longest form of a number. */
    static final int MAX_NUMBER = 9;

    private byte[] bytes;
    private int at;

    private ClockBytes(byte[] bytes) {
        this.bytes = bytes;
    }

    static ClockBytes writer(int expected) {
        return new ClockBytes(new byte[expected]);
    }

    /** Reads a form that begins with a kind. */
    static ClockBytes reader(byte[] bytes, int kind) {
        ClockBytes reader = new ClockBytes(bytes);
        if (bytes.length == 0 || bytes[0] != kind) {
            throw unreadable(
                    bytes.length == 0 ? "0 bytes" : "kind " + bytes[0], "kind " + kind + " first");
        }
        reader.at = 1;
        return reader;
    }

    void kind(int kind) {
        room(1);
        bytes[at++] = (byte) kind;
    }

    void write(long number) {
        room(MAX_NUMBER);
        long rest = number;
        while (rest > 0x7F) {
            bytes[at++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[at++] = (byte) rest;
    }

    byte[] written() {
        return Arrays.copyOf(bytes, at);
    }

    long read() {
        long number = 0;
        for (int shift = 0; shift < 7 * MAX_NUMBER; shift += 7) {
            if (at == bytes.length) {
                throw unreadable("cut off after " + at + " bytes", "all of it");
            }
            byte group = bytes[at++];
            number |= (group & 0x7FL) << shift;
            if (group >= 0) {
                if (group == 0 && shift > 0) {
                    throw unreadable("a padded number before byte " + at, "the shortest form");
                }
                return number;
            }
        }
        throw unreadable("a number of more than 63 bits before byte " + at, "at most 2^63-1");
    }

    /** A number that says how many or which. */
    int readUpTo(long max, String what) {
        long number = read();
        if (number > max) {
            throw unreadable(what + " " + number, "at most " + max);
        }
        return (int) number;
    }

    void end() {
        if (at != bytes.length) {
            throw unreadable((bytes.length - at) + " bytes after the end", "none");
        }
    }

    static ChronoFabricException unreadable(String given, String expected) {
        return new ChronoFabricException(
                ErrorCode.INPUT_INVALID,
                "encoded vector clock: " + given,
                expected,
                "Write it with encode() of the same kind of clock.");
    }

    private void room(int more) {
        if (bytes.length - at < more) {
            bytes = Arrays.copyOf(bytes, 2 * bytes.length + more);
        }
    }
}
