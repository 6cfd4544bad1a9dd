package io.chronofabric.jobs;

import io.chronofabric.core.Problem;
import io.chronofabric.jobs.config.KafkaOptions;
import io.chronofabric.jobs.config.Options;
import io.chronofabric.jobs.config.Resume;
import io.chronofabric.jobs.config.Settings;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Where a job's checkpoints go, and which one it starts from. */
public final class Checkpoints {
    private static final String PREFIX = "chk-";
    private static final String METADATA = "_metadata";

    private Checkpoints() {}

    /** What is wrong with the settings, seen together. */
    static Optional<Problem> check(Optional<Resume> resume, Optional<String> directory) {
        return resume.isPresent() && resume.get() == Resume.LATEST && directory.isEmpty()
                ? Optional.of(
                        Problem.error(
                                "CFG008",
                                Options.CHECKPOINT_RESUME.key(),
                                0,
                                0,
                                "latest without a folder to look in (expected: one)",
                                "add -D checkpoint.directory=..."))
                : Optional.empty();
    }

    /**
     * Compares how long a transaction may stay open with how long it has to: from one checkpoint to
     * the end of the next.
     */
    public static Optional<Problem> check(
            StreamExecutionEnvironment environment, Duration interval, Duration transactions) {
        Configuration flink = Configuration.fromMap(environment.getConfiguration().toMap());
        Duration distance =
                longer(
                        flink.getOptional(CheckpointingOptions.CHECKPOINTING_INTERVAL)
                                .orElse(interval),
                        flink.get(CheckpointingOptions.MIN_PAUSE_BETWEEN_CHECKPOINTS));
        Duration longest = distance.plus(flink.get(CheckpointingOptions.CHECKPOINTING_TIMEOUT));
        String key = KafkaOptions.TRANSACTION_TIMEOUT.key();
        if (transactions.compareTo(distance) <= 0) {
            return Optional.of(
                    Problem.error(
                            "CFG040",
                            key,
                            0,
                            0,
                            transactions.toMillis()
                                    + " ms is over before a checkpoint can commit (expected: more"
                                    + " than the "
                                    + distance.toMillis()
                                    + " ms between checkpoints)",
                            "set a longer one, or a shorter checkpoint.interval"));
        }
        if (transactions.compareTo(longest) < 0) {
            return Optional.of(
                    Problem.warning(
                            "CFG041",
                            key,
                            0,
                            0,
                            transactions.toMillis()
                                    + " ms may be over while a slow checkpoint goes on (expected:"
                                    + " at least "
                                    + longest.toMillis()
                                    + " ms, the checkpoints' distance and time-out together)",
                            "set a longer one, or a shorter execution.checkpointing.timeout"));
        }
        return Optional.empty();
    }

    /**
     * What to say where a job with an end takes up a state: its partitions keep the end, or the
     * lack of one, that they were read with.
     */
    static Optional<Problem> checkEnd(StreamExecutionEnvironment environment, Settings settings) {
        boolean resumed =
                Configuration.fromMap(environment.getConfiguration().toMap())
                        .getOptional(StateRecoveryOptions.SAVEPOINT_PATH)
                        .isPresent();
        return resumed && settings.find(KafkaOptions.UNTIL).isPresent()
                ? Optional.of(
                        Problem.warning(
                                "CFG042",
                                KafkaOptions.UNTIL.key(),
                                0,
                                0,
                                "holds for partitions that the checkpoint or savepoint does not"
                                        + " know; the others end where the run that wrote it had"
                                        + " to, and never if that had no end",
                                "start without a state, or stop the job once its lag is gone"))
                : Optional.empty();
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    /**
     * Applies the settings, where Flink was not told otherwise.
     *
     * @return the checkpoint that the job will start from, if the settings found one
     */
    static Optional<String> apply(StreamExecutionEnvironment environment, Settings settings)
            throws IOException {
        Configuration flink = Configuration.fromMap(environment.getConfiguration().toMap());
        Configuration ours = new Configuration();
        if (flink.getOptional(CheckpointingOptions.CHECKPOINTING_INTERVAL).isEmpty()) {
            ours.set(
                    CheckpointingOptions.CHECKPOINTING_INTERVAL,
                    settings.get(Options.CHECKPOINT_INTERVAL));
        }
        Optional<String> directory = settings.find(Options.CHECKPOINT_DIRECTORY);
        Optional<String> found = Optional.empty();
        if (directory.isPresent()) {
            ours.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
            ours.set(
                    CheckpointingOptions.CHECKPOINTS_DIRECTORY,
                    new java.io.File(directory.get()).isAbsolute()
                            ? new Path(directory.get())
                                    .makeQualified(FileSystem.getLocalFileSystem())
                                    .toString()
                            : new Path(directory.get()).toString());
            ours.set(
                    CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
                    ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
            if (settings.get(Options.CHECKPOINT_RESUME) == Resume.LATEST
                    && flink.getOptional(StateRecoveryOptions.SAVEPOINT_PATH).isEmpty()) {
                found = newest(directory.get());
                found.ifPresent(
                        path -> {
                            ours.set(StateRecoveryOptions.SAVEPOINT_PATH, path);
                            ours.set(StateRecoveryOptions.RESTORE_MODE, RecoveryClaimMode.CLAIM);
                        });
            }
        }
        environment.configure(ours);
        return found;
    }

    /**
     * The newest complete checkpoint of any job in a folder: Flink keeps them as {@code
     * JOB/chk-N/_metadata}, the last written when all else is.
     */
    public static Optional<String> newest(String directory) throws IOException {
        Path root = new Path(directory);
        FileSystem files = root.getFileSystem();
        FileStatus newest = null;
        for (FileStatus job : list(files, root)) {
            for (FileStatus checkpoint :
                    job.isDir() ? list(files, job.getPath()) : new FileStatus[0]) {
                Path metadata = new Path(checkpoint.getPath(), METADATA);
                if (checkpoint.getPath().getName().startsWith(PREFIX) && files.exists(metadata)) {
                    FileStatus status = files.getFileStatus(metadata);
                    if (newest == null
                            || status.getModificationTime() > newest.getModificationTime()) {
                        newest = status;
                    }
                }
            }
        }
        return Optional.ofNullable(newest).map(found -> found.getPath().getParent().toString());
    }

    private static FileStatus[] list(FileSystem files, Path folder) throws IOException {
        try {
            FileStatus[] found = files.listStatus(folder);
            return found == null ? new FileStatus[0] : found;
        } catch (FileNotFoundException e) {
            return new FileStatus[0];
        }
    }
}
