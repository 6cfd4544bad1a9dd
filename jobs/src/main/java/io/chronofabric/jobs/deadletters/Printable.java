package io.chronofabric.jobs.deadletters;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Foreign bytes and texts as a terminal may show them: nothing in them moves its cursor. */
public final class Printable {
    private static final int HEX_WIDTH = 16;

    private Printable() {}

    /** A text on one line, shortened to some characters. */
    public static String line(String text, int most) {
        StringBuilder shown = new StringBuilder();
        boolean cut = text.codePointCount(0, text.length()) > most;
        text.codePoints()
                .limit(cut ? most - 1L : most)
                .forEach(c -> shown.appendCodePoint(isPlain(c) ? c : '\uFFFD'));
        return cut ? shown.append('…').toString() : shown.toString();
    }

    /** Bytes as text, where they are UTF-8 without control characters but line breaks and tabs. */
    public static Optional<String> text(byte[] bytes) {
        String text;
        try {
            text = UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
        return text.codePoints().allMatch(c -> isPlain(c) || c == '\n' || c == '\t' || c == '\r')
                ? Optional.of(text.replace("\r", ""))
                : Optional.empty();
    }

    /** Bytes as lines: offset, 16 bytes in hexadecimal, the same as characters. */
    static List<String> hex(byte[] bytes) {
        List<String> lines = new ArrayList<>();
        for (int at = 0; at < bytes.length; at += HEX_WIDTH) {
            StringBuilder line = new StringBuilder(String.format("%08x ", at));
            StringBuilder characters = new StringBuilder();
            for (int i = at; i < at + HEX_WIDTH; i++) {
                if (i < bytes.length) {
                    line.append(String.format(" %02x", bytes[i]));
                    characters.append(bytes[i] >= ' ' && bytes[i] < 127 ? (char) bytes[i] : '.');
                } else {
                    line.append("   ");
                }
            }
            lines.add(line + "  |" + characters + "|");
        }
        return lines;
    }

    private static boolean isPlain(int c) {
        return switch (Character.getType(c)) {
            // Format characters turn the direction of writing.
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.UNASSIGNED ->
                    false;
            default -> true;
        };
    }
}
