package io.chronofabric.jobs.rules;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chronofabric.clogic.egc.RuleQuota;
import io.chronofabric.clogic.egc.pattern.EveryDocument;
import io.chronofabric.state.model.Origin;
import io.chronofabric.state.model.RuleChange;
import io.chronofabric.time.SimulatedTimeSource;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class GovernorTest {
    private static final long NOW = 1_700_000_000_000L;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final FakeTopic topic = new FakeTopic();
    private final SimulatedTimeSource time = new SimulatedTimeSource(NOW * 1_000_000);
    private final Queue<String> told = new ConcurrentLinkedQueue<>();
    private final Governor governor =
            new Governor(
                    new FrontierWriter(
                            FakeTopic.TOPIC,
                            topic.producer(entry -> {}),
                            time,
                            Duration.ofSeconds(2),
                            "me"),
                    new RuleLog(
                            FakeTopic.TOPIC,
                            topic.consumer(),
                            List.of(),
                            RuleQuota.DEFAULT,
                            new EveryDocument()),
                    time,
                    Duration.ofMillis(5),
                    Duration.ofHours(1),
                    new Governor.Listener() {
                        @Override
                        public void status(Governor.Status status) {
                            told.add("status " + status.promises());
                        }

                        @Override
                        public void trouble(String sentence) {
                            told.add(sentence);
                        }
                    });

    @Test
    void itPromisesAgainAndAgainUntilItIsToldToStop() {
        CompletableFuture<String> stop = new CompletableFuture<>();
        CompletableFuture<Void> ended =
                CompletableFuture.runAsync(
                        () -> {
                            try {
                                governor.run(stop);
                            } catch (InterruptedException e) {
                                throw new IllegalStateException(e);
                            }
                        });

        await().atMost(PATIENCE).until(() -> topic.records().size() >= 5);
        stop.complete("INT");

        await().atMost(PATIENCE).until(ended::isDone);
        assertThat(ended).isCompleted();
        assertThat(told).containsExactly("status 1");
        RuleLog log = reader();
        assertThat(log.table().frontierMillis()).isEqualTo(NOW + 2_000);
        assertThat(log.promise().orElseThrow().by()).isEqualTo("me");
    }

    @Test
    void aChangeThatCameTooLateIsTakenOutOnceAndNoOther() {
        topic.promise(NOW);
        topic.append(FakeTopic.TOPIC.entry(change("late", 1, NOW)));
        topic.append(FakeTopic.TOPIC.entry(change("good", 2, NOW + 60_000)));
        // Refused as well, but not for its moment: its sender's to take out.
        topic.append(FakeTopic.TOPIC.entry(change("same", 2, NOW + 70_000)));

        governor.step();
        Governor.Status status = governor.step();

        assertThat(status.withdrawn()).isEqualTo(1);
        assertThat(topic.records().stream().filter(record -> record.value() == null))
                .extracting(record -> new String(record.key(), UTF_8))
                .containsExactly("change/late");
        assertThat(compacted().table().stamp()).isEqualTo(reader().table().stamp());
    }

    @Test
    void whatItsSenderTookOutAlreadyIsLeftAlone() {
        topic.promise(NOW);
        topic.append(FakeTopic.TOPIC.entry(change("late", 1, NOW)));
        topic.append(FakeTopic.TOPIC.withdrawal("late"));

        assertThat(governor.step().withdrawn()).isZero();
    }

    @Test
    void aFailureIsToldOnceAndItGoesOn() {
        topic.breaks(true);
        governor.step();
        governor.step();
        topic.breaks(false);
        governor.step();
        topic.breaks(true);
        governor.step();

        assertThat(told).containsExactly("no answer", "no answer");
        assertThat(topic.records()).hasSize(1);
    }

    private static RuleChange change(String id, int version, long from) {
        return new RuleChange(
                id,
                RuleChange.Action.APPLY,
                "acme",
                "latency-slo",
                version,
                from,
                RuleTexts.document(version, 250),
                "alice",
                NOW,
                new Origin("test", 0, 0));
    }

    private RuleLog compacted() {
        return reader(FakeTopic.compacted(topic.records()));
    }

    private RuleLog reader() {
        return reader(topic.records());
    }

    private static RuleLog reader(List<ConsumerRecord<byte[], byte[]>> records) {
        RuleLog log =
                new RuleLog(
                        FakeTopic.TOPIC,
                        FakeTopic.consumer(() -> records),
                        List.of(),
                        RuleQuota.DEFAULT,
                        new EveryDocument());
        log.read();
        return log;
    }
}
