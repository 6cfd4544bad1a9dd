package io.chronofabric.it.bus;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A main class in a JVM of its own, with the class path of this one; its output goes to a file. */
final class Spawned implements AutoCloseable {
    private final String name;
    private final Path output;
    private final List<String> command;
    private Process process;

    /**
     * @param folder for its output
     * @param flags for its JVM
     */
    Spawned(Path folder, String name, List<String> flags, Class<?> main, List<String> arguments) {
        this(folder, name, flags, main.getName(), arguments);
    }

    Spawned(Path folder, String name, List<String> flags, String main, List<String> arguments) {
        this.name = name;
        this.output = folder.resolve(name + ".log");
        this.command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        for (String opened :
                List.of(
                        "java.lang",
                        "java.net",
                        "java.nio",
                        "sun.nio.ch",
                        "java.util",
                        "java.util.concurrent",
                        "java.util.concurrent.atomic",
                        "jdk.internal.misc")) {
            command.add("--add-opens=java.base/" + opened + "=ALL-UNNAMED");
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
        command.addAll(arguments);
    }

    Spawned start() throws IOException {
        process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
                        .start();
        return this;
    }

    /** As kill -9 does. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Asks it to end, and waits. */
    void end() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            throw new AssertionError(name + " does not end; its output: " + said());
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** The end of what it said so far. */
    String said() {
        try {
            String all = new File(output.toString()).exists() ? Files.readString(output) : "";
            return all.substring(Math.max(0, all.length() - 4_000));
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Override
    public void close() {
        if (process != null) {
            process.destroyForcibly();
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
