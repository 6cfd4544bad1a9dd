package io.chronofabric.it.stress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The races of {@code bin/stress}, shortly: long enough to tell a broken twin from the real one.
 */
class StressIT {
    private static final long SECONDS = 180;

    @TempDir private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"time", "queue", "bus", "slot"})
    void whatIsLockFreeIsAccepted(String topic) throws Exception {
        Result result = run(topic);
        assertThat(result.code()).as(result.output()).isZero();
        assertThat(result.output()).contains("[OK]").doesNotContain("[FAILED]");
    }

    /** Each of the broken twins by itself. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "racy.RacyTickTick",
                "racy.RacyTwoOffers",
                "racy.RacySleepWake",
                "racy.RacyLappedReader"
            })
    void aTwinWithoutItsCompareAndSetFenceOrCheckIsRefused(String twin) throws Exception {
        Result result = run(twin);
        assertThat(result.code()).as(result.output()).isNotZero();
        assertThat(result.output()).contains("Observed forbidden state");
    }

    private record Result(int code, String output) {}

    private Result run(String tests) throws IOException, InterruptedException {
        Path output = folder.resolve("output.txt");
        Process process =
                new ProcessBuilder(
                                List.of(
                                        Path.of(System.getProperty("java.home"), "bin", "java")
                                                .toString(),
                                        "-cp",
                                        System.getProperty("java.class.path"),
                                        "org.openjdk.jcstress.Main",
                                        "-t",
                                        "it\\.stress\\." + tests.replace(".", "\\."),
                                        "-r",
                                        folder.toString(),
                                        "-m",
                                        "quick",
                                        "-f",
                                        "1",
                                        "-iters",
                                        "1",
                                        "-time",
                                        "200",
                                        "-sc",
                                        "false",
                                        "-jvmArgs",
                                        "-XX:+UseSerialGC"
                                                + " --add-opens=java.base/jdk.internal.misc=ALL-UNNAMED",
                                        "-v"))
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        try {
            assertThat(process.waitFor(SECONDS, TimeUnit.SECONDS)).isTrue();
            return new Result(process.exitValue(), Files.readString(output));
        } finally {
            process.destroyForcibly();
        }
    }
}
