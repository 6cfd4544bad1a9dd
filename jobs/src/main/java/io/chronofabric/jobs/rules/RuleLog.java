package io.chronofabric.jobs.rules;

import io.chronofabric.clogic.egc.DocumentCompiler;
import io.chronofabric.clogic.egc.GovernedDocument;
import io.chronofabric.clogic.egc.RuleQuota;
import io.chronofabric.clogic.egc.RuleTable;
import io.chronofabric.jobs.config.Settings;
import io.chronofabric.jobs.kafka.Range;
import io.chronofabric.jobs.kafka.TopicScan;
import io.chronofabric.state.model.Rejected;
import io.chronofabric.state.model.RuleChange;
import io.chronofabric.state.model.RuleControl;
import io.chronofabric.state.model.RuleFrontier;
import io.chronofabric.state.model.RuleRef;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The rules' topic as read so far, and what comes of it: the table that a job has which began with
 * the same rules. Keeps no promise but the furthest and the last, and of the changes the last
 * {@value #MAX_CHANGES}, without their documents. For one thread.
 */
public final class RuleLog implements AutoCloseable {
    static final int MAX_CHANGES = 10_000;
    private static final int MAX_UNREADABLE = 100;

    /**
     * A change on the topic and what became of it.
     *
     * @param id its own
     * @param action what was asked for
     * @param ref rule and version; version 0 when the rule is disabled
     * @param fromMillis from when on, in milliseconds since the epoch
     * @param by who asked
     * @param offset where it stands
     * @param outcome what the table said to it
     * @param isLate whether its moment had been promised away before it
     */
    public record Change(
            String id,
            RuleChange.Action action,
            RuleRef ref,
            long fromMillis,
            String by,
            long offset,
            RuleTable.Outcome outcome,
            boolean isLate) {
        /** The rule without a version. */
        public String name() {
            return ref.tenant() + "/" + ref.id();
        }
    }

    /**
     * The last promise.
     *
     * @param throughMillis up to when, in milliseconds since the epoch
     * @param writtenMillis when it was written, by the topic's clock
     * @param by who promised
     */
    public record Promise(long throughMillis, long writtenMillis, String by) {}

    /**
     * A record that holds nothing of the kind.
     *
     * @param offset where it stands
     * @param reason why, a sentence
     */
    public record Unreadable(long offset, String reason) {}

    private final RuleTopic topic;
    private final Consumer<byte[], byte[]> consumer;
    private final List<GovernedDocument> base;
    private final RuleQuota quota;
    private final DocumentCompiler compiler;
    private final RuleTable table;
    private final Deque<Change> changes = new ArrayDeque<>();
    private final Set<String> kept = new HashSet<>();
    private final Set<String> withdrawn = new HashSet<>();
    private final List<Unreadable> unreadable = new ArrayList<>();
    private long unreadableCount;
    private Promise promise;
    private long position;

    RuleLog(
            RuleTopic topic,
            Consumer<byte[], byte[]> consumer,
            List<? extends GovernedDocument> base,
            RuleQuota quota,
            DocumentCompiler compiler) {
        this.topic = topic;
        this.consumer = consumer;
        this.base = List.copyOf(base);
        this.quota = quota;
        this.compiler = compiler;
        this.table = new RuleTable(base, quota, compiler);
    }

    /**
     * A reader of the topic that settings name, which must be there, at its end.
     *
     * @param base the rules and patterns that the job begins with
     * @throws io.chronofabric.jobs.config.ConfigurationProblems if the topic is none for rules
     */
    public static RuleLog open(Settings settings, List<GovernedDocument> base) {
        RuleChannel.check(settings);
        RuleTopic topic = RuleTopic.of(settings);
        RuleLog log =
                new RuleLog(
                        topic,
                        topic.consumer(),
                        base,
                        RuleChannel.quota(settings),
                        RuleChannel.compiler(settings));
        try {
            log.read();
            return log;
        } catch (RuntimeException e) {
            log.close();
            throw e;
        }
    }

    /** The topic's name. */
    public String topicName() {
        return topic.name();
    }

    /** Whether any rule is known to be there from the beginning. */
    public boolean hasBase() {
        return !base.isEmpty();
    }

    /** Reads what was added since, up to the end that the topic has now. */
    void read() {
        TopicScan scan = new TopicScan(consumer, topic.name());
        for (Range all : scan.all()) {
            position = Math.max(position, all.from());
            read(scan, all.to());
        }
    }

    /** Reads what was added since, up to a record that is known to be there. */
    void readThrough(long offset) {
        read(new TopicScan(consumer, topic.name()), offset + 1);
    }

    private void read(TopicScan scan, long end) {
        if (position < end) {
            scan.read(
                    List.of(new Range(0, position, end)),
                    entry -> {
                        take(entry);
                        return true;
                    });
            position = end;
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> entry) {
        if (entry.value() == null) {
            RuleTopic.changeId(entry.key()).ifPresent(this::withdraw);
            return;
        }
        RuleControl control = RuleTopic.read(entry);
        if (control instanceof RuleFrontier frontier) {
            table.frontier(frontier.throughMillis());
            promise = new Promise(frontier.throughMillis(), entry.timestamp(), frontier.by());
        } else if (control instanceof RuleChange change) {
            take(change, entry.offset());
        } else if (control instanceof Rejected rejected) {
            unreadableCount++;
            if (unreadable.size() < MAX_UNREADABLE) {
                unreadable.add(new Unreadable(entry.offset(), rejected.text()));
            }
        }
    }

    private void withdraw(String id) {
        if (kept.contains(id)) {
            withdrawn.add(id);
        }
    }

    private void take(RuleChange change, long offset) {
        boolean late = change.fromMillis() <= table.frontierMillis();
        RuleTable.Outcome outcome = table.apply(change);
        kept.add(change.id());
        changes.add(
                new Change(
                        change.id(),
                        change.action(),
                        change.ref(),
                        change.fromMillis(),
                        change.by(),
                        offset,
                        outcome,
                        late && outcome.isRefused()));
        if (changes.size() > MAX_CHANGES) {
            String forgotten = changes.remove().id();
            kept.remove(forgotten);
            withdrawn.remove(forgotten);
        }
    }

    /** What is in force when. Not to be changed. */
    public RuleTable table() {
        return table;
    }

    /** A table of its own that says what would come of further changes. */
    RuleTable copyOfTable() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        RuleTable copy = new RuleTable(base, quota, compiler);
        try {
            table.write(new DataOutputStream(bytes));
            copy.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return copy;
    }

    /** The changes, in the topic's order. */
    public List<Change> changes() {
        return List.copyOf(changes);
    }

    /** Whether a change was taken out of the log again. */
    public boolean isWithdrawn(Change change) {
        return withdrawn.contains(change.id());
    }

    /** The last promise; empty if nobody ever promised. */
    public Optional<Promise> promise() {
        return Optional.ofNullable(promise);
    }

    /** The first records that could not be read. */
    public List<Unreadable> unreadable() {
        return List.copyOf(unreadable);
    }

    /** How many records could not be read. */
    public long unreadableCount() {
        return unreadableCount;
    }

    @Override
    public void close() {
        consumer.close();
    }
}
