package io.chronofabric.jobs.doctor;

import io.chronofabric.jobs.config.Options;
import io.chronofabric.jobs.config.SettingsLoader;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.execution.CheckpointingMode;

/**
 * Whether what the job knows survives: checkpoints, state and restarts in Flink's configuration.
 */
final class FlinkState {
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final int FEW_ATTEMPTS = 3;

    private final FlinkFile file;
    private final Optional<String> directory;
    private final boolean ownInterval;

    /**
     * @param loader the job's settings, which may give a folder and an interval of their own
     */
    FlinkState(FlinkFile file, SettingsLoader loader) {
        this.file = file;
        this.directory = loader.peek(Options.CHECKPOINT_DIRECTORY);
        this.ownInterval = loader.peek(Options.CHECKPOINT_INTERVAL).isPresent();
    }

    List<Check> checks() {
        return List.of(
                new FlinkCheck("DOC202", "checkpoints", file, this::checkpoints),
                new FlinkCheck("DOC203", "checkpoint folder", file, this::folder),
                new FlinkCheck("DOC204", "state backend", file, this::backend),
                new FlinkCheck("DOC205", "generic types", file, this::genericTypes),
                new FlinkCheck("DOC206", "restarts", file, this::restarts),
                new FlinkCheck("DOC207", "savepoint folder", file, this::savepoints));
    }

    private Finding checkpoints(FlinkFile flink) {
        Configuration conf = flink.configuration();
        String key = CheckpointingOptions.CHECKPOINTING_INTERVAL.key();
        String needed =
                "checkpoints: without them a failure loses all state, exactly-once outputs commit"
                        + " nothing, and nothing of the input counts as read";
        String fix = "Set " + key + ": 10s.";
        Optional<Duration> interval = conf.getOptional(CheckpointingOptions.CHECKPOINTING_INTERVAL);
        if (interval.isEmpty() && !ownInterval) {
            return problem(
                    "DOC202",
                    flink.shown(CheckpointingOptions.CHECKPOINTING_INTERVAL),
                    needed,
                    fix);
        }
        if (interval.isPresent() && (interval.get().isZero() || interval.get().isNegative())) {
            return problem(
                    "DOC202",
                    flink.shown(CheckpointingOptions.CHECKPOINTING_INTERVAL),
                    needed,
                    fix);
        }
        if (conf.get(CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE)
                != CheckpointingMode.EXACTLY_ONCE) {
            return problem(
                    "DOC202",
                    flink.shown(CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE),
                    "EXACTLY_ONCE: else a restart counts events twice",
                    "Set "
                            + CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE.key()
                            + ": EXACTLY_ONCE.");
        }
        if (interval.isPresent() && interval.get().compareTo(LONG) > 0) {
            return warning(
                    "DOC202",
                    flink.shown(CheckpointingOptions.CHECKPOINTING_INTERVAL),
                    "minutes at most: after a failure everything since the last is read again, and"
                            + " exactly-once outputs wait for the next",
                    fix);
        }
        return fine(
                "DOC202",
                interval.map(value -> "every " + value.toMillis() + " ms")
                        .orElse("as checkpoint.interval says"));
    }

    private Finding folder(FlinkFile flink) {
        String key = CheckpointingOptions.CHECKPOINTS_DIRECTORY.key();
        Optional<String> there =
                directory.or(
                        () ->
                                flink.configuration()
                                        .getOptional(CheckpointingOptions.CHECKPOINTS_DIRECTORY));
        if (there.isEmpty()) {
            return warning(
                    "DOC203",
                    key + " and checkpoint.directory are not set",
                    "a folder that every JobManager and TaskManager sees: else checkpoints stay in"
                            + " the JobManager's memory, at most 5 MB a state, and are lost with it",
                    "Set -D checkpoint.directory=... for the job, or " + key + ".");
        }
        return fine("DOC203", there.get());
    }

