package io.chronofabric.clogic.egc.cep;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/** Moments in order, each with a small number beside it. Not safe for use by several threads. */
final class MomentQueue {
    private static final int MOST = 1 << 24;

    private long[] moments = new long[0];
    private byte[] notes = new byte[0];
    private int start;
    private int size;

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** The first moment; {@link Long#MAX_VALUE} where there is none. */
    long first() {
        return size == 0 ? Long.MAX_VALUE : moments[start];
    }

    byte firstNote() {
        return notes[start];
    }

    void removeFirst() {
        start++;
        size--;
    }

    void add(long moment, int note) {
        if (start + size == moments.length) {
            int room = Math.max(4, 2 * size);
            long[] longs = new long[room];
            byte[] bytes = new byte[room];
            System.arraycopy(moments, start, longs, 0, size);
            System.arraycopy(notes, start, bytes, 0, size);
            moments = longs;
            notes = bytes;
            start = 0;
        }
        moments[start + size] = moment;
        notes[start + size] = (byte) note;
        size++;
    }

    void lastNote(int note) {
        notes[start + size - 1] = (byte) note;
    }

    /** Drops the moments before one. */
    void dropBefore(long moment) {
        while (size > 0 && moments[start] < moment) {
            removeFirst();
        }
    }

    void clear() {
        start = 0;
        size = 0;
    }

    MomentQueue copy() {
        MomentQueue copy = new MomentQueue();
        copy.moments = Arrays.copyOfRange(moments, start, start + size);
        copy.notes = Arrays.copyOfRange(notes, start, start + size);
        copy.size = size;
        return copy;
    }

    void write(DataOutput out) throws IOException {
        out.writeInt(size);
        for (int i = start; i < start + size; i++) {
            out.writeLong(moments[i]);
            out.writeByte(notes[i]);
        }
    }

    static MomentQueue read(DataInput in) throws IOException {
        int count = in.readInt();
        if (count < 0 || count > MOST) {
            throw new IOException("moments: " + count + " (expected: 0 to " + MOST + ")");
        }
        MomentQueue queue = new MomentQueue();
        for (int i = 0; i < count; i++) {
            queue.add(in.readLong(), in.readByte());
        }
        return queue;
    }
}
