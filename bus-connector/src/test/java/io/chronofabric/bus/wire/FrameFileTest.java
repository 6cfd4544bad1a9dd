package io.chronofabric.bus.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chronofabric.bus.BusException;
import io.chronofabric.core.ErrorCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FrameFileTest {
    private static final FrameSource SOURCE = new FrameSource("pump-1", "");

    @TempDir private Path folder;

    @Test
    void whatWasWrittenIsReadInOrder() throws IOException {
        Path file = written(3);
        try (FrameFile.Reader reader = new FrameFile.Reader(file)) {
            assertThat(reader.bus()).isEqualTo("plant");
            assertThat(payloads(reader)).containsExactly("packet 0", "packet 1", "packet 2");
            assertThat(reader.position()).isEqualTo(reader.size()).isEqualTo(Files.size(file));
            assertThat(reader.malformed()).isZero();
            assertThat(reader.leftOver()).isZero();
        }
    }

    @Test
    void wherePeopleLookInADumpTheyFindWhatTheLayoutSays() throws IOException {
        ByteBuffer bytes =
                ByteBuffer.wrap(Files.readAllBytes(written(1))).order(ByteOrder.LITTLE_ENDIAN);
        byte[] magic = new byte[8];
        bytes.get(magic);
        assertThat(magic).isEqualTo("CFFRAMES".getBytes(StandardCharsets.US_ASCII));
        assertThat(bytes.getInt()).isEqualTo(1);
        assertThat(bytes.getInt()).isEqualTo("plant".length());
        bytes.position(bytes.position() + "plant".length());
        assertThat(bytes.getInt()).isEqualTo(bytes.remaining());
        assertThat(bytes.get()).isEqualTo((byte) FrameLayout.VERSION);
    }

    @Test
    void aFileCutOffAnywhereGivesItsWholeFrames() throws IOException {
        byte[] whole = Files.readAllBytes(written(3));
        int header = 16 + "plant".length();
        int entry = (whole.length - header) / 3;
        for (int length = header; length < whole.length; length++) {
            Path cut = Files.write(folder.resolve("cut"), Arrays.copyOf(whole, length));
            try (FrameFile.Reader reader = new FrameFile.Reader(cut)) {
                assertThat(payloads(reader))
                        .as("%s bytes", length)
                        .hasSize((length - header) / entry);
                assertThat(reader.leftOver()).isEqualTo((length - header) % entry);
            }
        }
    }

    @Test
    void whatIsNoFrameIsPassedOverAndCounted() throws IOException {
        byte[] bytes = Files.readAllBytes(written(3));
        int header = 16 + "plant".length();
        int entry = (bytes.length - header) / 3;
        bytes[header + entry + Integer.BYTES] = 99;
        Path file = Files.write(folder.resolve("broken"), bytes);
        try (FrameFile.Reader reader = new FrameFile.Reader(file)) {
            assertThat(payloads(reader)).containsExactly("packet 0", "packet 2");
            assertThat(reader.malformed()).isEqualTo(1);
        }
    }

    @Test
    void aFalseLengthEndsTheReading() throws IOException {
        for (int length : new int[] {-1, Integer.MAX_VALUE, FrameFile.MAX_FRAME_BYTES}) {
            byte[] bytes = Files.readAllBytes(written(2));
            ByteBuffer.wrap(bytes)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(16 + "plant".length(), length);
            Path file = Files.write(folder.resolve("false"), bytes);
            try (FrameFile.Reader reader = new FrameFile.Reader(file)) {
                assertThat(reader.next()).isEmpty();
                assertThat(reader.next()).isEmpty();
                assertThat(reader.leftOver()).isPositive();
            }
        }
    }

    @Test
    void anotherFileIsRefused() throws IOException {
        for (String text : List.of("", "CFFRAMES", "something else that is longer than a header")) {
            Path file = Files.writeString(folder.resolve("other"), text);
            assertThatThrownBy(() -> new FrameFile.Reader(file))
                    .isInstanceOf(BusException.class)
                    .satisfies(
                            e ->
                                    assertThat(((BusException) e).code())
                                            .isEqualTo(ErrorCode.INPUT_INVALID));
        }
    }

    @Test
    void aFileThatIsThereIsNotWrittenOver() throws IOException {
        Path file = Files.writeString(folder.resolve("there"), "text");
        assertThatThrownBy(() -> new FrameFile.Writer(file, "plant"))
                .isInstanceOf(FileAlreadyExistsException.class);
        assertThat(file).hasContent("text");
    }

    private Path written(int frames) throws IOException {
        Path file = folder.resolve("frames");
        Files.deleteIfExists(file);
        try (FrameFile.Writer writer = new FrameFile.Writer(file, "plant")) {
            for (int i = 0; i < frames; i++) {
                writer.add(frame(i));
            }
            assertThat(writer.frames()).isEqualTo(frames);
        }
        return file;
    }

    private static FrameReader frame(int number) {
        byte[] payload = ("packet " + number).getBytes(StandardCharsets.UTF_8);
        FrameHeader header = new FrameHeader();
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[header.length(SOURCE) + payload.length]);
        header.write(new FrameWriter(), buffer, 0, 1_000L + number, 7, number, SOURCE);
        buffer.putBytes(header.length(SOURCE), payload);
        FrameReader frame = new FrameReader();
        assertThat(frame.wrap(buffer, 0, buffer.capacity())).isNull();
        return frame;
    }

    private static List<String> payloads(FrameFile.Reader reader) throws IOException {
        List<String> payloads = new ArrayList<>();
        Optional<StoredFrame> next = reader.next();
        while (next.isPresent()) {
            payloads.add(new String(next.get().frame().copyPayload(), StandardCharsets.UTF_8));
            next = reader.next();
        }
        return payloads;
    }
}
