package io.chronofabric.jobs;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The text of a document that a person wrote; a larger file is not read to its end. */
public final class DocumentText {
    /** As many bytes as the readers take characters, of four bytes each. */
    public static final int MAX_BYTES = 4 << 20;

    private DocumentText() {}

    /**
     * A file's text; nothing if it has more than {@link #MAX_BYTES}.
     *
     * @throws java.nio.charset.CharacterCodingException if it is no UTF-8
     * @throws IOException if it cannot be read
     */
    public static Optional<String> read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            return bytes.length > MAX_BYTES
                    ? Optional.empty()
                    : Optional.of(
                            StandardCharsets.UTF_8
                                    .newDecoder()
                                    .decode(ByteBuffer.wrap(bytes))
                                    .toString());
        }
    }
}
