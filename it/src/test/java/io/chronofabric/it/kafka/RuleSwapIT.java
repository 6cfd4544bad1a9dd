package io.chronofabric.it.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chronofabric.it.kafka.EmbeddedKafka.Stamps;
import io.chronofabric.it.kafka.Workload.Moment;
import io.chronofabric.state.codec.RuleControlJson;
import io.chronofabric.state.model.Origin;
import io.chronofabric.state.model.RuleChange;
import io.chronofabric.state.model.RuleFrontier;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Rules are swapped, tried, rolled back and disabled while data flows, task managers die and the
 * job is rescaled; afterwards every moment has been judged once, by the version in force at it.
 */
class RuleSwapIT {
    private static final int PARTS = 8;
    private static final int SECONDS = 64;

    /** Seconds of the load at which the rules change. */
    private static final int STRICTER = 21;

    private static final int TRIAL = 13;
    private static final int ROLLED_BACK = 45;
    private static final int DISABLED = 53;

    @RegisterExtension static final EmbeddedKafka KAFKA = EmbeddedKafka.broker();
    @RegisterExtension static final FlinkInside FLINK = FlinkInside.with(2, 2);

    @TempDir Path folder;

    private final Lane lane = new Lane(KAFKA, "swap");
    private int changes;

    @Test
    void everySubtaskSwitchesAtTheSameMomentAndNothingIsLostOrSaidTwice() throws Exception {
        Random random = new Random(Seeds.next());
        Workload load =
                Workload.seeded(Seeds.next())
                        .services(25)
                        .partitions(5)
                        .seconds(SECONDS)
                        .revisions(1)
                        .make();
        KAFKA.createTopic(lane.signals(), 5, Stamps.LOG_APPEND_TIME);
        FlinkInside.Running job = FLINK.submit(job(4, null));
        for (int part = 0; part < PARTS; part++) {
            job.awaitRunning();
            changeRules(part);
            int before = lane.uncommitted().records();
            KAFKA.produce(load.records(lane.signals(), part, PARTS));
            // Nothing of this part changes before its last second is over.
            promise((part + 1) * SECONDS / PARTS);
            await().atMost(FlinkInside.PATIENCE)
                    .until(() -> lane.uncommitted().records() > before + random.nextInt(100));
            if (part == 3) {
                job = FLINK.submit(job(3, job.stop(folder.toUri().toString())));
            } else if (part % 2 == 0) {
                FLINK.replaceTaskManager(random);
            }
        }
        promise(10 * SECONDS);
        KAFKA.produce(load.ticks(lane.signals()));
        Map<Moment, Double> expected = expected(load);
        await().atMost(FlinkInside.PATIENCE)
                .untilAsserted(
                        () ->
                                assertThat(lane.committed().lastWords())
                                        .as("-Dseed=%d", Seeds.next())
                                        .isEqualTo(expected));
        assertThat(job.failures()).as("what made the job restart").isNotEmpty();
        job.stop(folder.toUri().toString());

        FinalVerdicts verdicts = lane.committed();
        assertThat(verdicts.lastWords()).isEqualTo(expected);
        assertThat(verdicts.highestCorrections()).isEqualTo(expected);
        assertThat(verdicts.repeated()).isEmpty();
        verdicts.versions()
                .forEach(
                        (moment, versions) ->
                                assertThat(versions)
                                        .as("%s", moment)
                                        .isEqualTo(Set.of(versionAt(moment))));
        assertThat(lane.letters()).isEmpty();
        assertThat(KAFKA.readCommitted(lane.name() + ".decisions"))
                .extracting(found -> new String(found.value(), UTF_8))
                .as("what the trial found")
                .anyMatch(text -> text.contains("\"action\":\"differ\""))
                .anyMatch(text -> text.contains("\"action\":\"agree\""));
    }

    private FlinkInside.Spec job(int parallelism, String savepoint) {
        return lane.job(folder)
                .parallelism(parallelism)
                .checkpoints(Duration.ofMillis(300))
                .set("kafka.verdicts.delivery", "exactly-once")
                .set("kafka.decisions.delivery", "exactly-once")
                .set("rules.topic", lane.name() + ".rules")
                .set("rules.governor", "external")
                .from(savepoint);
    }

    /** Changes come well ahead of their moment, or just before it. */
    private void changeRules(int part) {
        switch (part) {
            case 0 ->
                    change(
                            RuleChange.Action.CANARY,
                            "load",
                            2,
                            TRIAL,
                            document("load", 2, "load < 0.5"));
            case 2 ->
                    change(
                            RuleChange.Action.APPLY,
                            "latency",
                            2,
                            STRICTER,
                            document("latency", 2, "lat <= 200"));
            case 5 -> change(RuleChange.Action.ACTIVATE, "latency", 1, ROLLED_BACK, "");
            case 6 -> change(RuleChange.Action.DISABLE, "load", 0, DISABLED, "");
            default -> {
                // Nothing changes.
            }
        }
    }

    private static String document(String id, int version, String formula) {
        return Workload.RULES
                .lines()
                .dropWhile(line -> !line.equals("metadata: {id: " + id + "}"))
                .takeWhile(line -> !line.equals("---"))
                .map(
                        line ->
                                line.replace(
                                        "{id: " + id + "}",
                                        "{id: " + id + ", version: " + version + "}"))
                .map(
                        line ->
                                line.startsWith("  formula:")
                                        ? "  formula: \"" + formula + "\""
                                        : line)
                .reduce("apiVersion: egc/v1\nkind: Rule\n", (text, line) -> text + line + "\n");
    }

    private static Map<Moment, Double> expected(Workload load) {
        Map<Moment, Double> expected = new HashMap<>();
        load.answers()
                .forEach(
                        (moment, margin) -> {
                            if (moment.rule().equals("latency")) {
                                boolean strict = versionAt(moment) == 2;
                                double latency = 250 - margin;
                                expected.put(moment, strict ? 200 - latency : margin);
                            } else if (second(moment) < DISABLED) {
                                expected.put(moment, margin);
                            }
                        });
        return expected;
    }

    private static int versionAt(Moment moment) {
        boolean strict =
                moment.rule().equals("latency")
                        && second(moment) >= STRICTER
                        && second(moment) < ROLLED_BACK;
        return strict ? 2 : 1;
    }

    private static long second(Moment moment) {
        return moment.timeMillis() / 1000 - Workload.BASE_SECOND;
    }

    private void change(
            RuleChange.Action action, String rule, int version, int second, String document) {
        RuleChange change =
                new RuleChange(
                        "change-" + changes++,
                        action,
                        "default",
                        rule,
                        version,
                        millis(second),
                        document,
                        "test",
                        0,
                        new Origin("", 0, 0));
        send("change/" + change.id(), RuleControlJson.write(change));
    }

    private void promise(int second) {
        send("frontier", RuleControlJson.write(new RuleFrontier(millis(second) - 1, "test")));
    }

    private void send(String key, String json) {
        KAFKA.produce(
                List.of(
                        new ProducerRecord<>(
                                lane.name() + ".rules",
                                key.getBytes(UTF_8),
                                json.getBytes(UTF_8))));
    }

    private static long millis(int second) {
        return (Workload.BASE_SECOND + second) * 1000L;
    }
}
