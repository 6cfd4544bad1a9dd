package io.chronofabric.jobs.rules;

import io.chronofabric.clogic.egc.RuleTable;
import io.chronofabric.clogic.egc.Tenure;
import io.chronofabric.core.ChronoFabricException;
import io.chronofabric.core.ErrorCode;
import io.chronofabric.jobs.config.RulesOptions;
import io.chronofabric.jobs.config.Settings;
import io.chronofabric.jobs.kafka.KafkaFailure;
import io.chronofabric.state.codec.RuleControlJson;
import io.chronofabric.state.model.Origin;
import io.chronofabric.state.model.Rejected;
import io.chronofabric.state.model.RuleChange;
import io.chronofabric.state.model.RuleControl;
import io.chronofabric.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;

/**
 * Sends changes of rules, and reads them back to see what came of them. The order of the topic
 * decides: between looking at it and writing to it somebody else may promise or change something. A
 * change that came too late for its moment is taken out again and sent with a later one, unless the
 * moment was asked for. For one thread.
 */
public final class RuleSender implements AutoCloseable {
    static final int ATTEMPTS = 3;

    /** How long writing to the topic may take without a promise overtaking; doubled each time. */
    private static final Duration MARGIN = Duration.ofSeconds(1);

    private static final Duration CLOSE = Duration.ofSeconds(5);
    private static final long NANOS_PER_MILLI = 1_000_000L;
    private static final long SECOND = 1_000;

    /** How soon a change has to come for the next one to wait for it. */
    private static final Duration UNDER_WAY = Duration.ofMinutes(1);

    /** Further ahead than anybody means. */
    private static final Duration FURTHEST = Duration.ofDays(30);

    /**
     * How the governor is set.
     *
     * @param lead how far ahead of the clock it promises
     * @param interval how often
     */
    public record Pace(Duration lead, Duration interval) {}

    /**
     * What came of an order.
     *
     * @param order what was asked for
     * @param fromMillis from when on it takes effect, or should have
     * @param offset where it stands on the topic; negative if it was not sent
     * @param outcome what the table says to it
     */
    public record Answer(RuleOrder order, long fromMillis, long offset, RuleTable.Outcome outcome) {
        /** Whether it takes effect. */
        public boolean isAccepted() {
            return !outcome.isRefused();
        }

        /** Why it does not; empty if it was accepted. */
        public String refusal() {
            return outcome.refusal();
        }
    }

    private final RuleTopic topic;
    private final RuleLog log;
    private final Producer<byte[], byte[]> producer;
    private final TimeSource time;
    private final Pace pace;
    private final String by;

    RuleSender(
            RuleTopic topic,
            RuleLog log,
            Producer<byte[], byte[]> producer,
            TimeSource time,
            Pace pace,
            String by) {
        this.topic = topic;
        this.log = log;
        this.producer = producer;
        this.time = time;
        this.pace = pace;
        this.by = by;
    }

    /**
     * A sender with a producer of its own.
     *
     * @param log the topic as read so far; stays the caller's to close
     * @param by who asks, for people
     */
    public static RuleSender open(Settings settings, RuleLog log, TimeSource time, String by) {
        RuleTopic topic = RuleTopic.of(settings);
        return new RuleSender(
                topic,
                log,
                topic.producer(),
                time,
                new Pace(settings.get(RulesOptions.LEAD), settings.get(RulesOptions.INTERVAL)),
                by);
    }

    /**
     * What would come of orders if they were sent now, one after the other, all for the same
     * moment. Nothing is sent.
     *
     * @param asked the moment, in milliseconds since the epoch; empty for the earliest that is safe
     * @throws ChronoFabricException if an order cannot be written as a record
     */
    public List<Answer> rehearse(List<RuleOrder> orders, OptionalLong asked) {
        log.read();
        return rehearse(orders, from(orders, asked, 1));
    }

    private List<Answer> rehearse(List<RuleOrder> orders, long from) {
        RuleTable table = log.copyOfTable();
        List<Answer> answers = new ArrayList<>();
        for (RuleOrder order : orders) {
            answers.add(new Answer(order, from, -1, table.apply(change(order, from))));
        }
        return answers;
    }

    /**
     * Sends orders, all for the same moment. If one of them would be refused as things stand, none
     * is sent.
     *
     * @param orders of different rules
     * @param asked the moment, in milliseconds since the epoch; empty for the earliest that is safe
     * @return what came of each, in their order
     * @throws ChronoFabricException if an order cannot be written as a record
     * @throws KafkaFailure if the brokers do not confirm what was sent
     * @throws KafkaException if they fail otherwise
     */
    public List<Answer> send(List<RuleOrder> orders, OptionalLong asked)
            throws InterruptedException {
        log.read();
        Map<RuleOrder, Answer> answers = new LinkedHashMap<>();
        rehearse(orders, from(orders, asked, 1))
                .forEach(answer -> answers.put(answer.order(), answer));
        if (answers.values().stream().allMatch(Answer::isAccepted)) {
            List<RuleOrder> left = orders;
            int attempts = asked.isPresent() ? 1 : ATTEMPTS;
            for (int attempt = 1; attempt <= attempts && !left.isEmpty(); attempt++) {
                left = attempt(left, from(left, asked, attempt), answers);
            }
        }
        return List.copyOf(answers.values());
    }

