package io.chronofabric.jobs.bus;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Cuts bytes that come in pieces into lines, without their ends ({@code \n} or {@code \r\n}). For
 * one thread.
 */
final class LineCutter {
    private final int longest;
    private final ByteArrayOutputStream open = new ByteArrayOutputStream();
    private long number;

    /**
     * @param longest the most bytes of a line
     */
    LineCutter(int longest) {
        this.longest = longest;
    }

    /**
     * Takes a piece.
     *
     * @param lines gets those that it completes
     * @return false if a line is too long; then nothing more can be taken
     */
    boolean add(byte[] piece, Consumer<byte[]> lines) {
        int start = 0;
        for (int i = 0; i < piece.length; i++) {
            if (piece[i] == '\n') {
                open.write(piece, start, i - start);
                start = i + 1;
                if (!end(lines)) {
                    return false;
                }
            }
        }
        open.write(piece, start, piece.length - start);
        return open.size() <= longest + 1;
    }

    /** Takes what is left as the last line, if it has no end. */
    boolean finish(Consumer<byte[]> lines) {
        return open.size() == 0 || end(lines);
    }

    /** The number of the line that is being read, from 1. */
    long number() {
        return number + 1;
    }

    private boolean end(Consumer<byte[]> lines) {
        byte[] bytes = open.toByteArray();
        int length = bytes.length;
        if (length > 0 && bytes[length - 1] == '\r') {
            length--;
        }
        if (length > longest) {
            return false;
        }
        open.reset();
        lines.accept(length == bytes.length ? bytes : Arrays.copyOf(bytes, length));
        number++;
        return true;
    }
}
