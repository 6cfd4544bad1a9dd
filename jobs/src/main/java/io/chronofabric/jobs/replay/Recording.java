package io.chronofabric.jobs.replay;

import io.chronofabric.core.ChronoFabricException;
import io.chronofabric.core.ErrorCode;
import io.chronofabric.state.codec.TraceCsv;
import io.chronofabric.state.model.Ingested;
import io.chronofabric.state.model.Origin;
import io.chronofabric.state.model.RejectReason;
import io.chronofabric.state.model.Rejected;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.apache.flink.core.fs.Path;

/**
 * One open file of a recorded trace, read row by row. A row that cannot be used is returned as
 * rejected; only a file that cannot be used at all throws. For one thread.
 */
final class Recording implements Closeable {
    /** A longer row is rejected; a bound on memory for files that are no text. */
    static final int MAX_ROW_BYTES = 1 << 20;

    private static final int BUFFER_BYTES = 1 << 16;
    private static final int GZIP_MAGIC = 0x1F8B;

    private final String path;
    private final InputStream in;
    private final TraceCsv format;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int position;
    private int limit;
    private long nextLine = 1;
    private long lastLine;
    private boolean overlong;
    private boolean ended;

    private Recording(String path, InputStream in) throws IOException {
        this.path = path;
        this.in = in;
        byte[] header = line();
        if (header == null || overlong) {
            throw unusable(
                    path, overlong ? "the first line is too long" : "the file is empty", null);
        }
        nextLine++;
        this.format = TraceCsv.open(path, new String(header, StandardCharsets.UTF_8));
    }

    /**
     * Opens a file and reads its header.
     *
     * @throws ChronoFabricException if there is no such file, or its header cannot be used
     * @throws IOException if its storage fails
     */
    static Recording open(String path) throws IOException {
        InputStream in = null;
        try {
            Path file = new Path(path);
            in = plain(path, file.getFileSystem().open(file));
            return new Recording(path, in);
        } catch (FileNotFoundException | NoSuchFileException e) {
            close(in);
            throw new ChronoFabricException(
                    ErrorCode.INPUT_INVALID,
                    "recording " + path + ": there is no such file",
                    "a CSV file, plain or gzip",
                    "Check the path; relative ones start where the command is run.",
                    e);
        } catch (EOFException | ZipException e) {
            close(in);
            throw unusable(path, "the gzip data is damaged (" + e.getMessage() + ")", e);
        } catch (IOException | RuntimeException e) {
            close(in);
            throw e;
        }
    }

    private static ChronoFabricException unusable(String path, String what, IOException cause) {
        return new ChronoFabricException(
                ErrorCode.INPUT_INVALID,
                "recording " + path + ": " + what,
                "a CSV file, plain or gzip, that begins with a header: time,node,entity,…",
                "Record it again, or give another file.",
                cause);
    }

    /** Whatever the name says, the first two bytes decide. */
    private static InputStream plain(String path, InputStream raw) throws IOException {
        BufferedInputStream buffered = new BufferedInputStream(raw, BUFFER_BYTES);
        try {
            buffered.mark(2);
            int magic = buffered.read() << 8 | buffered.read();
            buffered.reset();
            if (magic == GZIP_MAGIC) {
                return new GZIPInputStream(buffered, BUFFER_BYTES);
            }
            if (path.endsWith(".gz")) {
                throw unusable(path, "the name ends in .gz and the content is no gzip", null);
            }
            return buffered;
        } catch (IOException | RuntimeException e) {
            close(buffered);
            throw e;
        }
    }

    /** The line of the row that {@link #next} gave last, from 1. */
    long lastLine() {
        return lastLine;
    }

    /**
     * Passes over everything before a line. The rows are read all the same: whether a row is
     * rejected may depend on those before it.
     */
    void skipTo(long line) throws IOException {
        while (nextLine < line) {
            byte[] raw = line();
            if (raw == null) {
                return;
            }
            if (!overlong && !isBlank(raw)) {
                format.read(raw, nextLine);
            }
            nextLine++;
        }
    }

    /**
     * The next row, or null after the last. Blank lines are passed over.
     *
     * @throws IOException if the storage fails, so that a restart may help
     */
    Ingested next() throws IOException {
        while (!ended) {
            lastLine = nextLine;
            byte[] raw;
            try {
                raw = line();
            } catch (EOFException | ZipException e) {
                // A restart would find the same damage: what was read stands, the rest is told.
                ended = true;
                return rejected(
                        new byte[0],
                        "the gzip data is damaged or cut off here (" + e.getMessage() + ")");
            }
            if (raw == null) {
                ended = true;
            } else {
                nextLine++;
                if (overlong) {
                    return rejected(
                            raw,
                            "longer than "
                                    + MAX_ROW_BYTES
                                    + " bytes (expected: a row of comma-separated values)");
                }
                if (!isBlank(raw)) {
                    return format.read(raw, lastLine);
                }
            }
        }
        return null;
    }

    private Rejected rejected(byte[] raw, String text) {
        return new Rejected(raw, new Origin(path, 0, lastLine), RejectReason.MALFORMED, text);
    }

    /** The bytes up to the line's end, at most {@link #MAX_ROW_BYTES}; null at the end. */
    private byte[] line() throws IOException {
        overlong = false;
        if (position == limit && !fill()) {
            return null;
        }
        ByteArrayOutputStream bytes = null;
        while (true) {
            int end = position;
            while (end < limit && buffer[end] != '\n') {
                end++;
            }
            int start = position;
            int length = end - start;
            position = end;
            boolean whole = end < limit;
            if (whole) {
                position++;
            }
            if (whole && bytes == null) {
                return Arrays.copyOfRange(buffer, start, start + withoutReturn(start, length));
            }
            if (bytes == null) {
                bytes = new ByteArrayOutputStream(2 * length + 64);
            }
            int room = MAX_ROW_BYTES - bytes.size();
            overlong |= length > room;
            bytes.write(buffer, start, Math.min(length, room));
            if (whole || !fill()) {
                byte[] raw = bytes.toByteArray();
                boolean carriageReturn = raw.length > 0 && raw[raw.length - 1] == '\r';
                return carriageReturn ? Arrays.copyOf(raw, raw.length - 1) : raw;
            }
        }
    }

    private int withoutReturn(int start, int length) {
        return length > 0 && buffer[start + length - 1] == '\r' ? length - 1 : length;
    }

    private boolean fill() throws IOException {
        position = 0;
        // Some streams answer 0 where others wait.
        do {
            limit = in.read(buffer, 0, buffer.length);
        } while (limit == 0);
        limit = Math.max(limit, 0);
        return limit > 0;
    }

    private static boolean isBlank(byte[] raw) {
        for (byte b : raw) {
            if (b != ' ' && b != '\t') {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private static void close(InputStream in) {
        if (in != null) {
            try {
                in.close();
            } catch (IOException ignored) {
                // The failure that brought us here is the one to tell.
            }
        }
    }
}
