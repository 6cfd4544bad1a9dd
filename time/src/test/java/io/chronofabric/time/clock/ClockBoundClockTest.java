package io.chronofabric.time.clock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chronofabric.time.SimulatedTimeSource;
import io.chronofabric.time.TimeSource;
import io.chronofabric.time.clock.linux.LinuxCalls;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClockBoundClockTest {
    private static final long SECOND = SegmentFile.SECOND;

    @TempDir private Path folder;

    private final SimulatedTimeSource time = new SimulatedTimeSource(0);
    private final SegmentFile segment = new SegmentFile();
    private long hostNanos = 1_002 * SECOND;

    private Path file() {
        return folder.resolve("shm0");
    }

    private Path vmClock() {
        return folder.resolve("vmclock0");
    }

    private ClockBoundClock clock() {
        return new ClockBoundClock(time, file(), vmClock(), () -> hostNanos, "");
    }

    private ClockReading read() throws IOException {
        segment.write(file());
        return clock().read();
    }

    private void assertUnbounded(ClockReading.State state, String why) throws IOException {
        ClockReading reading = read();
        assertThat(reading.why()).contains(why);
        assertThat(reading.state()).isEqualTo(state);
        assertThat(reading.errorBoundNanos()).isEmpty();
    }

    @Test
    void theBoundOfASynchronizedClockHasGrownWithTheDaemonsDrift() throws IOException {
        ClockReading reading = read();
        assertThat(reading.state()).isEqualTo(ClockReading.State.SYNCHRONIZED);
        assertThat(reading.errorBoundNanos()).as("2 s at 50 µs/s").hasValue(30_000 + 100_000);
        assertThat(reading.growthPpb()).isEqualTo(50_000);
        assertThat(reading.goodForNanos()).isEqualTo(998 * SECOND);
        assertThat(clock().kind()).isEqualTo(ClockSource.Kind.CLOCK_BOUND);
        assertThat(clock().name()).isEqualTo("clockbound");
    }

    @Test
    void aFreeRunningClockStillHasABound() throws IOException {
        segment.status(2);
        ClockReading reading = read();
        assertThat(reading.state()).isEqualTo(ClockReading.State.FREE_RUNNING);
        assertThat(reading.errorBoundNanos()).hasValue(130_000);
    }

    @Test
    void aDaemonThatHasNotWrittenForFiveSecondsLeavesTheClockFreeRunning() throws IOException {
        hostNanos = 1_005 * SECOND;
        ClockReading reading = read();
        assertThat(reading.state()).isEqualTo(ClockReading.State.FREE_RUNNING);
        assertThat(reading.errorBoundNanos()).hasValue(30_000 + 250_000);
    }

    @Test
    void aStaleBoundIsNone() throws IOException {
        hostNanos = 2_000 * SECOND - 1;
        assertThat(read().errorBoundNanos()).isPresent();
        hostNanos = 2_000 * SECOND;
        assertUnbounded(
                ClockReading.State.UNSYNCHRONIZED,
                "stale: the daemon has written nothing for 1000000 ms");
    }

    @Test
    void aReadingThatWasFineGivesNoBoundOnceItIsVoid() throws IOException {
        hostNanos = 1_999 * SECOND;
        ClockReading reading = read();
        assertThat(reading.errorBoundNanosAt(SECOND)).isPresent();
        assertThat(reading.errorBoundNanosAt(SECOND + 1)).isEmpty();
    }

    @Test
    void anUnknownAndADisruptedClockHaveNoBound() throws IOException {
        segment.status(0);
        assertUnbounded(ClockReading.State.UNSYNCHRONIZED, "does not know");
        segment.status(3);
        assertUnbounded(ClockReading.State.UNSYNCHRONIZED, "disrupted");
    }

    @Test
    void anUpdateThatWasCutOffIsTorn() throws IOException {
        segment.generation(7);
        assertUnbounded(
                ClockReading.State.UNAVAILABLE,
                "torn: generation 7 is odd: an update is under way");
    }

    @Test
    void aWriterThatIsFasterThanTheReaderIsTornAfterBoundedTries() {
        int[] reads = new int[1];
        assertThatThrownBy(
                        () ->
                                ClockBoundSegment.read(
                                        written(
                                                read -> {
                                                    reads[0]++;
                                                    return new SegmentFile()
                                                            .generation(2 + 2 * (read % 30_000))
                                                            .bytes();
                                                })))
                .isInstanceOf(ClockBoundSegment.Unusable.class)
                .hasMessageContaining("torn: generation went from")
                .hasMessageContaining(ClockBoundSegment.TRIES + " times");
        assertThat(reads[0]).isEqualTo(3 * ClockBoundSegment.TRIES);
    }

    @Test
    void aBoundOfAnUpdateUnderWayIsNeverHandedOut() throws Exception {
        // Between the two looks at the generation the writer had half of its update done.
        byte[] old = new SegmentFile().generation(2).bytes();
        byte[] half = new SegmentFile().generation(3).large(ClockBoundSegment.BOUND, 1).bytes();
        byte[] done = new SegmentFile().generation(4).large(ClockBoundSegment.BOUND, 77).bytes();
        byte[][] history = {old, half, half, half, done};
        ClockBoundSegment read =
                ClockBoundSegment.read(written(i -> history[Math.min(i, history.length - 1)]));
        assertThat(read.boundNanos()).isEqualTo(77);
    }

    @Test
    void anotherFileIsNotTakenForASegment() throws IOException {
        segment.number(4, 0x43420100);
        assertUnbounded(ClockReading.State.UNAVAILABLE, "magic number 414D5A4E 43420100");
    }

    @Test
    void anotherVersionIsNotGuessedAt() throws IOException {
        segment.version(3);
        assertUnbounded(ClockReading.State.UNAVAILABLE, "layout version 3 (expected: 2)");
        segment.version(0);
        assertUnbounded(ClockReading.State.UNAVAILABLE, "has not written anything yet");
        segment.version(2).generation(0);
        assertUnbounded(ClockReading.State.UNAVAILABLE, "has not written anything yet");
    }

    @Test
    void aFileThatIsCutShortIsNotRead() throws IOException {
        byte[] whole = segment.bytes();
        for (int length : new int[] {0, 15, 16, 79}) {
            Files.write(file(), Arrays.copyOf(whole, length));
            ClockReading reading = clock().read();
            assertThat(reading.state()).isEqualTo(ClockReading.State.UNAVAILABLE);
            assertThat(reading.why()).contains("the file has " + length + " bytes");
        }
        segment.number(ClockBoundSegment.SEGMENT_SIZE, 72);
        assertUnbounded(ClockReading.State.UNAVAILABLE, "segment size 72 (expected: 80 or more)");
    }

    @Test
    void numbersThatCannotBeAreNotUsed() throws IOException {
        segment.large(ClockBoundSegment.BOUND, -1);
        assertUnbounded(ClockReading.State.UNAVAILABLE, "bound -1 ns");
        segment.large(ClockBoundSegment.BOUND, 1).number(ClockBoundSegment.MAX_DRIFT, -1);
        assertUnbounded(ClockReading.State.UNAVAILABLE, "max drift 4294967295 ns/s");
        segment.number(ClockBoundSegment.MAX_DRIFT, 1).status(9);
        assertUnbounded(ClockReading.State.UNAVAILABLE, "clock status 9");
        segment.status(1).large(ClockBoundSegment.AS_OF + 8, SECOND);
        assertUnbounded(ClockReading.State.UNAVAILABLE, "(expected: a moment)");
    }

    @Test
    void aSegmentOfAnotherMonotonicClockIsNotUsed() throws IOException {
        hostNanos = 1_000 * SECOND - 5_000_000;
        assertThat(read().errorBoundNanos()).as("a coarse clock's tick").hasValue(30_000);
        hostNanos = 900 * SECOND;
        assertUnbounded(ClockReading.State.UNAVAILABLE, "ahead of this process's monotonic clock");
    }

    @Test
    void withoutADaemonItSaysSo() {
        ClockReading reading = clock().read();
        assertThat(reading.state()).isEqualTo(ClockReading.State.UNAVAILABLE);
        assertThat(reading.why()).contains("no such file", "no daemon");
    }

    @Test
    void anInterruptedReaderGetsAReadingWithAReason() throws IOException {
        segment.write(file());
        Thread.currentThread().interrupt();
        ClockReading reading = clock().read();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(reading.state()).isEqualTo(ClockReading.State.UNAVAILABLE);
        assertThat(reading.why()).contains("Interrupt");
    }

    @Test
    void otherSystemsDoNotLook() {
        ClockBoundClock clock =
                new ClockBoundClock(time, file(), vmClock(), () -> hostNanos, "not available");
        assertThat(clock.read().why()).isEqualTo("not available");
    }

    @Test
    void aClockThatCannotBeReadGivesNoBound() throws IOException {
        segment.write(file());
        ClockBoundClock clock =
                new ClockBoundClock(
                        time,
                        file(),
                        vmClock(),
                        () -> {
                            throw new IOException("clock_gettime is refused here");
                        },
                        "");
        assertThat(clock.read().why()).isEqualTo("clock_gettime is refused here");
    }

    @Test
    void aDisruptionThatTheDaemonDoesNotKnowYetTakesTheBoundAway() throws IOException {
        segment.number(ClockBoundSegment.DISRUPTION_SUPPORT, little(1))
                .large(ClockBoundSegment.DISRUPTION_MARKER, 5);
        vmClock(VmClockMarker.MAGIC, 2, 5);
        assertThat(read().errorBoundNanos()).hasValue(130_000);
        vmClock(VmClockMarker.MAGIC, 4, 6);
        assertUnbounded(ClockReading.State.UNSYNCHRONIZED, "was disrupted");
    }

    @Test
    void whereDisruptionsCannotBeSeenThereIsNoBound() throws IOException {
        segment.number(ClockBoundSegment.DISRUPTION_SUPPORT, little(1));
        assertUnbounded(
                ClockReading.State.UNSYNCHRONIZED,
                "disruptions cannot be seen: NoSuchFileException");
        vmClock(1, 2, 0);
        assertUnbounded(ClockReading.State.UNSYNCHRONIZED, "no VM clock's file");
        vmClock(VmClockMarker.MAGIC, 3, 0);
        assertUnbounded(ClockReading.State.UNSYNCHRONIZED, "never at rest");
    }

    @Test
    void aRealSegmentIsReadByTheHostsOwnMonotonicClock() throws IOException {
        Assumptions.assumeTrue(LinuxCalls.unavailable().isEmpty(), LinuxCalls.unavailable());
        long now = LinuxCalls.monotonicNanos();
        segment.time(ClockBoundSegment.AS_OF, now)
                .time(ClockBoundSegment.VOID_AFTER, now + 1_000 * SECOND)
                .write(file());
        ClockReading reading = new ClockBoundClock(TimeSource.system(), file()).read();
        assertThat(reading.isBounded()).as(reading.why()).isTrue();
        assertThat(reading.errorBoundNanos().getAsLong()).isGreaterThanOrEqualTo(30_000);
    }

    /** The number whose first byte in memory is the value. */
    private static int little(int value) {
        return ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? value : value << 24;
    }

    private void vmClock(int magic, int sequence, long marker) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(VmClockMarker.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(0, magic);
        bytes.putInt(VmClockMarker.SEQUENCE, sequence);
        bytes.putLong(VmClockMarker.MARKER, marker);
        Files.write(vmClock(), bytes.array());
    }

    /** A file with another content at each read. */
    private static SegmentBytes written(IntFunction<byte[]> history) {
        int[] reads = new int[1];
        return (into, position) -> {
            byte[] content = history.apply(reads[0]++);
            int length = Math.min(into.remaining(), content.length - (int) position);
            into.put(content, (int) position, length);
            return length;
        };
    }
}
