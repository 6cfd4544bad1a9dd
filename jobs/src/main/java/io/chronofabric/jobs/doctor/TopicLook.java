package io.chronofabric.jobs.doctor;

import io.chronofabric.jobs.config.KafkaOptions;
import io.chronofabric.jobs.config.Settings;
import io.chronofabric.jobs.kafka.KafkaFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Looks at topics one by one. For one thread. */
final class TopicLook {
    private static final String INPUT = "DOC402";
    private static final String OUTPUT = "DOC403";
    private static final String RULES = "DOC404";
    private static final String SIZE = "DOC406";
    private static final String COPIES = "DOC407";

    /** A letter of 256 KiB, its key and headers, in Base64, and what says where it came from. */
    private static final long LARGEST_LETTER = 600 * 1024;

    private static final Duration SHORT = Duration.ofHours(1);

    private final Admin admin;
    private final boolean makes;
    private final int brokers;
    private int partitionsOfInputs;

    /**
     * @param brokers how many there are
     */
    TopicLook(Admin admin, Settings settings, int brokers) {
        this.admin = admin;
        this.makes = settings.get(KafkaOptions.CREATE_TOPICS);
        this.brokers = brokers;
    }

    /** Partitions of all inputs that could be looked at. */
    int partitionsOfInputs() {
        return partitionsOfInputs;
    }

    /**
     * An input.
     *
     * @param own whether its records are in our own form, so that the job may make it
     * @param closest a name that may have been meant, as a sentence, or nothing
     */
    List<Finding> input(String name, boolean own, String closest)
            throws InterruptedException, TimeoutException {
        Seen seen = see(INPUT, "input " + name, name, own && makes, closest, AclOperation.READ);
        if (seen.topic().isEmpty()) {
            return seen.findings();
        }
        List<Finding> found = new ArrayList<>(seen.findings());
        int partitions = seen.topic().get().partitions().size();
        partitionsOfInputs += partitions;
        String subject = "input " + name;
        seen.value(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG)
                .filter("CreateTime"::equals)
                .ifPresent(
                        stamp ->
                                found.add(
                                        Finding.warning(
                                                INPUT,
                                                subject,
                                                "message.timestamp.type=CreateTime",
                                                "LogAppendTime: whether an event is dated too far"
                                                        + " ahead is judged by the record's time,"
                                                        + " and so a producer with a fast clock"
                                                        + " vouches for itself",
                                                alter(
                                                        name,
                                                        "message.timestamp.type=LogAppendTime"))));
        seen.value(TopicConfig.CLEANUP_POLICY_CONFIG)
                .filter(policy -> policy.contains("compact"))
                .ifPresent(
                        policy ->
                                found.add(
                                        Finding.problem(
                                                INPUT,
                                                subject,
                                                "cleanup.policy=" + policy,
                                                "delete: compaction keeps only the last event of a"
                                                        + " key, and what was not read yet is lost",
                                                alter(name, "cleanup.policy=delete"))));
        seen.value(TopicConfig.RETENTION_MS_CONFIG)
                .map(Long::parseLong)
                .filter(millis -> millis >= 0 && millis < SHORT.toMillis())
                .ifPresent(
                        millis ->
                                found.add(
                                        Finding.warning(
                                                INPUT,
                                                subject,
                                                "retention.ms=" + millis,
                                                "longer than any outage, at least 1 h: what is"
                                                        + " deleted before the job reads it is lost",
                                                alter(name, "retention.ms=604800000"))));
        return orFine(INPUT, subject, partitions + " partitions", found);
    }

