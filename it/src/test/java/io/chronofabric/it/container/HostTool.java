package io.chronofabric.it.container;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A command of this host that a person would use as well. */
public enum HostTool {
    /** Produces to and consumes from Kafka without Java. */
    KCAT("kcat (Debian package kcat)", "-V", List.of(List.of("kcat"))),

    /** Docker Compose, 1 or 2. */
    COMPOSE(
            "Docker Compose (Debian package docker-compose)",
            "version",
            List.of(List.of("docker-compose"), List.of("docker", "compose")));

    /** How a command ended and what it said. */
    record Result(int exit, String output, String errors) {
        /** The output of a command that did what it was asked. */
        String expectSuccess() {
            if (exit != 0) {
                throw new AssertionError(
                        "exit " + exit + " (expected: 0)\n" + output + '\n' + errors);
            }
            return output;
        }
    }

    private static final int PATIENCE_SECONDS = 300;

    private final String described;
    private final String probe;
    private final List<List<String>> alternatives;

    HostTool(String described, String probe, List<List<String>> alternatives) {
        this.described = described;
        this.probe = probe;
        this.alternatives = alternatives;
    }

    /** What to install. */
    String described() {
        return described;
    }

    /** Whether it is there and runs. */
    boolean isThere() {
        return command().isPresent();
    }

    private Optional<List<String>> command() {
        return alternatives.stream().filter(this::runs).findFirst();
    }

    private boolean runs(List<String> command) {
        try {
            return run(command, Map.of(), "", List.of(probe)).exit() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Runs it to its end.
     *
     * @param input what it reads
     */
    Result run(Map<String, String> variables, String input, List<String> arguments)
            throws IOException {
        List<String> command =
                command().orElseThrow(() -> new IllegalStateException(described + " is not there"));
        return run(command, variables, input, arguments);
    }

    private static Result run(
            List<String> command,
            Map<String, String> variables,
            String input,
            List<String> arguments)
            throws IOException {
        List<String> all = new ArrayList<>(command);
        all.addAll(arguments);
        Path folder = Files.createTempDirectory("host-tool");
        Path in = Files.writeString(folder.resolve("in"), input);
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(all)
                            .redirectInput(in.toFile())
                            .redirectOutput(out.toFile())
                            .redirectError(err.toFile());
            builder.environment().putAll(variables);
            Process process = builder.start();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
                throw new AssertionError(
                        String.join(" ", all)
                                + ": still runs after "
                                + PATIENCE_SECONDS
                                + " s\n"
                                + Files.readString(err));
            }
            return new Result(
                    process.exitValue(),
                    Files.readString(out, StandardCharsets.UTF_8),
                    Files.readString(err, StandardCharsets.UTF_8));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + all.get(0) + " ran", e);
        } finally {
            for (Path file : List.of(in, out, err, folder)) {
                Files.deleteIfExists(file);
            }
        }
    }
}
