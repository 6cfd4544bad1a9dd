package io.chronofabric.it.container;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.chronofabric.it.kafka.FinalVerdicts;
import io.chronofabric.it.kafka.KafkaClients;
import io.chronofabric.it.kafka.Workload;
import io.chronofabric.it.kafka.Workload.Moment;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.core.ConditionTimeoutException;
import org.testcontainers.containers.Network;
import org.testcontainers.lifecycle.Startable;

/**
 * A job as {@code docs/deploy.md} says it, on a cluster of its own in application mode without high
 * availability, and what it writes. Of its two TaskManagers one is enough for the job, which runs
 * on both while both are there. Not for use by several threads.
 */
final class FailureLane implements Startable {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int TASK_MANAGERS = 2;
    private static final int PARALLELISM = 2;

    /**
     * A job that runs again.
     *
     * @param millis from the fault to the end of the first checkpoint that began after it
     * @param restored the checkpoint it went on from; empty where it did not have to
     */
    record Again(long millis, Optional<Long> restored) {}

    private final String name;
    private final KafkaBroker broker;

    /**
     * Its own: Docker gives the lowest free address to what starts or is put back, so that where
     * one is away at a time each gets back its own. With addresses exchanged, connections from
     * before would lead nowhere, or to another cluster.
     */
    private final Network network = Network.newNetwork();

    private final FlinkCluster cluster;
    private boolean joined;

    FailureLane(String name, String delivery, String input, KafkaBroker broker) {
        this.name = name;
        this.broker = broker;
        Map<String, String> job = new TreeMap<>();
        job.put("kafka.bootstrap", broker.insideAddress());
        job.put("kafka.input.topics", input);
        job.put("kafka.verdicts.topic", verdicts());
        job.put("kafka.verdicts.delivery", delivery);
        job.put("kafka.decisions.topic", name + ".decisions");
        job.put("kafka.dead-letters.topic", deadLetters());
        job.put("kafka.group", name);
        job.put("kafka.transaction.id-prefix", name);
        // The events come faster than their own clock: in the usual ten seconds without a record
        // the other partitions would go further than the rules' lateness.
        job.put("kafka.idle-after", "2min");
        job.put("rules.files", "/data/rules.yaml");
        job.put("checkpoint.directory", FlinkCluster.STATE + "/checkpoints");
        job.put("checkpoint.resume", "latest");
        cluster =
                new FlinkCluster()
                        .withName(name)
                        .withNetwork(network)
                        .withRestarts()
                        .withTaskManagers(TASK_MANAGERS, PARALLELISM)
                        .withFlink("parallelism.default", Integer.toString(PARALLELISM))
                        .withFlink("taskmanager.load-balance.mode", "SLOTS")
                        // Faults come here by the minute: the wait before a restart must not grow.
                        .withFlink("restart-strategy.exponential-delay.max-backoff", "2s")
                        // Flink 2.3: of a checkpoint under way when a TaskManager is lost, events
                        // may
                        // stay behind for which the next one waits until its time is up.
                        .withFlink("execution.checkpointing.timeout", "20s")
                        .withFile("/data/rules.yaml", Workload.RULES)
                        .withJob(job);
    }

    @Override
    public void start() {
        broker.join(network);
        joined = true;
        cluster.start();
    }

    @Override
    public void stop() {
        cluster.stop();
    }

    /**
     * Takes the broker out of its network, when no other lane needs the broker any more: it may
     * have chosen its address there for what it says to itself, and would wait for an answer to
     * that until its time is up.
     */
    void closeNetwork() {
        if (joined) {
            broker.leave(network);
            joined = false;
        }
        network.close();
    }

    /** What its topics' names begin with. */
    String name() {
        return name;
    }

    /** What all its processes have logged, by their names. */
    Map<String, String> logs() {
        return cluster.logs();
    }

    /** Waits until the job runs, has completed a checkpoint, and a TaskManager is to spare. */
    void awaitWhole() {
        String job = cluster.rest().awaitRunning();
        cluster.rest().awaitCheckpoints(job, 1);
        cluster.rest().awaitSlots((TASK_MANAGERS - 1) * PARALLELISM);
    }

    /** Chooses one of the TaskManagers that have tasks. */
    BreakableContainer victim(Random random) throws IOException, InterruptedException {
        List<Integer> busy = cluster.busyTaskManagers();
        return cluster.breakTaskManager(busy.get(random.nextInt(busy.size())));
    }

    BreakableContainer jobManager() {
        return cluster.breakJobManager();
    }

    /**
     * Waits until the job has completed a checkpoint that began after a moment.
     *
     * @param broken when the fault began, in milliseconds since the epoch
     * @param after the moment; {@code broken}, or when it was mended where the job can't go on
     *     before
     */
    Again awaitAgain(long broken, long after) {
        AtomicReference<Again> again = new AtomicReference<>();
        await("a checkpoint of " + name + " after the fault")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                // The JobManager may be about to start.
                .ignoreExceptions()
                .until(
                        () -> {
                            again(broken, after).ifPresent(again::set);
                            return again.get() != null;
                        });
        return again.get();
    }

    /** Waits for two checkpoints more, after which what the first held is committed. */
    void awaitNextCheckpoints() {
        for (int i = 0; i < 2; i++) {
            long now = System.currentTimeMillis();
            awaitAgain(now, now);
        }
    }

    private Optional<Again> again(long broken, long after)
            throws IOException, InterruptedException {
        for (JsonNode job : cluster.json("/jobs/overview").path("jobs")) {
            JsonNode latest =
                    cluster.json("/jobs/" + job.path("jid").asText() + "/checkpoints")
                            .path("latest");
            JsonNode completed = latest.path("completed");
            long began = completed.path("trigger_timestamp").asLong();
            if (job.path("state").asText().equals("RUNNING") && began > after) {
                JsonNode restored = latest.path("restored");
                return Optional.of(
                        new Again(
                                began + completed.path("end_to_end_duration").asLong() - broken,
                                restored.path("restore_timestamp").asLong() > broken
                                        ? Optional.of(restored.path("id").asLong())
                                        : Optional.empty()));
            }
        }
        return Optional.empty();
    }

    /** Waits until the last words are those wanted, or patience ends. */
    void awaitLastWords(Map<Moment, Double> wanted) {
        try {
            await("the last words of " + name)
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofSeconds(2))
                    .until(() -> FinalVerdicts.of(committed()).lastWords().equals(wanted));
        } catch (ConditionTimeoutException e) {
            System.out.println(name + ": not the last words wanted, after " + PATIENCE);
        }
    }

    /** What a reader finds that leaves out what is not committed. */
    List<ConsumerRecord<byte[], byte[]>> committed() {
        return clients().readCommitted(verdicts());
    }

    /** Where the records lie that became dead letters, as {@code TOPIC/PARTITION/OFFSET}. */
    Set<String> letters() {
        return clients().readCommitted(deadLetters()).stream()
                .map(letter -> new String(letter.key(), UTF_8))
                .collect(Collectors.toSet());
    }

    private KafkaClients clients() {
        return broker.clients();
    }

    private String verdicts() {
        return name + ".verdicts";
    }

    private String deadLetters() {
        return name + ".dead-letters";
    }
}
