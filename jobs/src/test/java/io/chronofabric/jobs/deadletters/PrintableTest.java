package io.chronofabric.jobs.deadletters;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.chronofabric.jobs.kafka.Range;
import io.chronofabric.state.model.Origin;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrintableTest {
    @Test
    void nothingInALineMovesTheCursorOrTurnsTheText() {
        assertThat(Printable.line("a\u001b[2J\r\n\u202Eb\uD800\u2028", 50))
                .isEqualTo("a\uFFFD[2J\uFFFD\uFFFD\uFFFDb\uFFFD\uFFFD");
        assertThat(Printable.line("größe \uD83D\uDE80", 50)).isEqualTo("größe \uD83D\uDE80");
        assertThat(Printable.line("\uD83D\uDE80".repeat(9), 4))
                .isEqualTo("\uD83D\uDE80".repeat(3) + "…");
    }

    @Test
    void textIsTextAndEverythingElseIsHexadecimal() {
        assertThat(Printable.text("a\tb\r\nü".getBytes(UTF_8))).contains("a\tb\nü");
        assertThat(Printable.text(new byte[] {(byte) 0xC3})).isEmpty();
        assertThat(Printable.text(new byte[] {27})).isEmpty();
        assertThat(Printable.hex("0123456789abcdef\n~".getBytes(UTF_8)))
                .containsExactly(
                        "00000000  30 31 32 33 34 35 36 37 38 39 61 62 63 64 65 66"
                                + "  |0123456789abcdef|",
                        "00000010  0a 7e" + " ".repeat(42) + "  |.~|");
        assertThat(Printable.hex(new byte[0])).isEmpty();
    }

    @Test
    void anIdIsReadFromItsEnd() {
        assertThat(OriginId.parse("in/3/42")).contains(new Origin("in", 3, 42));
        assertThat(OriginId.parse("/data/a.csv/0/7")).contains(new Origin("/data/a.csv", 0, 7));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "in",
                "in/3",
                "/3/4",
                "in/3/",
                "in//4",
                "in/-1/4",
                "in/+1/4",
                "in/3/x",
                "in/2147483648/4",
                "in/3/9223372036854775808",
                "in/3/99999999999999999999"
            })
    void whatIsNoIdIsNone(String text) {
        assertThat(OriginId.parse(text)).isEmpty();
    }

    @Test
    void whatWasReadOfRangesIsWhatLiesBeforeTheRest() {
        List<Range> all = List.of(new Range(0, 5, 9), new Range(2, 0, 4), new Range(3, 1, 2));
        assertThat(Range.before(all, List.of())).isEqualTo(all);
        assertThat(Range.before(all, List.of(new Range(2, 3, 4), new Range(3, 1, 2))))
                .containsExactly(new Range(0, 5, 9), new Range(2, 0, 3));
        assertThat(Range.before(all, List.of(new Range(0, 9, 9), all.get(1), all.get(2))))
                .containsExactly(new Range(0, 5, 9));
        assertThat(Range.before(all, all)).isEmpty();
    }
}
