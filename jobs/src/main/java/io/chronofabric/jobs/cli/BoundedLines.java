package io.chronofabric.jobs.cli;

import java.io.BufferedReader;
import java.io.IOException;

/** The lines of a text, none of them kept beyond a length. */
final class BoundedLines {
    private final BufferedReader in;
    private final int most;
    private final StringBuilder line = new StringBuilder();
    private long number;
    private boolean cut;
    private boolean ended;

    BoundedLines(BufferedReader in, int most) {
        this.in = in;
        this.most = most;
    }

    /** The next line without its end, or null after the last. */
    String next() throws IOException {
        line.setLength(0);
        cut = false;
        if (ended) {
            return null;
        }
        int c = in.read();
        if (c < 0) {
            return null;
        }
        number++;
        for (; c >= 0 && c != '\n'; c = in.read()) {
            if (line.length() < most) {
                line.append((char) c);
            } else {
                cut = true;
            }
        }
        ended = c < 0;
        int end = line.length();
        if (end > 0 && line.charAt(end - 1) == '\r') {
            line.setLength(end - 1);
        }
        return line.toString();
    }

    /** The number of the line that {@link #next} gave last, from 1. */
    long number() {
        return number;
    }

    /** Whether that line was longer. */
    boolean isCut() {
        return cut;
    }
}