    /**
     * An output.
     *
     * @param letters whether it takes dead letters
     */
    List<Finding> output(String name, boolean letters, String closest)
            throws InterruptedException, TimeoutException {
        String subject = "output " + name;
        Seen seen = see(OUTPUT, subject, name, makes, closest, AclOperation.WRITE);
        if (seen.topic().isEmpty()) {
            return seen.findings();
        }
        List<Finding> found = new ArrayList<>(seen.findings());
        Optional<Long> most = seen.value(TopicConfig.MAX_MESSAGE_BYTES_CONFIG).map(Long::parseLong);
        if (letters && most.isPresent() && most.get() < LARGEST_LETTER) {
            found.add(
                    Finding.problem(
                            SIZE,
                            subject,
                            "max.message.bytes=" + most.get(),
                            "at least "
                                    + LARGEST_LETTER
                                    + ": a dead letter holds up to 256 KiB of what could not be"
                                    + " read, and one that the brokers refuse stops the job",
                            alter(name, "max.message.bytes=1048588")));
        }
        seen.value(TopicConfig.CLEANUP_POLICY_CONFIG)
                .filter(policy -> letters && policy.contains("compact"))
                .ifPresent(
                        policy ->
                                found.add(
                                        Finding.warning(
                                                OUTPUT,
                                                subject,
                                                "cleanup.policy=" + policy,
                                                "delete: of what came to be a dead letter twice"
                                                        + " only the last would stay",
                                                alter(name, "cleanup.policy=delete"))));
        found.addAll(copies(subject, name, seen));
        return orFine(
                OUTPUT, subject, seen.topic().get().partitions().size() + " partitions", found);
    }

    /** The topic that brings changes of rules. */
    List<Finding> rules(String name) throws InterruptedException, TimeoutException {
        String subject = "rules' topic " + name;
        Seen seen = see(RULES, subject, name, makes, "", AclOperation.READ);
        if (seen.topic().isEmpty()) {
            return seen.findings();
        }
        List<Finding> found = new ArrayList<>(seen.findings());
        int partitions = seen.topic().get().partitions().size();
        if (partitions != 1) {
            found.add(
                    Finding.problem(
                            RULES,
                            subject,
                            partitions + " partitions",
                            "1: changes of rules have one order",
                            "Name another topic by rules.topic; the job makes it as it should"
                                    + " be."));
        }
        seen.value(TopicConfig.CLEANUP_POLICY_CONFIG)
                .filter(policy -> !policy.equals("compact"))
                .ifPresent(
                        policy ->
                                found.add(
                                        Finding.problem(
                                                RULES,
                                                subject,
                                                "cleanup.policy=" + policy,
                                                "compact: else rules are forgotten",
                                                alter(name, "cleanup.policy=compact"))));
        return orFine(RULES, subject, "1 partition, compacted", found);
    }

    private List<Finding> copies(String subject, String name, Seen seen) {
        List<TopicPartitionInfo> partitions = seen.topic().orElseThrow().partitions();
        int copies = partitions.stream().mapToInt(p -> p.replicas().size()).min().orElse(0);
        int inSync = partitions.stream().mapToInt(p -> p.isr().size()).min().orElse(0);
        int least =
                seen.value(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG)
                        .map(Integer::parseInt)
                        .orElse(1);
        String found = copies + " copies, min.insync.replicas=" + least;
        if (least > copies) {
            return List.of(
                    Finding.problem(
                            COPIES,
                            subject,
                            found,
                            "at most as many in sync as there are copies: nothing can be written"
                                    + " with acks=all, as the job does",
                            alter(name, "min.insync.replicas=" + Math.max(1, copies - 1))));
        }
        if (inSync < least) {
            return List.of(
                    Finding.problem(
                            COPIES,
                            subject,
                            found + ", only " + inSync + " in sync",
                            "at least " + least + " in sync: nothing can be written until then",
                            "Bring the brokers back that are away."));
        }
        if (copies == 1 && brokers > 1) {
            return List.of(
                    Finding.warning(
                            COPIES,
                            subject,
                            found,
                            "several copies: with the broker that has the only one goes the topic",
                            "Reassign it with three copies, or set kafka.create.replication=3"
                                    + " before it is made."));
        }
        if (copies > 1 && least == copies) {
            return List.of(
                    Finding.warning(
                            COPIES,
                            subject,
                            found,
                            "fewer in sync than copies: the first broker that is away stops the job",
                            alter(name, "min.insync.replicas=" + (copies - 1))));
        }
        return List.of();
    }

