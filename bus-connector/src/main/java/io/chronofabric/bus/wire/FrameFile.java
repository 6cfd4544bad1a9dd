package io.chronofabric.bus.wire;

import io.chronofabric.bus.BusException;
import io.chronofabric.core.ErrorCode;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;

/**
 * Frames in a file, one after the other. All numbers are little-endian:
 *
 * <pre>
 *   8 bytes   "CFFRAMES"
 *   uint32    version, 1
 *   uint32    length of the bus's name, and that many bytes of UTF-8
 *   ... for each frame:
 *   uint32    its length, and the frame itself as {@link FrameLayout} lays it out
 * </pre>
 *
 * <p>A file whose writer was killed ends within a frame at worst; a reader takes what is whole.
 */
public final class FrameFile {
    /** The longest frame that a driver carries is an eighth of its longest term. */
    public static final int MAX_FRAME_BYTES = 128 << 20;

    private static final byte[] MAGIC = "CFFRAMES".getBytes(StandardCharsets.US_ASCII);
    private static final int VERSION = 1;
    private static final int MAX_NAME = 1_024;

    private FrameFile() {}

    /** Writes frames. For one thread. */
    public static final class Writer implements AutoCloseable {
        private final OutputStream out;
        private final ByteBuffer number = ByteBuffer.allocate(4).order(FrameLayout.ORDER);
        private long frames;
        private long bytes;

        /**
         * Makes a file, which must not be there yet.
         *
         * @param bus where the frames come from
         */
        public Writer(Path file, String bus) throws IOException {
            this.out =
                    new BufferedOutputStream(
                            Files.newOutputStream(
                                    file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
            byte[] name = bus.getBytes(StandardCharsets.UTF_8);
            write(MAGIC);
            write(VERSION);
            write(name.length);
            write(name);
        }

        /** Adds a frame. */
        public void add(FrameReader frame) throws IOException {
            byte[] raw = frame.copyRaw(frame.rawLength());
            write(raw.length);
            write(raw);
            frames++;
        }

        /** Frames written. */
        public long frames() {
            return frames;
        }

        /** Bytes written. */
        public long bytes() {
            return bytes;
        }

        /** Hands everything on to the operating system. */
        public void flush() throws IOException {
            out.flush();
        }

        @Override
        public void close() throws IOException {
            out.close();
        }

        private void write(int value) throws IOException {
            write(number.clear().putInt(value).array());
        }

        private void write(byte[] some) throws IOException {
            out.write(some);
            bytes += some.length;
        }
    }

    /** Reads frames. For one thread. */
    public static final class Reader implements AutoCloseable {
        private final Path file;
        private final InputStream in;
        private final long size;
        private final String bus;
        private long position;
        private long malformed;
        private long leftOver;

        /**
         * Opens a file.
         *
         * @throws BusException with {@link ErrorCode#INPUT_INVALID} if it is no file of frames
         */
        public Reader(Path file) throws IOException {
            this.file = file;
            this.size = Files.size(file);
            this.in = new BufferedInputStream(Files.newInputStream(file));
            try {
                this.bus = readHeader();
            } catch (IOException | RuntimeException e) {
                in.close();
                throw e;
            }
        }

        /** Where the frames came from. */
        public String bus() {
            return bus;
        }

        /** Bytes of the file. */
        public long size() {
            return size;
        }

        /** Bytes read. */
        public long position() {
            return position;
        }

        /** Entries passed over that are no frame. */
        public long malformed() {
            return malformed;
        }

        /** Bytes at the end that are no whole entry. */
        public long leftOver() {
            return leftOver;
        }

        /** The next frame, or nothing at the end. */
        public Optional<StoredFrame> next() throws IOException {
            while (leftOver == 0) {
                long begin = position;
                byte[] prefix = read(Integer.BYTES);
                if (prefix.length == 0) {
                    return Optional.empty();
                }
                int length = prefix.length == Integer.BYTES ? number(prefix) : -1;
                if (length < 0 || length > MAX_FRAME_BYTES) {
                    leftOver = Math.max(1, size - begin);
                    return Optional.empty();
                }
                byte[] bytes = read(length);
                if (bytes.length < length) {
                    leftOver = Math.max(1, size - begin);
                    return Optional.empty();
                }
                Optional<StoredFrame> frame = StoredFrame.of(bytes);
                if (frame.isPresent()) {
                    return frame;
                }
                malformed++;
            }
            return Optional.empty();
        }

        @Override
        public void close() throws IOException {
            in.close();
        }

        private String readHeader() throws IOException {
            byte[] magic = read(MAGIC.length);
            byte[] version = read(Integer.BYTES);
            byte[] length = read(Integer.BYTES);
            if (!Arrays.equals(magic, MAGIC)
                    || length.length < Integer.BYTES
                    || number(version) != VERSION
                    || number(length) < 0
                    || number(length) > MAX_NAME) {
                throw new BusException(
                        ErrorCode.INPUT_INVALID,
                        file.toString(),
                        "a file of frames, version " + VERSION,
                        "Name a file that chronofabric bus record has written.");
            }
            return new String(read(number(length)), StandardCharsets.UTF_8);
        }

        /** As many bytes as there are, at most those asked for; a false length takes no memory. */
        private byte[] read(int length) throws IOException {
            byte[] bytes = in.readNBytes(length);
            position += bytes.length;
            return bytes;
        }

        private static int number(byte[] bytes) {
            return ByteBuffer.wrap(bytes).order(FrameLayout.ORDER).getInt();
        }
    }
}
