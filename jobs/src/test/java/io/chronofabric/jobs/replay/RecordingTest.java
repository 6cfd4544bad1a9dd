package io.chronofabric.jobs.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chronofabric.core.ChronoFabricException;
import io.chronofabric.state.model.Ingested;
import io.chronofabric.state.model.RejectReason;
import io.chronofabric.state.model.Rejected;
import io.chronofabric.state.model.Signal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordingTest {
    private static final String HEADER = "time,node,entity,x\n";

    @TempDir private Path folder;

    @Test
    void everyRowComesWithItsLine() throws IOException {
        List<Ingested> rows = read(HEADER + "1000,n,a,1\n2000,n,b,2\n");

        assertThat(rows).extracting(row -> ((Signal) row).entity()).containsExactly("a", "b");
        assertThat(rows)
                .extracting(row -> ((Signal) row).origin().position())
                .containsExactly(2L, 3L);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                HEADER + "1000,n,a,1\n2000,n,a,2",
                HEADER + "1000,n,a,1\n2000,n,a,2\n\n\n  \n",
                HEADER + "1000,n,a,1\n\n2000,n,a,2\n",
                "time,node,entity,x\r\n1000,n,a,1\r\n2000,n,a,2\r\n\r\n",
                "\uFEFF" + HEADER + "1000,n,a,1\n2000,n,a,2\n"
            })
    void lineEndsBlankLinesAndByteOrderMarksDoNotMatter(String text) throws IOException {
        assertThat(read(text)).hasSize(2).allMatch(Signal.class::isInstance);
    }

    @Test
    void contentDecidesWhetherItIsGzip() throws IOException {
        byte[] zipped = gzip(HEADER + "1000,n,a,1\n");

        assertThat(read(write("a.csv.gz", zipped))).hasSize(1);
        assertThat(read(write("a.csv", zipped))).hasSize(1);
        assertThatThrownBy(() -> Recording.open(write("b.csv.gz", bytes(HEADER))))
                .isInstanceOf(ChronoFabricException.class)
                .hasMessageContaining("no gzip");
    }

    @Test
    void aBadRowIsRejectedAndTheNextIsRead() throws IOException {
        List<Ingested> rows =
                read(HEADER + "yesterday,n,a,1\n1000,n,a,one\n2000,n,a\n3000,n,a,1\n");

        assertThat(rows.subList(0, 3)).allMatch(Rejected.class::isInstance);
        assertThat(((Rejected) rows.get(0)).raw()).isEqualTo(bytes("yesterday,n,a,1"));
        assertThat(rows.get(3)).isInstanceOf(Signal.class);
    }

    @Test
    void gzipDataThatIsCutOffGivesWhatIsThereAndSaysSo() throws IOException {
        StringBuilder text = new StringBuilder(HEADER);
        for (int i = 0; i < 50_000; i++) {
            text.append(1000 + i).append(",n,a,").append(i * 7919 % 1000).append('\n');
        }
        byte[] zipped = gzip(text.toString());

        List<Ingested> rows =
                read(write("cut.csv.gz", Arrays.copyOf(zipped, zipped.length * 2 / 3)));

        assertThat(rows).hasSizeGreaterThan(1000);
        Rejected last = (Rejected) rows.get(rows.size() - 1);
        assertThat(last.reason()).isEqualTo(RejectReason.MALFORMED);
        assertThat(last.text()).contains("damaged or cut off");
        assertThat(last.origin().position()).isEqualTo(rows.size() + 1L);
    }

    @Test
    void aRowWithoutEndIsRejectedInBoundedMemory() throws IOException {
        String endless = "9".repeat(3 * Recording.MAX_ROW_BYTES);

        List<Ingested> rows = read(HEADER + endless + "\n1000,n,a,1\n");

        assertThat(rows).hasSize(2);
        assertThat(((Rejected) rows.get(0)).raw()).hasSize(Recording.MAX_ROW_BYTES);
        assertThat(rows.get(1)).isInstanceOf(Signal.class);
    }

    @Test
    void skippingLeavesTheSameRowsAsReading() throws IOException {
        // Blank lines count as lines, and the second n-colliding node depends on earlier rows.
        String path =
                write("t.csv", bytes(HEADER + "1000,n,a,1\n\n2000,n,a,2\n\n\nbad\n4000,n,a,4\n"));
        List<Ingested> all = read(path);
        long[] lines = {2, 4, 7, 8};

        for (int from = 0; from < lines.length; from++) {
            try (Recording recording = Recording.open(path)) {
                recording.skipTo(lines[from]);
                assertThat(rest(recording)).isEqualTo(all.subList(from, all.size()));
            }
        }
    }

    @Test
    void skippingBeyondTheEndLeavesNothing() throws IOException {
        try (Recording recording = Recording.open(write("t.csv", bytes(HEADER + "1,n,a,1\n")))) {
            recording.skipTo(100);
            assertThat(recording.next()).isNull();
        }
    }

    @Test
    void aHeaderThatCannotBeUsedNamesFileAndFault() {
        assertThatThrownBy(() -> read("time,node,entty,x\n"))
                .isInstanceOf(ChronoFabricException.class)
                .hasMessageContaining("t.csv")
                .hasMessageContaining("no column entity");
        assertThatThrownBy(() -> read(""))
                .isInstanceOf(ChronoFabricException.class)
                .hasMessageContaining("empty");
        assertThatThrownBy(() -> read("x".repeat(2 * Recording.MAX_ROW_BYTES)))
                .isInstanceOf(ChronoFabricException.class)
                .hasMessageContaining("too long");
    }

    @Test
    void aFileThatIsNotThereSaysSo() {
        assertThatThrownBy(() -> Recording.open(folder.resolve("none.csv").toString()))
                .isInstanceOf(ChronoFabricException.class)
                .hasMessageContaining("no such file");
    }

    @Test
    void aFolderStandsForItsTracesInOrderOfName() throws IOException {
        write("b.csv", bytes(HEADER));
        write("a.csv.gz", gzip(HEADER));
        write("notes.txt", bytes("x"));

        assertThat(Recordings.list(folder.toString()))
                .extracting(path -> path.substring(path.lastIndexOf('/') + 1))
                .containsExactly("a.csv.gz", "b.csv");
    }

    @Test
    void aFolderWithoutTracesIsAnError() {
        assertThatThrownBy(() -> Recordings.list(folder.toString()))
                .isInstanceOf(ChronoFabricException.class)
                .hasMessageContaining("no .csv");
    }

    private List<Ingested> read(String textOrPath) throws IOException {
        String path =
                textOrPath.startsWith(folder.toString())
                        ? textOrPath
                        : write("t.csv", bytes(textOrPath));
        try (Recording recording = Recording.open(path)) {
            return rest(recording);
        }
    }

    private static List<Ingested> rest(Recording recording) throws IOException {
        List<Ingested> rows = new ArrayList<>();
        for (Ingested row = recording.next(); row != null; row = recording.next()) {
            rows.add(row);
        }
        return rows;
    }

    private String write(String name, byte[] content) throws IOException {
        return Files.write(folder.resolve(name), content).toString();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
            zip.write(bytes(text));
        }
        return bytes.toByteArray();
    }
}
