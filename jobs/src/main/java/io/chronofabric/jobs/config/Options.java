package io.chronofabric.jobs.config;

import io.chronofabric.jobs.GovernanceSettings;
import io.chronofabric.state.flink.SampleStore;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** All settings there are. {@code docs/configuration.md} is held equal to this list by a test. */
public final class Options {
    /** The rule documents. */
    public static final Option<List<String>> RULES_FILES =
            Option.withoutDefault(
                    "rules.files",
                    ValueType.texts("paths of rule documents, with ; between"),
                    "The rule documents to enforce. The demo takes its shipped rules where none are"
                            + " given; a submitted job must be given some.");

    /** The recording to read. */
    public static final Option<String> REPLAY_PATH =
            Option.withoutDefault(
                    "replay.path",
                    ValueType.text("a path or URI of a CSV file, or of a folder of such files"),
                    "The recorded trace to judge: columns time (ISO-8601 or epoch milliseconds),"
                            + " node, entity, then one a signal; plain or gzip. Of a folder, every"
                            + " .csv and .csv.gz file is read.");

    /** The pace of a replay. */
    public static final Option<Speed> REPLAY_SPEED =
            Option.of(
                    "replay.speed",
                    ValueType.speed(),
                    Speed.MAX,
                    "How many seconds of the recording go by in one second.");

    /** Events kept for one entity. */
    public static final Option<Integer> GOVERNANCE_MAX_SAMPLES =
            Option.of(
                    "governance.max-samples-per-entity",
                    ValueType.wholeNumber(1, SampleStore.MAX_SAMPLES),
                    GovernanceSettings.DEFAULT_MAX_SAMPLES,
                    "Events that may be kept for one entity. Events beyond that become dead"
                            + " letters.");

    /** What a subtask may keep. */
    public static final Option<Long> STATE_BUDGET =
            Option.withoutDefault(
                    "state.budget",
                    ValueType.bytes(),
                    "State that a subtask of an operator that governs entities may keep. Beyond that,"
                            + " events of entities that it does not know yet become dead letters;"
                            + " those that it knows go on. chronofabric plan foretells it.");

    /** How many triggers of sequences may be open. */
    public static final Option<Integer> GOVERNANCE_MAX_OPEN =
            Option.of(
                    "governance.max-open-sequences",
                    ValueType.wholeNumber(1, GovernanceSettings.MOST_OPEN_SEQUENCES),
                    GovernanceSettings.DEFAULT_MAX_OPEN_SEQUENCES,
                    "Triggers that a rule on Flink CEP may have open for one entity. Moments from"
                            + " a trigger beyond that on stay unanswered until there is room.");

    /** Where a submitted job writes. */
    public static final Option<String> OUTPUT_DIRECTORY =
            Option.withoutDefault(
                    "output.directory",
                    ValueType.text("a path or URI of a folder"),
                    "Where a submitted job writes verdicts, decisions and dead letters as JSON"
                            + " lines, exactly once. Without it they go to the standard output of"
                            + " the task managers.");

    /** Distance of checkpoints. */
    public static final Option<Duration> CHECKPOINT_INTERVAL =
            Option.of(
                    "checkpoint.interval",
                    ValueType.duration(Duration.ofMillis(100)),
                    Duration.ofSeconds(10),
                    "Distance of checkpoints of a submitted job, where Flink's own"
                            + " execution.checkpointing.interval is not set. Files are complete"
                            + " only at a checkpoint.");

    /** Where checkpoints go. */
    public static final Option<String> CHECKPOINT_DIRECTORY =
            Option.withoutDefault(
                    "checkpoint.directory",
                    ValueType.text("a path or URI of a folder"),
                    "Folder of this job's checkpoints, of this job alone, that every JobManager and"
                            + " TaskManager can write to. Without it Flink's own"
                            + " execution.checkpointing.dir holds; chronofabric run takes a"
                            + " temporary folder.");

    /** What to start from. */
    public static final Option<Resume> CHECKPOINT_RESUME =
            Option.of(
                    "checkpoint.resume",
                    ValueType.word(Resume.class),
                    Resume.NONE,
                    "latest: a start takes up the newest complete checkpoint in"
                            + " checkpoint.directory, if there is one and Flink was given no other"
                            + " state to start from. For a JobManager that is restarted without"
                            + " high availability.");

