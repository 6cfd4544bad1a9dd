package io.chronofabric.jobs.kafka;

import io.chronofabric.core.DidYouMean;
import io.chronofabric.core.Problem;
import io.chronofabric.jobs.config.Delivery;
import io.chronofabric.jobs.config.KafkaOptions;
import io.chronofabric.jobs.config.Option;
import io.chronofabric.jobs.config.Settings;
import io.chronofabric.state.model.TopicMapping;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.internals.Topic;

/**
 * The topics that a job reads and writes. Looks at them before the job starts: makes those that are
 * absent and ours to make, and finds what would fail or lose records later.
 *
 * @param own input topics with records in our own form
 * @param mapped input topics with records of other forms
 * @param outputs topics written to
 */
public record TopicPlan(List<String> own, List<String> mapped, List<String> outputs) {
    /** What is promised of each output. */
    static final List<Option<Delivery>> DELIVERIES =
            List.of(
                    KafkaOptions.VERDICTS_DELIVERY,
                    KafkaOptions.DECISIONS_DELIVERY,
                    KafkaOptions.DEAD_LETTERS_DELIVERY);

    /** Partitions that a derived time can tell apart. */
    private static final int MAX_PARTITIONS_OF_DERIVED_TIME = 1_024;

    /**
     * What settings and mappings ask for.
     *
     * @param settings with brokers
     * @param mappings of other topics; may be empty
     */
    public static TopicPlan of(Settings settings, List<TopicMapping> mappings) {
        boolean ownToo = mappings.isEmpty() || settings.isGiven(KafkaOptions.INPUT_TOPICS);
        return new TopicPlan(
                ownToo ? settings.get(KafkaOptions.INPUT_TOPICS) : List.of(),
                mappings.stream().flatMap(mapping -> mapping.topics().stream()).toList(),
                List.of(
                        settings.get(KafkaOptions.VERDICTS_TOPIC),
                        settings.get(KafkaOptions.DECISIONS_TOPIC),
                        settings.get(KafkaOptions.DEAD_LETTERS_TOPIC)));
    }

    /** All input topics. */
    public List<String> inputs() {
        return Stream.concat(own.stream(), mapped.stream()).distinct().toList();
    }

    /** What can be said without asking the brokers. */
    public List<Problem> check() {
        List<Problem> problems = new ArrayList<>();
        Stream.concat(inputs().stream(), outputs.stream())
                .distinct()
                .forEach(name -> checkName(name, problems));
        for (String both : inputs()) {
            if (outputs.contains(both)) {
                problems.add(
                        error(
                                "CFG031",
                                both,
                                "is read and written by the same job (expected: one of the two)",
                                "name another topic for one of them"));
            }
        }
        for (String both : own) {
            if (mapped.contains(both)) {
                problems.add(
                        error(
                                "CFG032",
                                both,
                                "is in kafka.input.topics and in a mapping (expected: one of the"
                                        + " two)",
                                "take it out of kafka.input.topics"));
            }
        }
        if (inputs().isEmpty()) {
            problems.add(
                    error(
                            "CFG005",
                            KafkaOptions.INPUT_TOPICS.key(),
                            "names no topic (expected: at least one)",
                            "leave it out for chronofabric.signals"));
        }
        return problems;
    }

    private static void checkName(String name, List<Problem> problems) {
        try {
            Topic.validate(name);
        } catch (InvalidTopicException e) {
            problems.add(
                    error(
                            "CFG033",
                            name,
                            "is no name of a topic: " + e.getMessage(),
                            "use letters, digits, dots, underscores and hyphens"));
        }
    }

