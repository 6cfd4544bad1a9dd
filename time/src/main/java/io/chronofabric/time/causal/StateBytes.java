package io.chronofabric.time.causal;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The numbers of a written queue: not negative, seven bits a byte, the lowest first, the high bit
 * set where another byte follows. Part of the format: never changed, only added to.
 */
final class StateBytes {
    private StateBytes() {}

    static void write(long number, DataOutput out) throws IOException {
        long rest = number;
        while ((rest & ~0x7FL) != 0) {
            out.writeByte((int) (rest & 0x7F | 0x80));
            rest >>>= 7;
        }
        out.writeByte((int) rest);
    }

    static long read(long min, long max, String what, DataInput in) throws IOException {
        long number = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte group = in.readByte();
            number |= (group & 0x7FL) << shift;
            if (group >= 0) {
                check(number >= min && number <= max, what, number, min, max);
                return number;
            }
        }
        throw new IOException(what + ": more than 10 bytes: the data is damaged");
    }

    static int readInt(int min, int max, String what, DataInput in) throws IOException {
        return (int) read(min, max, what, in);
    }

    static void check(boolean holds, String what) throws IOException {
        if (!holds) {
            throw new IOException(what + ": the data is damaged");
        }
    }

    private static void check(boolean holds, String what, long number, long min, long max)
            throws IOException {
        check(holds, what + ": " + number + " (expected: " + min + " to " + max + ")");
    }
}