    private Finding savepoints(FlinkFile flink) {
        Optional<String> there =
                flink.configuration().getOptional(CheckpointingOptions.SAVEPOINT_DIRECTORY);
        if (there.isPresent() && there.get().matches("(file:/*)?/(tmp|var/tmp)(/.*)?")) {
            return warning(
                    "DOC207",
                    flink.shown(CheckpointingOptions.SAVEPOINT_DIRECTORY),
                    "a folder that outlives the host: what is in /tmp goes at the next start, and"
                            + " other hosts do not see it",
                    "Name shared storage, such as s3://bucket/savepoints.");
        }
        return fine("DOC207", there.orElse("none; stop and savepoint have to name one"));
    }

    private Finding backend(FlinkFile flink) {
        Configuration conf = flink.configuration();
        String name = conf.get(StateBackendOptions.STATE_BACKEND).toLowerCase(Locale.ROOT);
        if (name.equals("rocksdb")) {
            boolean none =
                    conf.getOptional(TaskManagerOptions.MANAGED_MEMORY_SIZE)
                                    .map(size -> size.getBytes() == 0)
                                    .orElse(false)
                            || conf.get(TaskManagerOptions.MANAGED_MEMORY_FRACTION) == 0;
            if (none) {
                return problem(
                        "DOC204",
                        "rocksdb, and no managed memory for it",
                        "managed memory: RocksDB's cache and write buffers lie there",
                        "Set "
                                + TaskManagerOptions.MANAGED_MEMORY_FRACTION.key()
                                + ": 0.4, and no "
                                + TaskManagerOptions.MANAGED_MEMORY_SIZE.key()
                                + ".");
            }
            return fine("DOC204", "rocksdb");
        }
        if (name.equals("hashmap")) {
            return fine("DOC204", "hashmap");
        }
        return problem(
                "DOC204",
                flink.shown(StateBackendOptions.STATE_BACKEND),
                "hashmap or rocksdb: savepoints of others cannot be read by another",
                "Set " + StateBackendOptions.STATE_BACKEND.key() + ": hashmap, or rocksdb.");
    }

    private Finding genericTypes(FlinkFile flink) {
        if (flink.configuration().get(PipelineOptions.GENERIC_TYPES)) {
            return problem(
                    "DOC205",
                    flink.shown(PipelineOptions.GENERIC_TYPES),
                    "false: a type that falls to Kryo must fail when the job is built, not when its"
                            + " state can't be read back",
                    "Set " + PipelineOptions.GENERIC_TYPES.key() + ": false.");
        }
        return fine("DOC205", "refused");
    }

    private Finding restarts(FlinkFile flink) {
        Configuration conf = flink.configuration();
        String key = RestartStrategyOptions.RESTART_STRATEGY.key();
        String name =
                conf.getOptional(RestartStrategyOptions.RESTART_STRATEGY)
                        .orElse("exponential-delay");
        String fix = "Set " + key + ": exponential-delay.";
        switch (name.toLowerCase(Locale.ROOT)) {
            case "none", "off", "disable":
                return warning(
                        "DOC206",
                        flink.shown(RestartStrategyOptions.RESTART_STRATEGY),
                        "restarts: the first lost TaskManager ends the job for good. For a trial"
                                + " that is what one wants",
                        fix);
            case "fixed-delay", "fixeddelay":
                int attempts =
                        conf.get(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS);
                if (attempts <= FEW_ATTEMPTS) {
                    return warning(
                            "DOC206",
                            "fixed-delay with " + attempts + " attempts",
                            "more: they are never given back, so that the job ends at the "
                                    + (attempts + 1)
                                    + ". failure of its life",
                            fix);
                }
                return fine("DOC206", name + ", " + attempts + " attempts");
            default:
                return fine("DOC206", name);
        }
    }

    private Finding problem(String code, String found, String needed, String fix) {
        return Finding.problem(code, subject(code), found, needed, fix);
    }

    private Finding warning(String code, String found, String needed, String fix) {
        return Finding.warning(code, subject(code), found, needed, fix);
    }

    private Finding fine(String code, String found) {
        return Finding.fine(code, subject(code), found);
    }

    private String subject(String code) {
        return checks().stream()
                .filter(check -> check.code().equals(code))
                .map(Check::subject)
                .findFirst()
                .orElseThrow();
    }
}
