package io.chronofabric.jobs.bus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineCutterTest {
    private final List<String> lines = new ArrayList<>();

    @Test
    void linesAreTheSameHoweverTheTextIsCutIntoPieces() {
        byte[] text = "one\ntwo\r\n\nfour ä\nlast".getBytes(UTF_8);
        for (int size = 1; size <= text.length; size++) {
            lines.clear();
            LineCutter cutter = new LineCutter(100);
            for (int at = 0; at < text.length; at += size) {
                byte[] piece = Arrays.copyOfRange(text, at, Math.min(text.length, at + size));
                assertThat(cutter.add(piece, this::add)).isTrue();
            }
            assertThat(cutter.finish(this::add)).isTrue();
            assertThat(lines)
                    .as("pieces of %s", size)
                    .containsExactly("one", "two", "", "four ä", "last");
        }
    }

    @Test
    void anEndAtTheEndMakesNoEmptyLine() {
        LineCutter cutter = new LineCutter(100);
        cutter.add("one\n".getBytes(UTF_8), this::add);
        cutter.finish(this::add);
        assertThat(lines).containsExactly("one");
    }

    @Test
    void aLineOfTheLargestLengthGoesAndALongerOneDoesNot() {
        LineCutter cutter = new LineCutter(3);
        assertThat(cutter.add("abc\r\nabc\n".getBytes(UTF_8), this::add)).isTrue();
        assertThat(lines).containsExactly("abc", "abc");
        assertThat(cutter.add("abcd\nx\n".getBytes(UTF_8), this::add)).isFalse();
        assertThat(cutter.number()).isEqualTo(3);
        assertThat(lines).hasSize(2);
    }

    @Test
    void aLineWithoutAnEndIsNotGatheredForEver() {
        LineCutter cutter = new LineCutter(3);
        assertThat(cutter.add("abcdef".getBytes(UTF_8), this::add)).isFalse();
    }

    private void add(byte[] line) {
        lines.add(new String(line, UTF_8));
    }
}
