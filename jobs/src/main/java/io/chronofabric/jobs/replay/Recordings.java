package io.chronofabric.jobs.replay;

import io.chronofabric.core.ChronoFabricException;
import io.chronofabric.core.ErrorCode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;

/** The files that a path stands for. */
final class Recordings {
    private Recordings() {}

    /** A path that means the same file whatever the process's working folder is. */
    static String absolute(String path) {
        Path file;
        try {
            file = new Path(path);
        } catch (IllegalArgumentException e) {
            throw new ChronoFabricException(
                    ErrorCode.INPUT_INVALID,
                    "recording \"" + path + "\"",
                    "a path, or a URI such as s3://bucket/trace.csv",
                    "Write a local name with a colon as file:///folder/name.",
                    e);
        }
        if (file.toUri().getScheme() != null || file.isAbsolute()) {
            return path;
        }
        return java.nio.file.Path.of(path).toAbsolutePath().normalize().toString();
    }

    static boolean exists(String path) throws IOException {
        Path file = new Path(path);
        return file.getFileSystem().exists(file);
    }

    /**
     * The file itself, or the traces in the folder in order of name.
     *
     * @throws ChronoFabricException if there is none
     */
    static List<String> list(String path) throws IOException {
        Path root = new Path(path);
        FileSystem files = root.getFileSystem();
        FileStatus status;
        try {
            status = files.getFileStatus(root);
        } catch (FileNotFoundException e) {
            throw none(path, "there is no such file or folder", e);
        }
        if (!status.isDir()) {
            return List.of(path);
        }
        List<String> found =
                Arrays.stream(files.listStatus(root))
                        .filter(file -> !file.isDir())
                        .map(file -> file.getPath().toString())
                        .filter(name -> name.endsWith(".csv") || name.endsWith(".csv.gz"))
                        .sorted()
                        .toList();
        if (found.isEmpty()) {
            throw none(path, "the folder holds no .csv or .csv.gz file", null);
        }
        return found;
    }

    private static ChronoFabricException none(String path, String what, IOException cause) {
        return new ChronoFabricException(
                ErrorCode.INPUT_INVALID,
                "recording " + path + ": " + what,
                "a CSV file, plain or gzip, or a folder of such files",
                "Check the path.",
                cause);
    }
}
