package io.chronofabric.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BoundedLinesTest {
    @Test
    void linesAreReadAsTheyEnd() throws IOException {
        assertThat(lines("")).isEmpty();
        assertThat(lines("\n")).containsExactly("1:");
        assertThat(lines("a\n\r\nb\r\nc")).containsExactly("1:a", "2:", "3:b", "4:c");
    }

    @Test
    void aLineBeyondTheBoundIsToldToBeCutAndTheNextIsWhole() throws IOException {
        assertThat(lines("12345\n123456\n1234567\r\nend\n"))
                .containsExactly("1:12345", "2:12345 cut", "3:12345 cut", "4:end");
    }

    private static List<String> lines(String text) throws IOException {
        BoundedLines lines = new BoundedLines(new BufferedReader(new StringReader(text)), 5);
        List<String> read = new ArrayList<>();
        for (String line = lines.next(); line != null; line = lines.next()) {
            read.add(lines.number() + ":" + line + (lines.isCut() ? " cut" : ""));
        }
        return read;
    }
}
