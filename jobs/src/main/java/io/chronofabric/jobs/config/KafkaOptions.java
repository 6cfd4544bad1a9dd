package io.chronofabric.jobs.config;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The settings of input and output on Kafka; a part of {@link Options#ALL}. */
public final class KafkaOptions {
    /** The brokers. */
    public static final Option<String> BOOTSTRAP =
            Option.withoutDefault(
                    "kafka.bootstrap",
                    ValueType.text("host:port, several with , between"),
                    "Brokers to begin with. Setting it makes the job read from and write to Kafka.");

    /** What to read. */
    public static final Option<List<String>> INPUT_TOPICS =
            Option.of(
                    "kafka.input.topics",
                    ValueType.texts("names of topics, with ; between"),
                    List.of("chronofabric.signals"),
                    "Topics whose records are signals in ChronoFabric's own JSON form. Where mapping"
                            + " files are given and this is not, only the mapped topics are read.");

    /** How other records are read. */
    public static final Option<List<String>> MAPPING_FILES =
            Option.withoutDefault(
                    "kafka.mapping.files",
                    ValueType.texts("paths of mapping documents, with ; between"),
                    "Mapping documents: topics with records of other forms, and where in them time,"
                            + " entity and signals are. These topics are read beside the input"
                            + " topics and must exist.");

    /** The consumer group. */
    public static final Option<String> GROUP =
            Option.of(
                    "kafka.group",
                    ValueType.text("a name"),
                    "chronofabric",
                    "Consumer group whose offsets are committed with each checkpoint, for a start"
                            + " without state and for lag monitors.");

    /** Where to begin. */
    public static final Option<TopicPosition> FROM =
            Option.of(
                    "kafka.from",
                    ValueType.position(
                            TopicPosition.Place.COMMITTED,
                            TopicPosition.Place.EARLIEST,
                            TopicPosition.Place.LATEST),
                    TopicPosition.of(TopicPosition.Place.COMMITTED),
                    "Where reading begins, if the job does not start from a checkpoint or savepoint."
                            + " committed: where the group has come to, else at the first record.");

    /** Where to end. */
    public static final Option<TopicPosition> UNTIL =
            Option.withoutDefault(
                    "kafka.until",
                    ValueType.position(TopicPosition.Place.LATEST),
                    "Where reading ends. latest: at the end that the topics have when the job"
                            + " starts. The end of input answers everything that is still open."
                            + " Without it the job runs until it is stopped.");

    /** How long the watermark waits. */
    public static final Option<Duration> OUT_OF_ORDERNESS =
            Option.of(
                    "kafka.out-of-orderness",
                    ValueType.duration(Duration.ZERO),
                    Duration.ofMillis(200),
                    "How long answers wait for events of a partition that come out of order. What"
                            + " comes later corrects, within the lateness of the rules.");

    /** When a partition no longer holds the others back. */
    public static final Option<Duration> IDLE_AFTER =
            Option.of(
                    "kafka.idle-after",
                    ValueType.duration(Duration.ofMillis(100)),
                    Duration.ofSeconds(10),
                    "A partition without a usable record for this long no longer holds back the"
                            + " answers of the others.");

    /** How far partitions may run apart. */
    public static final Option<Duration> ALIGNMENT =
            Option.of(
                    "kafka.alignment.max-drift",
                    ValueType.duration(Duration.ZERO),
                    Duration.ofSeconds(30),
                    "How far in event time a partition may be ahead of the slowest one before it is"
                            + " paused, which bounds what is kept while catching up. 0s: never.");

    /** Where verdicts go. */
    public static final Option<String> VERDICTS_TOPIC =
            topic("kafka.verdicts.topic", "chronofabric.verdicts", "verdicts");

    /** Where decisions go. */
    public static final Option<String> DECISIONS_TOPIC =
            topic("kafka.decisions.topic", "chronofabric.decisions", "alerts and their clearing");

    /** Where dead letters go. */
    public static final Option<String> DEAD_LETTERS_TOPIC =
            topic("kafka.dead-letters.topic", "chronofabric.dead-letters", "dead letters");

    /** What the verdicts' sink promises. */
    public static final Option<Delivery> VERDICTS_DELIVERY =
            delivery("kafka.verdicts.delivery", "Verdicts");

    /** What the decisions' sink promises. */
    public static final Option<Delivery> DECISIONS_DELIVERY =
            delivery("kafka.decisions.delivery", "Alerts and their clearing");

    /** What the dead letters' sink promises. */
    public static final Option<Delivery> DEAD_LETTERS_DELIVERY =
            delivery("kafka.dead-letters.delivery", "Dead letters");

    /** How long a transaction may stay open. */
    public static final Option<Duration> TRANSACTION_TIMEOUT =
            Option.of(
                    "kafka.transaction.timeout",
                    ValueType.duration(Duration.ofSeconds(1)),
                    Duration.ofMinutes(15),
                    "How long the brokers keep an open transaction of an exactly-once sink. Has to"
                            + " be longer than a checkpoint and the longest outage together, and not"
                            + " above the brokers' transaction.max.timeout.ms.");

    /** What the names of transactions begin with. */
    public static final Option<String> TRANSACTION_PREFIX =
            Option.of(
                    "kafka.transaction.id-prefix",
                    ValueType.text("a name"),
                    "chronofabric",
                    "What the transactional ids of exactly-once sinks begin with. Each running job"
                            + " needs one of its own, and keeps it over restarts.");

    /** What to do about a lost transaction. */
    public static final Option<OnLoss> TRANSACTION_ON_LOSS =
            Option.of(
                    "kafka.transaction.on-loss",
                    ValueType.word(OnLoss.class),
                    OnLoss.FAIL,
                    "What to do when a transaction that a checkpoint counts on is gone, because the"
                            + " brokers gave it up after its time-out: fail stops the job for good"
                            + " with the cause, accept goes on without its records and logs an error.");

    /** Whether topics are made. */
    public static final Option<Boolean> CREATE_TOPICS =
            Option.of(
                    "kafka.create-topics",
                    ValueType.flag(),
                    true,
                    "Whether output topics and input topics in the own form are created where they"
                            + " are absent.");

    /** Partitions of a created topic. */
    public static final Option<Integer> CREATE_PARTITIONS =
            Option.of(
                    "kafka.create.partitions",
                    ValueType.wholeNumber(1, 1_024),
                    4,
                    "Partitions of a topic that the job creates.");

    /** Copies of a created topic. */
    public static final Option<Integer> CREATE_REPLICATION =
            Option.withoutDefault(
                    "kafka.create.replication",
                    ValueType.wholeNumber(1, 100),
                    "Copies of a topic that the job creates. Without it the brokers' default.");

    /** Anything else. */
    public static final Option<Map<String, String>> PROPERTIES =
            Option.withoutDefault(
                    "kafka.properties",
                    ValueType.group("any text"),
                    "A property of Kafka's clients, such as security.protocol, for all of them that"
                            + " know it. Secrets belong in files or variables and are named here:"
                            + " ${env:NAME}, ${file:/path/of.properties:key} or ${dir:/folder:file}.");

    /** How far ahead of its arrival an event may be. */
    public static final Option<Duration> MAX_AHEAD =
            Option.of(
                    "ingest.max-ahead",
                    ValueType.duration(Duration.ZERO),
                    Duration.ofMillis(500),
                    "An event dated further ahead of the time at which its record was appended than"
                            + " this becomes a dead letter: one fast clock must not drag all others"
                            + " along.");

    /** The oldest time an event may have. */
    public static final Option<Instant> EARLIEST =
            Option.of(
                    "ingest.earliest",
                    ValueType.instant(),
                    Instant.parse("2000-01-01T00:00:00Z"),
                    "An event dated before this becomes a dead letter: its time is missing or in"
                            + " another unit.");

    /** How many dead letters are too many. */
    public static final Option<Double> FAIL_AFTER_RATIO =
            Option.of(
                    "dead-letters.fail-after-ratio",
                    ValueType.number(0, 1),
                    0.9,
                    "The job stops for good where more than this share of a source task's last records"
                            + " could not be read: the input is not what it should be. 1: never.");

    /** Over how many records that is judged. */
    public static final Option<Integer> FAIL_AFTER_RECORDS =
            Option.of(
                    "dead-letters.fail-after-records",
                    ValueType.wholeNumber(1, 1 << 24),
                    1_000,
                    "Over how many records dead-letters.fail-after-ratio is judged, in each source"
                            + " task.");

    /** All of them, in the order of the documentation. */
    static final List<Option<?>> ALL =
            List.of(
                    BOOTSTRAP,
                    INPUT_TOPICS,
                    MAPPING_FILES,
                    GROUP,
                    FROM,
                    UNTIL,
                    OUT_OF_ORDERNESS,
                    IDLE_AFTER,
                    ALIGNMENT,
                    VERDICTS_TOPIC,
                    VERDICTS_DELIVERY,
                    DECISIONS_TOPIC,
                    DECISIONS_DELIVERY,
                    DEAD_LETTERS_TOPIC,
                    DEAD_LETTERS_DELIVERY,
                    TRANSACTION_TIMEOUT,
                    TRANSACTION_PREFIX,
                    TRANSACTION_ON_LOSS,
                    CREATE_TOPICS,
                    CREATE_PARTITIONS,
                    CREATE_REPLICATION,
                    PROPERTIES,
                    MAX_AHEAD,
                    EARLIEST,
                    FAIL_AFTER_RATIO,
                    FAIL_AFTER_RECORDS);

    private KafkaOptions() {}

    /** What to do about a transaction that the brokers gave up. */
    public enum OnLoss {
        /** Stop for good. */
        FAIL,
        /** Go on without its records. */
        ACCEPT
    }

    private static Option<String> topic(String key, String name, String what) {
        return Option.of(
                key,
                ValueType.text("the name of a topic"),
                name,
                "Topic that takes the " + what + ".");
    }

    private static Option<Delivery> delivery(String key, String what) {
        return Option.of(
                key,
                ValueType.word(Delivery.class),
                Delivery.AT_LEAST_ONCE,
                what
                        + " at once, and after a failure perhaps again with the same id; or exactly"
                        + " once, at the next checkpoint, for readers with"
                        + " isolation.level=read_committed.");
    }
}
