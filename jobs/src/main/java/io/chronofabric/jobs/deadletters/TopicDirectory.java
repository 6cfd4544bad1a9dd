package io.chronofabric.jobs.deadletters;

import io.chronofabric.core.ChronoFabricException;
import io.chronofabric.core.DidYouMean;
import io.chronofabric.core.ErrorCode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;

/** Which topics there are. Asks once; the answer does not change afterwards. For one thread. */
final class TopicDirectory {
    private final Admin admin;
    private final Set<String> names;
    private final Map<String, Integer> partitions = new HashMap<>();

    TopicDirectory(Admin admin) {
        this.admin = admin;
        this.names = new TreeSet<>(await(admin.listTopics().names()));
    }

    /** Whether there is such a topic, other than the brokers' own. */
    boolean has(String topic) {
        return names.contains(topic);
    }

    /** How many partitions a topic has that is there. */
    int partitions(String topic) {
        return partitions.computeIfAbsent(
                topic,
                name ->
                        await(admin.describeTopics(List.of(name)).allTopicNames())
                                .get(name)
                                .partitions()
                                .size());
    }

    /** The topic that was probably meant. */
    Optional<String> near(String topic) {
        return DidYouMean.suggest(topic, names);
    }

    /**
     * Checks that the topic of dead letters is there.
     *
     * @throws ChronoFabricException if it is not
     */
    void need(String topic) {
        if (!has(topic)) {
            throw new ChronoFabricException(
                    ErrorCode.CONFIGURATION_INVALID,
                    "kafka.dead-letters.topic: " + topic + ", and there is no such topic",
                    "a topic of dead letters",
                    near(topic)
                            .map(name -> "Did you mean " + name + "?")
                            .orElse(
                                    names.isEmpty()
                                            ? "These brokers have no topic that we may see."
                                            : "Give its name by --topic; a job creates it when it"
                                                    + " starts."));
        }
    }

    /** A remark on topics that are not there, if there is one of those. */
    Optional<String> unknown(Set<String> given) {
        return given.stream()
                .filter(topic -> !has(topic))
                .sorted()
                .findFirst()
                .map(
                        topic ->
                                "There is no topic "
                                        + Printable.line(topic, 255)
                                        + near(topic)
                                                .map(name -> "; did you mean " + name + "?")
                                                .orElse("."));
    }

    static <T> T await(KafkaFuture<T> answer) {
        try {
            return answer.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException failure
                    ? failure
                    : new KafkaException(e.getCause());
        }
    }
}
