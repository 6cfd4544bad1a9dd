package io.chronofabric.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code chronofabric} in a process of its own that has 64 MiB of heap. */
final class SmallProcess {
    /** For a process that hangs; no measure of speed. */
    private static final long PATIENCE_MINUTES = 5;

    private SmallProcess() {}

    static Ran run(Path folder, String... arguments) throws IOException, InterruptedException {
        Path out = Files.createTempFile(folder, "out", ".txt");
        Path err = Files.createTempFile(folder, "err", ".txt");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--add-opens"))
                .forEach(command::add);
        command.addAll(List.of("-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(List.of(arguments));
        Process process =
                new ProcessBuilder(command)
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile())
                        .start();
        try {
            assertThat(process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES))
                    .as("%s ends", List.of(arguments))
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        Ran ran = new Ran(process.exitValue(), Files.readString(out), Files.readString(err));
        assertThat(ran.out() + ran.err())
                .doesNotContain("\tat ", "Exception in", "OutOfMemory", "StackOverflow")
                .doesNotContain("out of memory");
        return ran;
    }
}
