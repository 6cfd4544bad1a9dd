package io.chronofabric.it.bus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** {@code chronofabric} in a process of its own. What is left of it at the end is killed. */
final class BusProcess implements AutoCloseable {
    /** For a process that hangs; no measure of speed. */
    static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Process process;
    private final Path out;
    private final Path err;

    private BusProcess(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /**
     * Starts it.
     *
     * @param folder takes its outputs, and is where it keeps what it keeps for a user
     */
    static BusProcess start(Path folder, String... arguments) throws IOException {
        return start(folder, true, arguments);
    }

    /** Starts it, and does not read what it prints, so that it waits when the pipe is full. */
    static BusProcess startUnread(Path folder, String... arguments) throws IOException {
        return start(folder, false, arguments);
    }

    private static BusProcess start(Path folder, boolean read, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--add-opens"))
                .forEach(command::add);
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(
                List.of(
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.chronofabric.jobs.cli.Main"));
        command.addAll(List.of(arguments));
        return start(folder, new ProcessBuilder(command), read);
    }

    /** Starts what a reader of a page types, as a user of whom nobody else is. */
    static BusProcess shell(Path folder, String user, String commands) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder("sh", "-euc", commands).directory(folder.toFile());
        builder.environment().put("CHRONOFABRIC_JAVA_OPTS", "-Duser.name=" + user);
        return start(folder, builder, true);
    }

    private static BusProcess start(Path folder, ProcessBuilder builder, boolean read)
            throws IOException {
        Path out = Files.createTempFile(folder, "out", ".txt");
        Path err = Files.createTempFile(folder, "err", ".txt");
        builder.redirectError(err.toFile());
        if (read) {
            builder.redirectOutput(out.toFile());
        }
        builder.environment().put("XDG_STATE_HOME", folder.toString());
        return new BusProcess(builder.start(), out, err);
    }

    /** Runs one to its end. */
    static BusProcess run(Path folder, String... arguments)
            throws IOException, InterruptedException {
        BusProcess process = start(folder, arguments);
        process.exit();
        return process;
    }

    /** Reads on what {@link #startUnread} left unread, until its end. */
    void read() {
        Thread reader =
                new Thread(
                        () -> {
                            try (InputStream in = process.getInputStream()) {
                                Files.copy(in, out, StandardCopyOption.REPLACE_EXISTING);
                            } catch (IOException e) {
                                // It was killed at the end of its test.
                                return;
                            }
                        });
        reader.setDaemon(true);
        reader.start();
    }

    long pid() {
        return process.pid();
    }

    String out() {
        return text(out);
    }

    String err() {
        return text(err);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Hands it some lines. */
    void type(String lines) throws IOException {
        OutputStream in = process.getOutputStream();
        in.write(lines.getBytes(UTF_8));
        in.flush();
    }

    /** Says that no more lines come. */
    void endInput() throws IOException {
        process.getOutputStream().close();
    }

    /** Waits until it has printed something. */
    void awaitOut(String text) {
        await().atMost(PATIENCE).until(() -> out().contains(text) || !isAlive());
        assertThat(out()).as(err()).contains(text);
    }

    /** Waits until it has said something for people. */
    void awaitErr(String text) {
        await().atMost(PATIENCE).until(() -> err().contains(text) || !isAlive());
        assertThat(err()).contains(text);
    }

    /** Asks it to end, as {@code kill} does; of a shell, what it runs. */
    void terminate() {
        Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .filter(one -> one.children().findAny().isEmpty())
                .forEach(ProcessHandle::destroy);
    }

    /** Ends it, as {@code kill -9} does. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Waits for its end. */
    int exit() throws InterruptedException {
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .as("it has ended; it said %s %s", out(), err())
                .isTrue();
        assertThat(out() + err()).doesNotContain("\tat ").doesNotContain("Exception in");
        return process.exitValue();
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