    /** Slots of the ring that carries telemetry. */
    public static final Option<Integer> BUS_CAPACITY =
            Option.of(
                    "bus.capacity",
                    ValueType.wholeNumber(64, 1 << 24),
                    1 << 14,
                    "Events that the demo's bus holds for a reader that is behind, rounded up to a"
                            + " power of two. When it is full, the oldest is dropped and counted.");

    /** How far out of order the bus may be. */
    public static final Option<Duration> BUS_OUT_OF_ORDERNESS =
            Option.of(
                    "bus.out-of-orderness",
                    ValueType.duration(Duration.ZERO),
                    Duration.ofMillis(200),
                    "How long the watermark waits for events on the bus that come out of order. A"
                            + " recording waits for the longest lateness of its rules instead.");

    /** Who publishes the demo's telemetry. */
    public static final Option<PublisherPlace> DEMO_PUBLISHER =
            Option.of(
                    "demo.publisher",
                    ValueType.word(PublisherPlace.class),
                    PublisherPlace.INTERNAL,
                    "Where the demo's telemetry comes from: internal, a thread of the demo; external,"
                            + " what other processes publish on the bus telemetry of this host.");

    /** Where the driver is. */
    public static final Option<String> BUS_DIRECTORY =
            Option.withoutDefault(
                    "bus.directory",
                    ValueType.text("a path of a folder"),
                    "Folder of the bus's driver, for demo.publisher=external. Without it that of"
                            + " this user, in shared memory where there is some.");

    /** Distance of telemetry samples. */
    public static final Option<Duration> TELEMETRY_INTERVAL =
            Option.of(
                    "telemetry.interval",
                    ValueType.duration(Duration.ofMillis(100)),
                    Duration.ofSeconds(1),
                    "Distance of the demo's readings of this host, taken at multiples of it.");

    /** Whether each core is an entity. */
    public static final Option<Boolean> TELEMETRY_CORES =
            Option.of(
                    "telemetry.cores",
                    ValueType.flag(),
                    true,
                    "Whether each core is published as an entity of its own, HOST/core-N.");

    /** How long the demo runs. */
    public static final Option<Duration> DEMO_DURATION =
            Option.withoutDefault(
                    "demo.duration",
                    ValueType.duration(Duration.ofSeconds(1)),
                    "How long the demo runs. Without it, live telemetry runs until Ctrl-C and a"
                            + " replay to its end.");

    /** Distance of status lines. */
    public static final Option<Duration> STATUS_INTERVAL =
            Option.of(
                    "embedded.status-interval",
                    ValueType.duration(Duration.ofMillis(200)),
                    Duration.ofSeconds(5),
                    "Distance of the status lines of demo and run where the output is no terminal. On"
                            + " a terminal the status is redrawn each second.");

    /** Parallelism of the embedded job. */
    public static final Option<Integer> EMBEDDED_PARALLELISM =
            Option.of(
                    "embedded.parallelism",
                    ValueType.wholeNumber(1, 128),
                    2,
                    "Parallelism of the embedded Flink of demo and run.");

    /** First port of the web UI. */
    public static final Option<Integer> WEB_PORT =
            Option.of(
                    "web.port",
                    ValueType.wholeNumber(1, 65535),
                    8081,
                    "Port of the embedded Flink's web UI on the loopback address. If it is taken,"
                            + " the next free one of the hundred after it is used and printed.");

    /** Every option, in the order of the documentation. */
    public static final List<Option<?>> ALL =
            joined(
                    KafkaOptions.ALL,
                    REPLAY_PATH,
                    REPLAY_SPEED,
                    GOVERNANCE_MAX_SAMPLES,
                    GOVERNANCE_MAX_OPEN,
                    STATE_BUDGET,
                    OUTPUT_DIRECTORY,
                    CHECKPOINT_INTERVAL,
                    CHECKPOINT_DIRECTORY,
                    CHECKPOINT_RESUME,
                    DEMO_PUBLISHER,
                    BUS_DIRECTORY,
                    BUS_CAPACITY,
                    BUS_OUT_OF_ORDERNESS,
                    TELEMETRY_INTERVAL,
                    TELEMETRY_CORES,
                    DEMO_DURATION,
                    STATUS_INTERVAL,
                    EMBEDDED_PARALLELISM,
                    WEB_PORT);

    private Options() {}

    /** Rules and Kafka first, then the rest. */
    private static List<Option<?>> joined(List<Option<?>> kafka, Option<?>... others) {
        return Stream.concat(
                        Stream.of(List.of(RULES_FILES), RulesOptions.ALL, kafka)
                                .flatMap(List::stream),
                        Stream.of(others))
                .toList();
    }
}