    /**
     * Makes what is absent and may be made.
     *
     * @return what was done, a sentence each, and what is wrong
     */
    Prepared prepare(Brokers brokers, Settings settings) {
        List<String> done = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        TreeSet<String> present = brokers.topics();
        Set<String> ours = new LinkedHashSet<>(own);
        ours.addAll(outputs);
        List<String> absent = ours.stream().filter(name -> !present.contains(name)).toList();
        for (String name : mapped) {
            if (!present.contains(name)) {
                problems.add(
                        error(
                                "CFG034",
                                name,
                                "there is no such topic, and a mapped topic is not created",
                                DidYouMean.suggest(name, present)
                                        .map(close -> "did you mean " + close + "?")
                                        .orElse("create it, or mend the mapping")));
            }
        }
        if (!settings.get(KafkaOptions.CREATE_TOPICS)) {
            for (String name : absent) {
                problems.add(
                        error(
                                "CFG034",
                                name,
                                "there is no such topic",
                                DidYouMean.suggest(name, present)
                                        .map(close -> "did you mean " + close + "?")
                                        .orElse("create it, or set kafka.create-topics=true")));
            }
        } else if (problems.isEmpty()) {
            for (String name : absent) {
                done.add(create(brokers, name, settings));
            }
            if (!absent.isEmpty()) {
                brokers.awaitLeaders(absent);
            }
        }
        if (problems.isEmpty()) {
            checkInputs(brokers, present, problems);
            checkTransactions(brokers, settings, problems);
        }
        return new Prepared(done, problems);
    }

    private static String create(Brokers brokers, String name, Settings settings) {
        int partitions = settings.get(KafkaOptions.CREATE_PARTITIONS);
        Optional<Short> copies =
                settings.find(KafkaOptions.CREATE_REPLICATION).map(Integer::shortValue);
        brokers.create(
                new NewTopic(name, Optional.of(partitions), copies)
                        .configs(
                                Map.of(
                                        TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
                                        "LogAppendTime")));
        return "Created topic "
                + name
                + ": partitions "
                + partitions
                + ", timestamps of the brokers.";
    }

    private void checkInputs(Brokers brokers, Set<String> present, List<Problem> problems) {
        // What was made just now is as it should be, and not every broker knows of it yet.
        List<String> old = inputs().stream().filter(present::contains).toList();
        brokers.settings(old, TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG)
                .forEach(
                        (name, stamp) -> {
                            if (stamp.equals("CreateTime")) {
                                problems.add(
                                        Problem.warning(
                                                "CFG035",
                                                name,
                                                0,
                                                0,
                                                "its records carry the producers' time, so that a"
                                                        + " producer with a fast clock is not found"
                                                        + " out",
                                                "set message.timestamp.type=LogAppendTime on it"));
                            }
                        });
        if (mapped.isEmpty()) {
            return;
        }
        brokers.partitions(mapped)
                .forEach(
                        (name, partitions) -> {
                            if (partitions > MAX_PARTITIONS_OF_DERIVED_TIME) {
                                problems.add(
                                        error(
                                                "CFG036",
                                                name,
                                                partitions
                                                        + " partitions (expected: at most "
                                                        + MAX_PARTITIONS_OF_DERIVED_TIME
                                                        + " in a mapped topic)",
                                                "read a topic with fewer, or send events in the own"
                                                        + " form"));
                            }
                        });
    }

    private static void checkTransactions(
            Brokers brokers, Settings settings, List<Problem> problems) {
        boolean transactions =
                DELIVERIES.stream()
                        .anyMatch(option -> settings.get(option) == Delivery.EXACTLY_ONCE);
        if (!transactions) {
            return;
        }
        long timeout = settings.get(KafkaOptions.TRANSACTION_TIMEOUT).toMillis();
        OptionalLong longest = brokers.brokerSetting("transaction.max.timeout.ms");
        if (longest.isPresent() && timeout > longest.getAsLong()) {
            problems.add(
                    error(
                            "CFG037",
                            KafkaOptions.TRANSACTION_TIMEOUT.key(),
                            timeout
                                    + " ms is longer than the brokers allow (expected: at most "
                                    + longest.getAsLong()
                                    + " ms, their transaction.max.timeout.ms)",
                            "set a shorter one, or raise the brokers' limit"));
        }
        if (longest.isEmpty()) {
            problems.add(
                    Problem.warning(
                            "CFG038",
                            KafkaOptions.TRANSACTION_TIMEOUT.key(),
                            0,
                            0,
                            "could not be compared with the brokers' transaction.max.timeout.ms",
                            "allow DescribeConfigs on the cluster, or compare them yourself"));
        }
    }

    private static Problem error(String code, String source, String reason, String fix) {
        return Problem.error(code, source, 0, 0, reason, fix);
    }

    /**
     * What came of it.
     *
     * @param done sentences for the user
     * @param problems errors and warnings
     */
    public record Prepared(List<String> done, List<Problem> problems) {}
}
