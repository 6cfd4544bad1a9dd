package io.chronofabric.jobs.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.flink.util.FileUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A temporary folder that goes when the run ends, with all that is in it. */
final class RunFolder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RunFolder.class);

    private final Path path;

    private RunFolder(Path path) {
        this.path = path;
    }

    /** Makes one that nobody else may look into, where the platform knows how. */
    static RunFolder create() throws IOException {
        return new RunFolder(Files.createTempDirectory("chronofabric-run-"));
    }

    Path path() {
        return path;
    }

    @Override
    public void close() {
        try {
            FileUtils.deleteDirectory(path.toFile());
        } catch (IOException e) {
            // What the run said stays true without it.
            LOG.warn("{} could not be removed.", path, e);
        }
    }
}
