package io.chronofabric.it.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A process that a test has started. What is left of it at the end of the test is killed. */
final class Started implements AutoCloseable {
    private final Process process;
    private final Path output;

    private Started(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /** {@code chronofabric} with this JVM's class path and opened packages. */
    static Started chronofabric(Path folder, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--add-opens"))
                .forEach(command::add);
        command.addAll(
                List.of(
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.chronofabric.jobs.cli.Main"));
        command.addAll(List.of(arguments));
        return of(folder, new ProcessBuilder(command));
    }

    /** Starts it, both its outputs going to one file of a folder. */
    static Started of(Path folder, ProcessBuilder builder) throws IOException {
        Path output = Files.createTempFile(folder, "output", ".log");
        return new Started(
                builder.redirectErrorStream(true).redirectOutput(output.toFile()).start(), output);
    }

    /** What it has printed. */
    String output() {
        try {
            return Files.readString(output, UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Asks it to end, as {@code kill} does; of a script, what it runs. */
    void terminate() {
        Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .filter(one -> one.children().findAny().isEmpty())
                .forEach(ProcessHandle::destroy);
    }

    /** Ends it, as {@code kill -9} does. */
    void kill() {
        process.destroyForcibly();
    }

    /** Waits for its end. */
    int exit() throws InterruptedException {
        assertThat(process.waitFor(FlinkInside.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .as("it has ended; it said %s", output())
                .isTrue();
        return process.exitValue();
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
