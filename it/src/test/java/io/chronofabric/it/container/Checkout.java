package io.chronofabric.it.container;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** Files of the checkout that tests look at. */
public final class Checkout {
    private Checkout() {}

    /** A file or folder, by its path from the repository's root. */
    public static Path file(String path) {
        String root = System.getProperty("chronofabric.root");
        return (root == null ? Path.of("..") : Path.of(root)).resolve(path).normalize();
    }

    /** The job jar; the test is skipped where the build has not come to it yet. */
    static Path jobJar() {
        Path jar = file("jobs/target/chronofabric-job.jar");
        assumeTrue(Files.exists(jar), () -> "no " + jar + "; ./mvnw verify makes it");
        return jar;
    }
}
