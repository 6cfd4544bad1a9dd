package io.chronofabric.it.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.chronofabric.it.container.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A folder in which what a page names is where it names it: the start script and the examples. */
public final class ReadersFolder {
    private static final long PATIENCE_MINUTES = 5;

    private final Path folder;

    private ReadersFolder(Path folder) {
        this.folder = folder;
    }

    /**
     * Makes an empty folder one. The start script would build what Maven has built just now, and
     * under the feet of the test, unless told that it is not out of date.
     */
    public static ReadersFolder in(Path folder) throws IOException {
        Path jar;
        try (Stream<Path> built = Files.list(Checkout.file("jobs/target"))) {
            jar =
                    built.filter(file -> file.getFileName().toString().matches("jobs-\\d.*\\.jar"))
                            .findFirst()
                            .orElseThrow();
        }
        FileTime since = Files.getLastModifiedTime(jar);
        Path stamp = Checkout.file("jobs/target/cli/built");
        if (!Files.exists(stamp)) {
            Files.createFile(stamp);
        }
        if (Files.getLastModifiedTime(stamp).compareTo(since) < 0) {
            Files.setLastModifiedTime(stamp, since);
        }
        Path script = Files.createDirectories(folder.resolve("bin")).resolve("chronofabric");
        Files.writeString(
                script,
                "#!/bin/sh\nexec '"
                        + Checkout.file("bin/chronofabric").toAbsolutePath()
                        + "' \"$@\"\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();
        Path examples = Files.createDirectories(folder.resolve("docs/examples"));
        try (Stream<Path> files = Files.list(Checkout.file("docs/examples"))) {
            for (Path file : files.toList()) {
                Files.copy(file, examples.resolve(file.getFileName()));
            }
        }
        return new ReadersFolder(folder);
    }

    /** Has a shell run commands to their end, which must be a good one; gives all that it says. */
    String run(String commands) throws IOException, InterruptedException {
        Path output = Files.createTempFile(folder, "output", ".log");
        Process shell =
                new ProcessBuilder("sh", "-euc", commands)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        try {
            boolean ended = shell.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES);
            String said = Files.readString(output);
            assertThat(ended).as("%s ends; it said %s", commands, said).isTrue();
            assertThat(shell.exitValue()).as("%s: %s", commands, said).isZero();
            return said;
        } finally {
            shell.descendants().forEach(ProcessHandle::destroyForcibly);
            shell.destroyForcibly();
            Files.delete(output);
        }
    }
}
