package io.chronofabric.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.chronofabric.jobs.embedded.Console;
import io.chronofabric.jobs.embedded.ShownBound;
import io.chronofabric.time.SimulatedTimeSource;
import io.chronofabric.time.TimeSource;
import io.chronofabric.time.clock.ClockReading;
import io.chronofabric.time.clock.ClockSelector;
import io.chronofabric.time.clock.ClockSettings;
import io.chronofabric.time.clock.ClockSource;
import io.chronofabric.time.clock.LoggedClocks;
import io.chronofabric.time.clock.linux.LinuxCalls;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClockStatusTest {
    private static final long SECOND = 1_000_000_000L;
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir private Path folder;

    private final SimulatedTimeSource time = new SimulatedTimeSource(1_800_000_000L * SECOND);
    private final StringWriter out = new StringWriter();

    private ClockSelector selector(LongFunction<ClockReading> answer) {
        ClockSource kernel =
                new ClockSource() {
                    @Override
                    public String name() {
                        return "kernel";
                    }

                    @Override
                    public Kind kind() {
                        return Kind.KERNEL;
                    }

                    @Override
                    public ClockReading read() {
                        return answer.apply(time.monotonicNanos());
                    }
                };
        return new ClockSelector(List.of(kernel), time, ClockSettings.DEFAULT, new LoggedClocks());
    }

    private static ClockReading bounded(long now) {
        return new ClockReading(
                ClockReading.State.SYNCHRONIZED,
                OptionalLong.of(1_234_001),
                500_000,
                60 * SECOND,
                OptionalDouble.of(-12.5),
                now,
                "the kernel's clock is synchronized");
    }

    private ClockDisplay display(ClockSelector selector, boolean json, boolean terminal) {
        PrintWriter writer = new PrintWriter(out);
        return new ClockDisplay(new Console(writer, writer, terminal), selector, time, json);
    }

    @Test
    void aBoundedClockIsShownWithItsBoundItsDriftAndWhy() {
        assertThat(display(selector(ClockStatusTest::bounded), false, false).once()).isZero();
        assertThat(out.toString())
                .isEqualTo(
                        """
                        SOURCE  STATE         BOUND     DRIFT        WHY
                        kernel  synchronized  1.235 ms  -12.500 ppm  the kernel's clock is synchronized

                        This clock is within 1.235 ms of true time, by kernel.
                        Why: kernel is the first in order that bounds the clock.
                        Jumps: seen only while somebody watches (--watch).
                        """);
    }

    @Test
    void anUnsynchronizedClockIsSaidToBeInPlainWordsAndByTheExitCode() {
        ClockSelector none =
                selector(
                        now ->
                                ClockReading.unbounded(
                                        ClockReading.State.UNSYNCHRONIZED, now, "no daemon"));
        assertThat(display(none, false, false).once()).isEqualTo(3);
        assertThat(out.toString())
                .contains("kernel  unsynchronized  none   unknown  no daemon\n")
                .contains(
                        "This clock is not bounded: nobody can say how far it is from true time.\n")
                .contains("Why: No source bounds the clock: kernel: no daemon.\n");
    }

    @Test
    void asJsonItIsOneObject() throws IOException {
        display(selector(ClockStatusTest::bounded), true, true).once();
        assertThat(out.toString())
                .isEqualTo(
                        "{\"active\":\"kernel\",\"why\":\"kernel is the first in order that bounds the"
                                + " clock.\",\"state\":\"synchronized\",\"errorBoundNanos\":1234001,"
                                + "\"driftPpb\":-12500,\"sources\":[{\"name\":\"kernel\",\"kind\":"
                                + "\"kernel\",\"trusted\":true,\"state\":\"synchronized\","
                                + "\"errorBoundNanos\":1234001,\"driftPpb\":-12500,\"why\":\"the"
                                + " kernel's clock is synchronized\",\"failures\":0}],\"jumps\":"
                                + "{\"forward\":0,\"backward\":0,\"freeze\":0},\"lastJump\":null,"
                                + "\"synchronizations\":1,\"failovers\":0}\n");
    }

    @Test
    void watchingShowsJumpsUntilItIsStopped() throws Exception {
        ClockSelector selector = selector(ClockStatusTest::bounded);
        CompletableFuture<String> stop = new CompletableFuture<>();
        ClockDisplay display = display(selector, true, false);
        CompletableFuture<Integer> code =
                CompletableFuture.supplyAsync(
                        () -> {
                            try {
                                return display.watch(stop, Duration.ofMillis(5));
                            } catch (InterruptedException e) {
                                throw new IllegalStateException(e);
                            }
                        });
        await().atMost(Duration.ofSeconds(30)).until(() -> out.toString().lines().count() >= 1);
        time.jump(-3_600 * SECOND);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> out.toString().contains("\"backward\":1"));
        assertThat(code).isNotDone();
        stop.complete("INT");

        assertThat(code.get()).as("the bound went with the jump").isEqualTo(3);
        List<String> lines = out.toString().lines().toList();
        JsonNode last = JSON.readTree(lines.get(lines.size() - 1));
        assertThat(last.get("lastJump").get("kind").asText()).isEqualTo("backward");
        assertThat(last.get("lastJump").get("nanos").asLong()).isEqualTo(-3_600 * SECOND);
        assertThat(last.get("errorBoundNanos").isNull()).isTrue();
        assertThat(last.get("active").isNull()).isTrue();
    }

    @Test
    void onATerminalThePictureIsRedrawnAndElsewhereBlocksFollowEachOther() throws Exception {
        CompletableFuture<String> stopped = CompletableFuture.completedFuture("INT");
        display(selector(ClockStatusTest::bounded), false, true).watch(stopped, Duration.ZERO);
        assertThat(out.toString())
                .startsWith("\u001b[H\u001b[J")
                .contains("Jumps while watching: 0 forward, 0 backward, 0 freeze. Fail-overs: 0.");
        out.getBuffer().setLength(0);
        display(selector(ClockStatusTest::bounded), false, false).watch(stopped, Duration.ZERO);
        assertThat(out.toString()).startsWith("SOURCE").endsWith("Fail-overs: 0.\n\n");
    }

    @Test
    void boundsAreRoundedUp() {
        assertThat(ShownBound.of(OptionalLong.of(999))).isEqualTo("999 ns");
        assertThat(ShownBound.of(OptionalLong.of(1_001))).isEqualTo("1.001 µs");
        assertThat(ShownBound.of(OptionalLong.of(1_000_001))).isEqualTo("1.001 ms");
        assertThat(ShownBound.of(OptionalLong.of(2_000_000_001L))).isEqualTo("2.001 s");
        assertThat(ShownBound.of(OptionalLong.of(2_000_000_000L))).isEqualTo("2.000 s");
    }

    @Test
    void theCommandGoesByTheDaemonsSegment() throws IOException {
        Assumptions.assumeTrue(LinuxCalls.unavailable().isEmpty(), LinuxCalls.unavailable());
        Ran ran = Ran.command("clock", "status", "--clockbound", segment(1).toString());

        assertThat(ran.code()).as(ran.out()).isZero();
        assertThat(ran.out())
                .contains("clockbound  synchronized")
                .contains(" of true time, by clockbound.");
        assertThat(ran.err()).isEmpty();
    }

    @Test
    void withoutADaemonTheCommandGoesByTheKernelOrSaysThatNothingBoundsTheClock()
            throws IOException {
        Ran ran =
                Ran.command(
                        "clock",
                        "status",
                        "--json",
                        "--clockbound",
                        folder.resolve("no").toString());

        JsonNode row = JSON.readTree(ran.out());
        assertThat(row.get("sources").get(0).get("state").asText()).isEqualTo("unavailable");
        boolean none = row.get("errorBoundNanos").isNull();
        assertThat(row.get("active").isNull()).isEqualTo(none);
        assertThat(ran.code()).isEqualTo(none ? 3 : 0);
    }

    /** A daemon's shared memory, as of now; see ClockBound's docs/PROTOCOL.md. */
    private Path segment(int status) throws IOException {
        long now = TimeSource.system().monotonicNanos();
        try {
            now = LinuxCalls.monotonicNanos();
        } catch (IOException e) {
            Assumptions.abort(e.getMessage());
        }
        ByteBuffer bytes = ByteBuffer.allocate(80).order(ByteOrder.nativeOrder());
        bytes.putInt(0x414D5A4E).putInt(0x43420200).putInt(80);
        bytes.putShort((short) 2).putShort((short) 2);
        bytes.putLong(now / SECOND).putLong(now % SECOND);
        bytes.putLong(now / SECOND + 1_000).putLong(0);
        bytes.putLong(30_000).putLong(0).putInt(50_000).putInt(status);
        return Files.write(folder.resolve("shm0"), bytes.array());
    }
}
