package io.chronofabric.jobs.rules;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chronofabric.clogic.egc.CompiledRule;
import io.chronofabric.clogic.egc.RuleQuota;
import io.chronofabric.clogic.egc.pattern.EveryDocument;
import io.chronofabric.core.ChronoFabricException;
import io.chronofabric.jobs.kafka.KafkaFailure;
import io.chronofabric.state.model.RuleChange;
import io.chronofabric.state.model.RuleRef;
import io.chronofabric.time.SimulatedTimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class RuleSenderTest {
    private static final long NOW = 1_700_000_000_000L;
    private static final OptionalLong EARLIEST = OptionalLong.empty();
    private static final RuleSender.Pace PACE =
            new RuleSender.Pace(Duration.ofSeconds(2), Duration.ofSeconds(1));

    private final FakeTopic topic = new FakeTopic();
    private final SimulatedTimeSource time = new SimulatedTimeSource(NOW * 1_000_000);
    private final AtomicInteger sent = new AtomicInteger();

    @Test
    void aChangeTakesEffectAtAFullSecondThatNoPromiseReaches() throws Exception {
        topic.promise(NOW + 2_300);

        RuleSender.Answer answer = sender(nobody()).send(orders(1), EARLIEST).get(0);

        assertThat(answer.isAccepted()).isTrue();
        // The frontier, an interval and the time to write; then up to the second.
        assertThat(answer.fromMillis()).isEqualTo(NOW + 5_000);
        assertThat(answer.offset()).isEqualTo(1);
        assertThat(reader().table().tenures("acme", "latency-slo").get(0).fromMillis())
                .isEqualTo(NOW + 5_000);
    }

    @Test
    void anOvertakenChangeIsWithdrawnAndComesAgainSoThatACompactedLogTellsTheSame()
            throws Exception {
        topic.promise(NOW);
        // Between reading and writing somebody promises past the moment that was chosen, once.
        RuleSender sender = sender(first(1, entry -> topic.promise(NOW + 60_000)));

        RuleSender.Answer answer = sender.send(orders(1), EARLIEST).get(0);

        assertThat(answer.isAccepted()).as(answer.refusal()).isTrue();
        assertThat(answer.fromMillis()).isGreaterThan(NOW + 60_000);
        // Of the promises a compacted log keeps the last one only, which stands after both.
        topic.promise(NOW + 120_000);
        RuleLog sawAll = reader();
        assertThat(sawAll.changes()).hasSize(2);
        RuleLog.Change refused = sawAll.changes().get(0);
        assertThat(refused.isLate()).isTrue();
        assertThat(refused.outcome().refusal()).contains("was promised to stay as it is");
        assertThat(sawAll.isWithdrawn(refused)).isTrue();
        List<ConsumerRecord<byte[], byte[]>> records = topic.records();
        assertThat(reader(FakeTopic.compacted(records)).table().stamp())
                .isEqualTo(sawAll.table().stamp());
        // Had it not been withdrawn, compaction would bring the refused change to life.
        assertThat(
                        reader(
                                        FakeTopic.compacted(
                                                records.stream()
                                                        .filter(record -> record.value() != null)
                                                        .toList()))
                                .table()
                                .stamp())
                .isNotEqualTo(sawAll.table().stamp());
    }

    @Test
    void whoAsksForAMomentGetsThatOneOrNone() throws Exception {
        RuleSender sender = sender(first(9, entry -> topic.promise(NOW + 60_000)));

        RuleSender.Answer answer = sender.send(orders(1), OptionalLong.of(NOW + 30_000)).get(0);

        assertThat(answer.isAccepted()).isFalse();
        assertThat(answer.refusal())
                .contains("was promised to stay as it is")
                .contains("after the frontier, " + Instant.ofEpochMilli(NOW + 60_000));
        assertThat(reader().changes()).hasSize(1);
        assertThat(FakeTopic.compacted(topic.records())).hasSize(1);
    }

    @Test
    void whoIsOvertakenThreeTimesGivesUpAndLeavesNothingBehind() throws Exception {
        AtomicInteger ahead = new AtomicInteger();
        RuleSender sender =
                sender(first(9, entry -> topic.promise(NOW + 60_000L * ahead.incrementAndGet())));

        RuleSender.Answer answer = sender.send(orders(1), EARLIEST).get(0);

        assertThat(answer.isAccepted()).isFalse();
        RuleLog log = reader();
        assertThat(log.changes()).hasSize(RuleSender.ATTEMPTS).allMatch(log::isWithdrawn);
        assertThat(log.table().tenures()).isEmpty();
    }

    @Test
    void ofSeveralRulesTheOnesThatWereOvertakenComeAgain() throws Exception {
        RuleOrder other =
                new RuleOrder(
                        RuleChange.Action.APPLY,
                        new RuleRef("acme", "other", 1),
                        RuleTexts.document(1, 5).replace("latency-slo", "other"));
        // The first of the two is there already when the promise comes.
        Consumer<ProducerRecord<byte[], byte[]>> second =
                entry -> {
                    if (sent.incrementAndGet() == 2) {
                        topic.promise(NOW + 60_000);
                    }
                };

        List<RuleSender.Answer> answers =
                sender(second).send(List.of(RuleTexts.apply(1, 250), other), EARLIEST);

        assertThat(answers).allMatch(RuleSender.Answer::isAccepted);
        assertThat(answers.get(0).fromMillis()).isLessThan(NOW + 10_000);
        assertThat(answers.get(1).fromMillis()).isGreaterThan(NOW + 60_000);
        assertThat(reader().table().tenures()).hasSize(2);
    }

    @Test
    void ifOneWouldBeRefusedNoneIsSent() throws Exception {
        List<RuleOrder> orders =
                List.of(RuleTexts.apply(1, 250), RuleOrder.disable("acme", "latenzy"));

        List<RuleSender.Answer> answers = sender(nobody()).send(orders, EARLIEST);

        assertThat(answers.get(1).refusal()).contains("acme/latenzy is not in force");
        assertThat(answers).allMatch(answer -> answer.offset() < 0);
        assertThat(topic.records()).isEmpty();
    }

    @Test
    void whatAnotherAskedForInBetweenTooIsDoneOnce() throws Exception {
        RuleSender sender =
                sender(
                        first(
                                1,
                                entry -> {
                                    try {
                                        sender(nobody()).send(orders(1), EARLIEST);
                                    } catch (InterruptedException e) {
                                        throw new IllegalStateException(e);
                                    }
                                }));

        RuleSender.Answer answer = sender.send(orders(1), EARLIEST).get(0);

        assertThat(answer.isAccepted()).isTrue();
        assertThat(reader().table().tenures()).hasSize(1);
        assertThat(FakeTopic.compacted(topic.records())).hasSize(2);
    }

    @Test
    void recordsOfAnyOtherKindStopNothing() throws Exception {
        topic.append(null, "no json".getBytes(UTF_8));
        topic.append("change/x".getBytes(UTF_8), "{\"kind\":\"apply\"}".getBytes(UTF_8));
        topic.append("x".getBytes(UTF_8), null);
        topic.append(null, null);

        assertThat(sender(nobody()).send(orders(1), EARLIEST).get(0).isAccepted()).isTrue();

        RuleLog log = reader();
        assertThat(log.unreadableCount()).isEqualTo(2);
        assertThat(log.unreadable().get(1).reason()).contains("without");
        assertThat(log.table().tenures()).hasSize(1);
    }

    @Test
    void aDocumentThatNoReaderWouldTakeIsNotSent() {
        RuleOrder huge =
                new RuleOrder(
                        RuleChange.Action.APPLY,
                        RuleTexts.ref(1),
                        RuleTexts.document(1, 250) + "#".repeat(70_000));

        assertThatThrownBy(() -> sender(nobody()).send(List.of(huge), EARLIEST))
                .isInstanceOf(ChronoFabricException.class)
                .hasMessageContaining("acme/latency-slo@1 cannot be written as a record")
                .hasMessageContaining("at most 65536");
        assertThat(topic.records()).isEmpty();
    }

    @Test
    void whatIsPlannedTooFarAheadIsNotSent() {
        long year = Duration.ofDays(365).toMillis();
        assertThatThrownBy(() -> sender(nobody()).send(orders(1), OptionalLong.of(NOW + year)))
                .isInstanceOf(ChronoFabricException.class)
                .hasMessageContaining("within 30 days");
        assertThat(topic.records()).isEmpty();
    }

    @Test
    void aPromiseThatNoGovernorWouldMakeIsNotHeard() throws Exception {
        topic.promise(Long.MAX_VALUE);
        assertThat(sender(nobody()).send(orders(1), EARLIEST).get(0).isAccepted()).isTrue();
        assertThat(reader().unreadable().get(0).reason()).contains("expected: at most 1 h ahead");
    }

    @Test
    void aChangeComesAfterOneThatIsUnderWay() throws Exception {
        sender(nobody()).send(orders(1), OptionalLong.of(NOW + 20_000));

        RuleSender.Answer answer =
                sender(nobody()).send(List.of(RuleTexts.apply(2, 300)), EARLIEST).get(0);

        assertThat(answer.fromMillis()).isEqualTo(NOW + 21_000);
        assertThat(answer.outcome().overtaken()).isZero();
        assertThat(reader().table().tenures()).hasSize(2);
    }

    @Test
    void aChangeOvertakesWhatWasPlannedForLater() throws Exception {
        sender(nobody()).send(orders(1), OptionalLong.of(NOW + 600_000));

        RuleSender.Answer answer =
                sender(nobody()).send(List.of(RuleTexts.apply(2, 300)), EARLIEST).get(0);

        assertThat(answer.isAccepted()).isTrue();
        assertThat(answer.fromMillis()).isLessThan(NOW + 10_000);
        assertThat(answer.outcome().overtaken()).isEqualTo(1);
        assertThat(reader().table().tenures()).hasSize(1);
    }

    @Test
    void aRehearsalSendsNothingAndChangesNothing() {
        RuleSender sender = sender(nobody());

        assertThat(sender.rehearse(orders(1), EARLIEST).get(0).isAccepted()).isTrue();
        assertThat(sender.rehearse(orders(1), EARLIEST).get(0).isAccepted()).isTrue();
        assertThat(topic.records()).isEmpty();
    }

    @Test
    void rulesThatAJobBeginsWithCanEndAndComeBack() throws Exception {
        CompiledRule base = RuleTexts.compiled(RuleTexts.document(1, 250));
        List<RuleOrder> disable = List.of(RuleOrder.disable("acme", "latency-slo"));
        List<RuleOrder> back = List.of(RuleOrder.activate(RuleTexts.ref(1)));

        assertThat(sender(nobody()).send(disable, EARLIEST).get(0).isAccepted()).isFalse();
        assertThat(sender(nobody(), base).send(disable, EARLIEST).get(0).isAccepted()).isTrue();
        assertThat(sender(nobody(), base).send(back, EARLIEST).get(0).isAccepted()).isTrue();
    }

    @Test
    void anAnswerThatDoesNotComeLeavesItOpenWhetherItStands() {
        topic.breaks(true);

        assertThatThrownBy(() -> sender(nobody()).send(orders(1), EARLIEST))
                .isInstanceOf(KafkaFailure.class)
                .hasMessageContaining("It may stand on topic egc.rules or not");
    }

    private static List<RuleOrder> orders(int version) {
        return List.of(RuleTexts.apply(version, 250));
    }

    private static Consumer<ProducerRecord<byte[], byte[]>> nobody() {
        return entry -> {};
    }

    /** Is faster than the first changes that are sent. */
    private Consumer<ProducerRecord<byte[], byte[]>> first(
            int times, Consumer<ProducerRecord<byte[], byte[]>> faster) {
        return entry -> {
            if (entry.value() != null && sent.incrementAndGet() <= times) {
                faster.accept(entry);
            }
        };
    }

    private RuleSender sender(
            Consumer<ProducerRecord<byte[], byte[]>> before, CompiledRule... base) {
        RuleLog log =
                new RuleLog(
                        FakeTopic.TOPIC,
                        topic.consumer(),
                        List.of(base),
                        RuleQuota.DEFAULT,
                        new EveryDocument());
        return new RuleSender(FakeTopic.TOPIC, log, topic.producer(before), time, PACE, "alice");
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
