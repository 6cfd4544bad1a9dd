package io.chronofabric.jobs.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.chronofabric.time.TimeSource;
import io.chronofabric.time.clock.ClockReading;
import io.chronofabric.time.clock.ClockSource;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class HostChecksTest {
    private static final long GIB = 1L << 30;

    @Test
    void anOldJavaIsAProblem() {
        assertThat(standing(new JavaVersion(11, "11.0.2"))).isEqualTo(Standing.PROBLEM);
        assertThat(standing(new JavaVersion(17, "17"))).isEqualTo(Standing.FINE);
    }

    @Test
    void aHeapAboveTheContainersLimitIsAProblem() {
        assertThat(standing(new ProcessMemory(4 * GIB, 0, OptionalLong.of(4 * GIB))))
                .isEqualTo(Standing.PROBLEM);
        assertThat(standing(new ProcessMemory(3 * GIB, 3 * GIB, OptionalLong.of(4 * GIB))))
                .isEqualTo(Standing.WARNING);
        assertThat(standing(new ProcessMemory(GIB, GIB, OptionalLong.of(4 * GIB))))
                .isEqualTo(Standing.FINE);
        assertThat(standing(new ProcessMemory(GIB, GIB, OptionalLong.empty())))
                .isEqualTo(Standing.NOT_CHECKED);
    }

    @Test
    void littleRoomIsWarnedOfAndNoneIsAProblem() {
        FolderRoom room = new FolderRoom("DOC106", "log", Path.of("/"), 100, 1_000, "why", "fix");
        assertThat(room.judge(Path.of("/"), 99).standing()).isEqualTo(Standing.PROBLEM);
        assertThat(room.judge(Path.of("/"), 999).standing()).isEqualTo(Standing.WARNING);
        assertThat(room.judge(Path.of("/"), 1_000).standing()).isEqualTo(Standing.FINE);
    }

    @Test
    void aClockThatNobodyKeepsIsAProblem() {
        Finding found =
                clock(ClockReading.State.UNSYNCHRONIZED, OptionalLong.empty()).look().get(0);
        assertThat(found.standing()).isEqualTo(Standing.PROBLEM);
        assertThat(found.fix()).contains("chrony");
        assertThat(standing(clock(ClockReading.State.SYNCHRONIZED, OptionalLong.empty())))
                .isEqualTo(Standing.WARNING);
    }

    @Test
    void aClockThatMayBeWrongByMoreThanEventsMayBeAheadIsAProblem() {
        assertThat(standing(clock(ClockReading.State.SYNCHRONIZED, OptionalLong.of(600_000_000))))
                .isEqualTo(Standing.PROBLEM);
        assertThat(standing(clock(ClockReading.State.SYNCHRONIZED, OptionalLong.of(1_000_000))))
                .isEqualTo(Standing.FINE);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void closedPackagesAndAFewOpenFilesOfARealProcessAreFound(@TempDir Path folder)
            throws IOException, InterruptedException {
        Path out = folder.resolve("out.txt");
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process process =
                new ProcessBuilder(
                                "sh",
                                "-c",
                                "ulimit -n 512 && exec \"$0\" -Xmx64m -cp \"$1\""
                                        + " io.chronofabric.jobs.cli.Main doctor --quiet --skip"
                                        + " DOC109",
                                java,
                                System.getProperty("java.class.path"))
                        .redirectOutput(out.toFile())
                        .redirectError(new File(folder.toFile(), "err.txt"))
                        .start();
        try {
            assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        new Doctor(process.exitValue(), Files.readString(out), "")
                .hasProblem("DOC102", "java.util", "bin/chronofabric")
                .hasProblem("DOC104", "at most 512", "ulimit -n 65536");
    }

    private static Standing standing(Check check) {
        try {
            return check.look().get(0).standing();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static ClockBound clock(ClockReading.State state, OptionalLong bound) {
        return new ClockBound(
                TimeSource.system(), List.of(new Fixed(state, bound)), Duration.ofMillis(500));
    }

    private record Fixed(ClockReading.State state, OptionalLong bound) implements ClockSource {
        @Override
        public String name() {
            return "fixed";
        }

        @Override
        public Kind kind() {
            return Kind.KERNEL;
        }

        @Override
        public ClockReading read() {
            return new ClockReading(
                    state,
                    bound,
                    0,
                    Duration.ofMinutes(1).toNanos(),
                    OptionalDouble.empty(),
                    TimeSource.system().monotonicNanos(),
                    "as the test says");
        }
    }
}
