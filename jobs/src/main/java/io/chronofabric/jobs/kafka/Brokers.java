package io.chronofabric.jobs.kafka;

import io.chronofabric.core.ChronoFabricException;
import io.chronofabric.core.ErrorCode;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicExistsException;

/**
 * Questions to the brokers, each answered or failed within seconds and with one sentence. For one
 * thread.
 */
public final class Brokers implements AutoCloseable {
    private static final Duration LEADERS_WITHIN = Duration.ofSeconds(30);

    private final Admin admin;
    private final String bootstrap;

    private Brokers(Admin admin, String bootstrap) {
        this.admin = admin;
        this.bootstrap = bootstrap;
    }

    /**
     * Connects.
     *
     * @throws ChronoFabricException if the client's properties cannot be used
     */
    public static Brokers connect(KafkaClients clients) {
        try {
            return new Brokers(Admin.create(clients.admin()), clients.bootstrap());
        } catch (KafkaException e) {
            throw unavailable(clients.bootstrap(), "no client can be made", e);
        }
    }

    /** Names of all topics that can be seen. */
    public TreeSet<String> topics() {
        return new TreeSet<>(await("list topics", admin.listTopics().names()));
    }

    /** Partitions of topics that exist. */
    public Map<String, Integer> partitions(Collection<String> topics) {
        Map<String, TopicDescription> found =
                await("describe topics", admin.describeTopics(topics).allTopicNames());
        Map<String, Integer> partitions = new TreeMap<>();
        found.forEach((name, topic) -> partitions.put(name, topic.partitions().size()));
        return partitions;
    }

    /** A setting of each of some topics that exist. */
    public Map<String, String> settings(Collection<String> topics, String name) {
        List<ConfigResource> resources =
                topics.stream()
                        .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic))
                        .toList();
        return await("read settings of topics", admin.describeConfigs(resources).all())
                .entrySet()
                .stream()
                .filter(entry -> entry.getValue().get(name) != null)
                .collect(
                        Collectors.toMap(
                                entry -> entry.getKey().name(),
                                entry -> entry.getValue().get(name).value(),
                                (one, other) -> one,
                                TreeMap::new));
    }

    /** A number among the settings of a broker; empty where we may not see it. */
    OptionalLong brokerSetting(String name) {
        Optional<Node> node =
                await("describe the cluster", admin.describeCluster().nodes()).stream().findFirst();
        if (node.isEmpty()) {
            return OptionalLong.empty();
        }
        ConfigResource broker =
                new ConfigResource(ConfigResource.Type.BROKER, node.get().idString());
        try {
            ConfigEntry entry =
                    await(
                                    "read the brokers' settings",
                                    admin.describeConfigs(List.of(broker)).all())
                            .get(broker)
                            .get(name);
            return entry == null || entry.value() == null
                    ? OptionalLong.empty()
                    : OptionalLong.of(Long.parseLong(entry.value()));
        } catch (ChronoFabricException e) {
            // Reading them takes a right that writing to a topic does not.
            return OptionalLong.empty();
        }
    }

    /** Makes a topic, unless someone was faster. */
    public void create(NewTopic topic) {
        try {
            admin.createTopics(List.of(topic)).all().get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable(bootstrap, "interrupted", e);
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw unavailable(
                        bootstrap, "topic " + topic.name() + " cannot be created", e.getCause());
            }
        }
    }

    /** Waits until the partitions of topics that were just made have leaders that know it. */
    public void awaitLeaders(Collection<String> topics) {
        try {
            TopicLeaders.await(admin, topics, LEADERS_WITHIN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable(bootstrap, "interrupted", e);
        } catch (ExecutionException e) {
            throw unavailable(
                    bootstrap,
                    "topics were made, and then they did not answer for them: "
                            + String.join(", ", topics),
                    e.getCause());
        }
    }

    private <T> T await(String what, KafkaFuture<T> answer) {
        try {
            return answer.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable(bootstrap, "interrupted", e);
        } catch (ExecutionException e) {
            throw unavailable(bootstrap, "they do not " + what, e.getCause());
        }
    }

    private static ChronoFabricException unavailable(
            String bootstrap, String what, Throwable cause) {
        Throwable root = cause;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        String why =
                root instanceof TimeoutException
                        ? "no answer in time"
                        : String.valueOf(root.getMessage());
        return new ChronoFabricException(
                ErrorCode.KAFKA_UNAVAILABLE,
                "brokers at " + bootstrap + ": " + what + " (" + why + ")",
                "brokers that answer",
                "Check kafka.bootstrap, the network, and security settings under"
                        + " kafka.properties.",
                cause);
    }

    @Override
    public void close() {
        admin.close();
    }
}
