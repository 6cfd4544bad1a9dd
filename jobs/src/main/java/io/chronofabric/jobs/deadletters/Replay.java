package io.chronofabric.jobs.deadletters;

import io.chronofabric.jobs.kafka.Range;
import io.chronofabric.jobs.kafka.TopicScan;
import io.chronofabric.state.model.DeadLetter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;

/**
 * Sends the records of dead letters again.
 *
 * <p>Goes through the topic in windows of at most a million letters: the letters that are meant are
 * collected, those marked as replayed are taken out, the rest is sent in batches, each with its
 * marks in a transaction. So memory is bounded however long the topics are, and a letter that is in
 * the topic twice is sent once. For one thread, once.
 */
public final class Replay {
    /** Letters of a window, at 16 to 32 bytes each. */
    private static final int WINDOW = 1_000_000;

    private static final int BATCH_RECORDS = 500;
    private static final int BATCH_BYTES = 4 << 20;
    private static final Duration CLOSE = Duration.ofSeconds(5);

    /**
     * What to do.
     *
     * @param dryRun only say what would be sent
     * @param again send also what was replayed before
     * @param limit send at most this many
     */
    public record Mode(boolean dryRun, boolean again, long limit) {}

    /** Is told what happens. */
    public interface Listener {
        /** Something people should know. */
        void note(String sentence);

        /** A record would be sent, were this no dry run. */
        void would(String sentence);

        /** A letter cannot be replayed. */
        void skipped(String id, String why);

        /** Where it has come to; after each batch. */
        void progress(Tally tally);
    }

    /**
     * What came of it.
     *
     * @param sent letters whose records were sent, or would be
     * @param before letters that were replayed by an earlier run
     * @param skipped letters that cannot be replayed
     * @param unreadable records among the letters that are none
     */
    public record Tally(long sent, long before, long skipped, long unreadable) {}

    private final DeadLetterTopic letters;
    private final LetterFilter filter;
    private final Mode mode;
    private final Listener listener;
    private final int window;

    private final List<Resend> batch = new ArrayList<>();
    private int batchBytes;
    private long sent;
    private long before;
    private long skipped;
    private long unreadable;

    /** A replay of the letters that pass a filter. */
    public Replay(DeadLetterTopic letters, LetterFilter filter, Mode mode, Listener listener) {
        this(letters, filter, mode, listener, WINDOW);
    }

    Replay(DeadLetterTopic letters, LetterFilter filter, Mode mode, Listener listener, int window) {
        this.letters = letters;
        this.filter = filter;
        this.mode = mode;
        this.listener = listener;
        this.window = window;
    }

    /**
     * Runs it to the end that the topic has now.
     *
     * @throws io.chronofabric.core.ChronoFabricException if there is no such topic
     * @throws org.apache.kafka.common.KafkaException if the brokers fail; what was sent before is
     *     marked, and a further run goes on from there
     */
    public Tally run() {
        try (Admin admin = letters.admin();
                Consumer<byte[], byte[]> reader = letters.consumer();
                Consumer<byte[], byte[]> fetcher = letters.consumer()) {
            TopicDirectory topics = new TopicDirectory(admin);
            topics.need(letters.name());
            topics.unknown(filter.topics()).ifPresent(listener::note);
            Resends resends = new Resends(letters, topics, new Originals(fetcher));
            if (mode.dryRun()) {
                run(reader, resends, topics.has(letters.marks()), null);
                return tally();
            }
            boolean marked = topics.has(letters.marks());
            String note = new Marks(letters).prepare(admin, topics);
            if (!note.isEmpty()) {
                listener.note(note);
            }
            Producer<byte[], byte[]> producer = letters.producer();
            try {
                Sender sender = new Sender(producer, letters);
                sender.begin();
                run(reader, resends, marked, sender);
            } finally {
                producer.close(CLOSE);
            }
            return tally();
        }
    }

    /** What came of it so far, also where it failed. */
    public Tally tally() {
        return new Tally(sent, before, skipped, unreadable);
    }

    private void run(
            Consumer<byte[], byte[]> reader, Resends resends, boolean markedBefore, Sender sender) {
        boolean marked = markedBefore;
        TopicScan scan = new TopicScan(reader, letters.name());
        TopicScan marks = new TopicScan(reader, letters.marks());
        // Again: only the marks that this run itself makes count.
        Map<Integer, Long> marksFrom = new HashMap<>();
        if (marked && mode.again()) {
            marks.all().forEach(range -> marksFrom.put(range.partition(), range.to()));
        }
        OriginSet candidates = new OriginSet(window);
        List<Range> todo = scan.all();
        while (!todo.isEmpty() && !isLimitReached()) {
            candidates.clear();
            List<Range> rest = scan.read(todo, entry -> collect(Letter.of(entry), candidates));
            if (marked && candidates.size() > 0) {
                before += new Marks(letters).remove(candidates, marks, after(marksFrom, marks));
            }
            if (candidates.size() > 0) {
                scan.read(
                        Range.before(todo, rest),
                        entry -> take(Letter.of(entry), candidates, resends, sender));
                send(sender);
            }
            todo = rest;
            // From here on there are marks of our own.
            marked |= sender != null;
        }
    }

    private static List<Range> after(Map<Integer, Long> from, TopicScan marks) {
        List<Range> ranges = new ArrayList<>();
        for (Range range : marks.all()) {
            long first = Math.max(range.from(), from.getOrDefault(range.partition(), 0L));
            if (first < range.to()) {
                ranges.add(new Range(range.partition(), first, range.to()));
            }
        }
        return ranges;
    }

    private boolean collect(Letter letter, OriginSet candidates) {
        if (filter.test(letter)) {
            if (letter.content().isPresent()) {
                candidates.add(letter.origin());
            } else {
                unreadable++;
            }
        }
        return !candidates.isFull();
    }

    private boolean take(Letter letter, OriginSet candidates, Resends resends, Sender sender) {
        if (letter.content().isEmpty()
                || !filter.test(letter)
                || !candidates.remove(letter.origin())) {
            return true;
        }
        try {
            Resend resend = resends.of(letter);
            if (mode.dryRun()) {
                sent++;
                listener.would(sentence(resend));
            } else {
                if (batchBytes + resend.size() > BATCH_BYTES) {
                    send(sender);
                }
                batch.add(resend);
                batchBytes += resend.size();
                if (batch.size() >= BATCH_RECORDS || batchBytes >= BATCH_BYTES) {
                    send(sender);
                }
            }
        } catch (Unsendable e) {
            skip(letter.content().get(), e.getMessage());
        }
        return candidates.size() > 0 && !isLimitReached();
    }

    private boolean isLimitReached() {
        return sent + batch.size() >= mode.limit();
    }

    private void send(Sender sender) {
        if (batch.isEmpty()) {
            return;
        }
        Map<Integer, String> refused = sender.send(batch);
        refused.forEach((index, why) -> skip(batch.get(index).letter(), why));
        sent += batch.size() - refused.size();
        batch.clear();
        batchBytes = 0;
        listener.progress(tally());
    }

    private void skip(DeadLetter letter, String why) {
        skipped++;
        listener.skipped(Printable.line(letter.origin().id(), 300), why);
    }

    private static String sentence(Resend resend) {
        return Printable.line(resend.letter().origin().id(), 300)
                + " ("
                + Printable.line(resend.letter().reason(), 40)
                + ", "
                + (resend.entry().value() == null ? "no value" : resend.size() + " bytes")
                + ") to "
                + resend.entry().topic()
                + (resend.entry().partition() == null
                        ? ", by its key"
                        : ", partition " + resend.entry().partition());
    }
}