    private Seen see(
            String code,
            String subject,
            String name,
            boolean willBeMade,
            String closest,
            AclOperation needed)
            throws InterruptedException, TimeoutException {
        TopicDescription topic;
        try {
            topic =
                    KafkaLook.get(
                            admin.describeTopics(
                                            List.of(name),
                                            new DescribeTopicsOptions()
                                                    .includeAuthorizedOperations(true))
                                    .topicNameValues()
                                    .get(name));
        } catch (ExecutionException e) {
            return Seen.nothing(unseen(code, subject, name, willBeMade, closest, needed, e));
        }
        List<Finding> found = new ArrayList<>();
        Set<AclOperation> allowed = topic.authorizedOperations();
        if (allowed != null && !allowed.isEmpty() && !allowed.contains(needed)) {
            found.add(forbidden(code, subject, name, needed));
        }
        List<Integer> leaderless =
                topic.partitions().stream()
                        .filter(p -> p.leader() == null || p.leader().isEmpty())
                        .map(TopicPartitionInfo::partition)
                        .toList();
        if (!leaderless.isEmpty()) {
            found.add(
                    Finding.problem(
                            code,
                            subject,
                            "no leader for partitions " + leaderless,
                            "a leader for each: nobody can read or write them",
                            "Bring the brokers back that are away."));
        }
        Optional<Config> config = Optional.empty();
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, name);
        try {
            config =
                    Optional.ofNullable(
                            KafkaLook.get(
                                    admin.describeConfigs(List.of(resource))
                                            .values()
                                            .get(resource)));
        } catch (ExecutionException e) {
            found.add(
                    Finding.notChecked(
                            code,
                            subject,
                            "its settings are not shown: " + KafkaFailure.firstLine(e),
                            "Grant DescribeConfigs on topic " + name + " to have them looked at."));
        }
        return new Seen(found, Optional.of(topic), config);
    }

    private static Finding unseen(
            String code,
            String subject,
            String name,
            boolean willBeMade,
            String closest,
            AclOperation needed,
            ExecutionException failure) {
        if (KafkaFailure.find(failure, AuthorizationException.class) != null) {
            return forbidden(code, subject, name, needed);
        }
        if (KafkaFailure.find(failure, UnknownTopicOrPartitionException.class) == null) {
            return Finding.notChecked(
                    code, subject, KafkaFailure.firstLine(failure), "Run doctor again.");
        }
        return willBeMade
                ? Finding.fine(code, subject, "not there yet; the job makes it")
                : Finding.problem(
                        code,
                        subject,
                        "there is no such topic",
                        "a topic that exists: the job does not make this one",
                        closest + "Create it (kafka-topics.sh --create --topic " + name + ").");
    }

    private static Finding forbidden(
            String code, String subject, String name, AclOperation needed) {
        return Finding.problem(
                code,
                subject,
                "the brokers do not allow it: whether it is there cannot be told, or "
                        + word(needed)
                        + " is missing",
                word(needed) + " and Describe on the topic for the job's principal",
                "kafka-acls.sh --add --allow-principal User:... --operation "
                        + word(needed)
                        + " --operation Describe --topic "
                        + name
                        + ".");
    }

    private static String word(AclOperation operation) {
        return operation == AclOperation.READ ? "Read" : "Write";
    }

    private static String alter(String name, String setting) {
        return "kafka-configs.sh --alter --entity-type topics --entity-name "
                + name
                + " --add-config "
                + setting
                + ".";
    }

    private static List<Finding> orFine(
            String code, String subject, String fine, List<Finding> found) {
        return found.isEmpty() ? List.of(Finding.fine(code, subject, fine)) : found;
    }

    /**
     * What could be seen of a topic.
     *
     * @param findings what is wrong already
     * @param topic empty where it is not there or not shown
     * @param config empty where it is not shown
     */
    private record Seen(
            List<Finding> findings, Optional<TopicDescription> topic, Optional<Config> config) {
        static Seen nothing(Finding why) {
            return new Seen(List.of(why), Optional.empty(), Optional.empty());
        }

        Optional<String> value(String name) {
            return config.map(all -> all.get(name)).map(ConfigEntry::value);
        }
    }
}