    /** Tries once; the orders that came too late. */
    private List<RuleOrder> attempt(
            List<RuleOrder> orders, long from, Map<RuleOrder, Answer> answers)
            throws InterruptedException {
        List<RuleChange> changes = orders.stream().map(order -> change(order, from)).toList();
        List<Long> offsets = append(changes.stream().map(topic::entry).toList());
        log.readThrough(offsets.stream().mapToLong(Long::longValue).max().orElse(-1));
        List<RuleOrder> late = new ArrayList<>();
        List<ProducerRecord<byte[], byte[]>> withdrawals = new ArrayList<>();
        for (int i = 0; i < changes.size(); i++) {
            RuleChange change = changes.get(i);
            RuleLog.Change read = find(change.id());
            RuleOrder order = orders.get(i);
            answers.put(order, new Answer(order, from, offsets.get(i), read.outcome()));
            if (read.outcome().isRefused()) {
                // A reader to whom the log no longer tells why must not take it.
                withdrawals.add(topic.withdrawal(change));
            }
            if (read.isLate()) {
                late.add(order);
            }
        }
        append(withdrawals);
        return late;
    }

    private RuleLog.Change find(String id) {
        return log.changes().stream()
                .filter(change -> change.id().equals(id))
                .findFirst()
                .orElseThrow(
                        () -> new KafkaException("change " + id + " was written and is not there"));
    }

    private List<Long> append(List<ProducerRecord<byte[], byte[]>> entries)
            throws InterruptedException {
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        for (ProducerRecord<byte[], byte[]> entry : entries) {
            sent.add(producer.send(entry));
        }
        List<Long> offsets = new ArrayList<>();
        try {
            for (Future<RecordMetadata> one : sent) {
                offsets.add(one.get().offset());
            }
        } catch (ExecutionException e) {
            throw new KafkaFailure(
                    new ChronoFabricException(
                            ErrorCode.KAFKA_UNAVAILABLE,
                            "brokers at "
                                    + topic.clients().bootstrap()
                                    + " do not confirm what was sent ("
                                    + KafkaFailure.firstLine(e)
                                    + ")",
                            "an answer in time",
                            "It may stand on topic "
                                    + topic.name()
                                    + " or not; rules status tells. Do not send it again before you"
                                    + " know."),
                    e);
        }
        return offsets;
    }

    /**
     * The moment for some orders: the one asked for, or the next full second that no promise should
     * reach while they are written.
     */
    private long from(List<RuleOrder> orders, OptionalLong asked, int attempt) {
        long now = now();
        if (asked.isPresent()) {
            if (asked.getAsLong() > now + FURTHEST.toMillis()) {
                throw tooFar("--from: " + Instant.ofEpochMilli(asked.getAsLong()));
            }
            return asked.getAsLong();
        }
        long reached = log.table().frontierMillis();
        long from = now + pace.lead().toMillis();
        if (reached != Long.MIN_VALUE) {
            from = Math.max(from, reached + pace.interval().toMillis());
        }
        from += MARGIN.toMillis() << (attempt - 1);
        for (RuleOrder order : orders) {
            long last = lastChange(order);
            if (last < from + UNDER_WAY.toMillis()) {
                // Who asks for two things in a row means both; what is planned for later gives way.
                from = Math.max(from, last + 1);
            }
        }
        return Math.floorDiv(from + SECOND - 1, SECOND) * SECOND;
    }

    /** When the last change of an order's rule is that was accepted so far. */
    private long lastChange(RuleOrder order) {
        long last = Long.MIN_VALUE;
        for (Tenure tenure : log.table().tenures(order.ref().tenant(), order.ref().id())) {
            last = Math.max(last, tenure.fromMillis());
            last = tenure.isOpen() ? last : Math.max(last, tenure.toMillis());
        }
        return last;
    }

    private static ChronoFabricException tooFar(String given) {
        return new ChronoFabricException(
                ErrorCode.INPUT_INVALID,
                given,
                "within " + FURTHEST.toDays() + " days from now",
                "Whoever plans that far ahead forgets; give an earlier moment.");
    }

    private long now() {
        return time.epochNanos() / NANOS_PER_MILLI;
    }

    /** The order as a change, which every reader can read. */
    private RuleChange change(RuleOrder order, long from) {
        Origin nowhere = new Origin(topic.name(), 0, -1);
        RuleChange change =
                new RuleChange(
                        UUID.randomUUID().toString(),
                        order.action(),
                        order.ref().tenant(),
                        order.ref().id(),
                        order.ref().version(),
                        from,
                        order.document(),
                        by,
                        now(),
                        nowhere);
        RuleControl read = RuleControlJson.read(topic.entry(change).value(), nowhere);
        if (read instanceof Rejected rejected) {
            throw new ChronoFabricException(
                    ErrorCode.INPUT_INVALID,
                    order + " cannot be written as a record: " + rejected.text(),
                    "a change that every reader can read",
                    "Make the document smaller, or mend what is named.");
        }
        return change;
    }

    @Override
    public void close() {
        producer.close(CLOSE);
    }
}
