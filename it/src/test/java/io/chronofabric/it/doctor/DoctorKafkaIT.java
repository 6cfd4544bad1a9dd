package io.chronofabric.it.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.chronofabric.it.broker.LocalBroker;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Topics and brokers as they should be, and with one thing spoilt each. */
class DoctorKafkaIT {
    private static final long PATIENCE_SECONDS = 60;
    private static final Map<String, String> STAMPED =
            Map.of("message.timestamp.type", "LogAppendTime");

    private static LocalBroker broker;
    private static Admin admin;

    @BeforeAll
    static void start() throws Exception {
        broker =
                LocalBroker.start(
                        Map.of(
                                "transaction.max.timeout.ms", "60000",
                                "authorizer.class.name",
                                        "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                                "allow.everyone.if.no.acl.found", "true"));
        Properties properties = new Properties();
        properties.setProperty("bootstrap.servers", broker.bootstrap());
        admin = Admin.create(properties);
    }

    @AfterAll
    static void stop() throws Exception {
        if (admin != null) {
            admin.close();
        }
        if (broker != null) {
            broker.close();
        }
    }

    @Test
    void topicsAsTheyShouldBeHaveNothingToMend() throws Exception {
        Lane lane = new Lane("healthy").make();
        lane.make("healthy.rules", 1, Map.of("cleanup.policy", "compact"));
        lane.doctor(
                        "-D",
                        "kafka.verdicts.delivery=exactly-once",
                        "-D",
                        "kafka.transaction.timeout=60s",
                        "-D",
                        "checkpoint.interval=1s",
                        "-D",
                        "rules.topic=healthy.rules",
                        // The time-out of checkpoints is ten minutes unless Flink is told
                        // otherwise.
                        "--skip",
                        "DOC304")
                .findsNothing();
    }

    @Test
    void nothingIsMadeByLooking() throws Exception {
        Lane lane = new Lane("absent");
        Said said = lane.doctor();
        said.findsNothing();
        assertThat(said.under("DOC402")).contains("absent.signals: not there yet");
        assertThat(admin.listTopics().names().get(PATIENCE_SECONDS, TimeUnit.SECONDS))
                .noneMatch(name -> name.startsWith("absent."));
    }

    @Test
    void anAbsentTopicThatNobodyMakesIsFound() throws Exception {
        Lane lane = new Lane("nobody");
        lane.make("nobody.signal", 1, STAMPED);
        lane.doctor("-D", "kafka.create-topics=false")
                .hasProblem(
                        "DOC402",
                        "nobody.signals: there is no such topic",
                        "Did you mean nobody.signal?");
    }

    @Test
    void aRightThatIsMissingIsToldFromATopicThatIs() throws Exception {
        Lane lane = new Lane("denied").make();
        deny(ResourceType.TOPIC, "denied.signals", AclOperation.DESCRIBE);
        deny(ResourceType.TOPIC, "denied.verdicts", AclOperation.WRITE);
        Said said = lane.doctor("-D", "kafka.create-topics=false");
        said.hasProblem(
                "DOC402", "denied.signals: the brokers do not allow it", "--operation Read");
        said.hasProblem(
                "DOC403", "denied.verdicts: the brokers do not allow it", "--operation Write");
        assertThat(said.out()).doesNotContain("no such topic");
    }

    @Test
    void aGroupThatIsNotAllowedIsFound() throws Exception {
        Lane lane = new Lane("grouped").make();
        deny(ResourceType.GROUP, "grouped", AclOperation.ALL);
        lane.doctor().hasProblem("DOC408", "grouped", "Grant Read on group grouped");
    }

    @Test
    void aTransactionTimeoutBeyondTheBrokersIsFound() throws Exception {
        new Lane("long")
                .make()
                .doctor(
                        "-D",
                        "kafka.verdicts.delivery=exactly-once",
                        "-D",
                        "kafka.transaction.timeout=20min")
                .hasProblem(
                        "DOC405",
                        "kafka.transaction.timeout is 1200000 ms",
                        "kafka.transaction.timeout=60000ms");
    }

    @Test
    void aTransactionTimeoutThatCheckpointsOutlastIsFound() throws Exception {
        new Lane("short")
                .make()
                .doctor(
                        "-D",
                        "kafka.verdicts.delivery=exactly-once",
                        "-D",
                        "kafka.transaction.timeout=5s")
                .hasProblem("DOC304", "CFG040", "shorter checkpoint.interval");
    }

    @Test
    void anInputThatIsCompactedIsFound() throws Exception {
        Lane lane = new Lane("compacted").make();
        lane.make(
                "compacted.more",
                1,
                Map.of("message.timestamp.type", "LogAppendTime", "cleanup.policy", "compact"));
        lane.doctor("-D", "kafka.input.topics=compacted.more")
                .hasProblem("DOC402", "cleanup.policy=compact", "cleanup.policy=delete");
    }

    @Test
    void producersTimesAndAShortRetentionAreWarnedOf() throws Exception {
        Lane lane = new Lane("stamps").make();
        lane.make("stamps.more", 1, Map.of("retention.ms", "60000"));
        Said said = lane.doctor("-D", "kafka.input.topics=stamps.more");
        assertThat(said.code()).as(said.out()).isZero();
        said.hasWarning("DOC402", "CreateTime", "message.timestamp.type=LogAppendTime");
        said.hasWarning("DOC402", "retention.ms=60000", "retention.ms=604800000");
    }

    @Test
    void deadLettersThatDoNotFitAreFound() throws Exception {
        Lane lane = new Lane("small").make();
        lane.make("small.letters", 1, Map.of("max.message.bytes", "100000"));
        lane.doctor("-D", "kafka.dead-letters.topic=small.letters")
                .hasProblem("DOC406", "max.message.bytes=100000", "max.message.bytes=1048588");
    }

    @Test
    void anOutputThatNothingCanBeWrittenToIsFound() throws Exception {
        Lane lane = new Lane("copies").make();
        lane.make("copies.more", 1, Map.of("min.insync.replicas", "2"));
        lane.doctor("-D", "kafka.verdicts.topic=copies.more")
                .hasProblem("DOC407", "min.insync.replicas=2", "min.insync.replicas=1");
    }

    @Test
    void aTopicOfRulesThatIsNoneIsFound() throws Exception {
        Lane lane = new Lane("ruled").make();
        lane.make("ruled.rules", 3, Map.of());
        Said said = lane.doctor("-D", "rules.topic=ruled.rules");
        said.hasProblem("DOC404", "3 partitions", "Name another topic");
        said.hasProblem("DOC404", "cleanup.policy=delete", "cleanup.policy=compact");
    }

    private static void deny(ResourceType type, String name, AclOperation operation)
            throws Exception {
        admin.createAcls(
                        List.of(
                                new AclBinding(
                                        new ResourcePattern(type, name, PatternType.LITERAL),
                                        new AccessControlEntry(
                                                "User:ANONYMOUS",
                                                "*",
                                                operation,
                                                AclPermissionType.DENY)),
                                // An ACL on a topic ends that everyone may all else with it.
                                new AclBinding(
                                        new ResourcePattern(type, name, PatternType.LITERAL),
                                        new AccessControlEntry(
                                                "User:ANONYMOUS",
                                                "*",
                                                AclOperation.ALL,
                                                AclPermissionType.ALLOW))))
                .all()
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /**
     * The topics of one test.
     *
     * @param name what their names begin with
     */
    private record Lane(String name) {
        Lane make() throws Exception {
            make(name + ".signals", 2, STAMPED);
            for (String output : List.of("verdicts", "decisions", "dead-letters")) {
                make(name + "." + output, 2, Map.of());
            }
            return this;
        }

        void make(String topic, int partitions, Map<String, String> settings) throws Exception {
            admin.createTopics(
                            List.of(
                                    new NewTopic(topic, Optional.of(partitions), Optional.empty())
                                            .configs(settings)))
                    .all()
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }

        Said doctor(String... more) {
            Map<String, String> settings = new TreeMap<>();
            settings.put("kafka.input.topics", name + ".signals");
            settings.put("kafka.verdicts.topic", name + ".verdicts");
            settings.put("kafka.decisions.topic", name + ".decisions");
            settings.put("kafka.dead-letters.topic", name + ".dead-letters");
            settings.put("kafka.group", name);
            List<String> arguments = new ArrayList<>(List.of("--bootstrap", broker.bootstrap()));
            settings.forEach((key, value) -> arguments.addAll(List.of("-D", key + "=" + value)));
            arguments.addAll(List.of(more));
            return Said.by(arguments.toArray(String[]::new));
        }
    }
}
