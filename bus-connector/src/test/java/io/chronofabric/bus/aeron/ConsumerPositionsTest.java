package io.chronofabric.bus.aeron;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chronofabric.bus.BusException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConsumerPositionsTest {
    @TempDir private Path log;
    private ConsumerPositions consumers;

    @BeforeEach
    void open() {
        consumers = ConsumerPositions.in(log);
    }

    @Test
    void nothingIsUnneededWithoutConsumersOrWhileOneHasNotSaidHowFarItIs() {
        assertThat(consumers.unneededBelow(recording(RecordingKind.DATA, 3))).isEmpty();
        consumers.note("in", RecordingKind.DATA, "job", 3, 500);
        assertThat(consumers.unneededBelow(recording(RecordingKind.DATA, 3))).hasValue(500);
        consumers.note("in", RecordingKind.DATA, "late", 4, 100);
        assertThat(consumers.unneededBelow(recording(RecordingKind.DATA, 3))).isEmpty();
        consumers.note("in", RecordingKind.DATA, "late", 3, 200);
        assertThat(consumers.unneededBelow(recording(RecordingKind.DATA, 3))).hasValue(200);
    }

    @Test
    void whoReadsCommittedPacketsNeedsMarkersAndWhatTheyName() {
        consumers.note("in", RecordingKind.COMMITS, "job", 3, 500);
        consumers.note("in", RecordingKind.COMMITS, "job", 9, 700);
        assertThat(consumers.unneededBelow(recording(RecordingKind.COMMITS, 3))).hasValue(500);
        assertThat(consumers.unneededBelow(recording(RecordingKind.TRANSACTION, 9))).hasValue(700);
        assertThat(consumers.unneededBelow(recording(RecordingKind.DATA, 3))).isEmpty();
    }

    @Test
    void aHoldKeepsWhatASavepointNeedsUntilItIsReleased() {
        consumers.note("in", RecordingKind.DATA, "job", 3, 500);
        consumers.hold("in", RecordingKind.DATA, "job", "before-upgrade");
        consumers.note("in", RecordingKind.DATA, "job", 3, 900);
        assertThat(consumers.unneededBelow(recording(RecordingKind.DATA, 3))).hasValue(500);
        consumers.release("in", RecordingKind.DATA, "before-upgrade");
        assertThat(consumers.unneededBelow(recording(RecordingKind.DATA, 3))).hasValue(900);
        consumers.release("in", RecordingKind.DATA, "job");
        assertThat(consumers.consumers("in", RecordingKind.DATA)).isEmpty();
    }

    @Test
    void unknownNamesAreToldWithTheKnownOnes() {
        consumers.note("in", RecordingKind.DATA, "job", 3, 500);
        assertThatThrownBy(() -> consumers.hold("in", RecordingKind.DATA, "jbo", "x"))
                .isInstanceOf(BusException.class)
                .hasMessageContaining("one of [job]");
        assertThatThrownBy(() -> consumers.release("in", RecordingKind.DATA, "jbo"))
                .hasMessageContaining("one of [job]");
        assertThatThrownBy(() -> consumers.note("in", RecordingKind.DATA, "a/b", 3, 1))
                .hasMessageContaining("\"a/b\"");
    }

    @Test
    void aFileThatIsNoPositionIsNamed() throws Exception {
        consumers.note("in", RecordingKind.DATA, "job", 3, 500);
        Path file = log.resolve("consumers/in/data/job/3");
        Files.writeString(file, "much");
        assertThatThrownBy(() -> consumers.unneededBelow(recording(RecordingKind.DATA, 3)))
                .hasMessageContaining(file.toString());
    }

    private static Recording recording(RecordingKind kind, long id) {
        return new Recording(
                1,
                id,
                kind,
                "in",
                "s",
                0,
                1_000,
                new Recording.Layout(1, 1, 65_536, 1_408, 65_536));
    }
}
