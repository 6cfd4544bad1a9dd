package io.chronofabric.jobs.replay;

import java.util.Objects;
import org.apache.flink.api.connector.source.SourceSplit;

/**
 * What is left to read of one file.
 *
 * @param path path or URI of the file; the split's id
 * @param nextLine the first line not yet emitted, from 1, which is the header
 */
public record ReplaySplit(String path, long nextLine) implements SourceSplit {
    static final long FIRST_ROW = 2;

    /** Checks that the file is named. */
    public ReplaySplit {
        Objects.requireNonNull(path, "path");
    }

    @Override
    public String splitId() {
        return path;
    }
}
