package io.chronofabric.jobs.deadletters;

import io.chronofabric.jobs.kafka.TopicScan;
import io.chronofabric.state.codec.DeadLetterListJson;
import io.chronofabric.state.model.DeadLetter;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;

/**
 * Lists or counts dead letters, each once, partition by partition, to the end that the topic has at
 * the start. Holds at most a million ids and ten thousand counts. For one thread, once.
 */
public final class Listing {
    private static final int REMEMBERED = 1_000_000;
    private static final int COUNTS = 10_000;
    private static final int TEXT = 80;
    private static final String LINE = "%-24s  %-22s  %9s  %-32s  %s%n";

    private final DeadLetterTopic letters;
    private final LetterFilter filter;
    private final PrintWriter out;
    private final boolean json;
    private final OriginSet seen;

    private long found;
    private boolean forgot;
    private String unknown = "";

    /**
     * @param out for the list
     * @param json whether a line is a JSON object, else a row of a table
     */
    public Listing(DeadLetterTopic letters, LetterFilter filter, PrintWriter out, boolean json) {
        this(letters, filter, out, json, REMEMBERED);
    }

    Listing(
            DeadLetterTopic letters,
            LetterFilter filter,
            PrintWriter out,
            boolean json,
            int remembered) {
        this.letters = letters;
        this.filter = filter;
        this.out = out;
        this.json = json;
        this.seen = new OriginSet(remembered);
    }

    /**
     * Prints letters.
     *
     * @param limit at most this many
     * @return what should be said beside the list, a sentence each
     */
    public List<String> list(long limit) {
        String more = "";
        boolean done = read(limit, this::print);
        if (!done) {
            more = "There may be more than these " + limit + ".";
        }
        return said(more);
    }

    /**
     * Prints how many letters there are of each reason and topic.
     *
     * @return what should be said beside it, a sentence each
     */
    public List<String> summarize() {
        record Count(String reason, String topic, long letters) {}
        Map<List<String>, Long> counts = new TreeMap<>(Comparator.comparing(List::toString));
        read(
                Long.MAX_VALUE,
                letter -> {
                    List<String> key =
                            List.of(
                                    letter.content().map(DeadLetter::reason).orElse("(unreadable)"),
                                    letter.content().map(c -> c.origin().source()).orElse(""));
                    boolean room = counts.size() < COUNTS || counts.containsKey(key);
                    counts.merge(room ? key : List.of("(others)", ""), 1L, Long::sum);
                });
        List<Count> sorted =
                counts.entrySet().stream()
                        .map(e -> new Count(e.getKey().get(0), e.getKey().get(1), e.getValue()))
                        .sorted(Comparator.comparingLong(Count::letters).reversed())
                        .toList();
        if (!json && !sorted.isEmpty()) {
            out.printf("%10s  %-22s  %s%n", "LETTERS", "REASON", "TOPIC OF ORIGIN");
        }
        for (Count count : sorted) {
            if (json) {
                out.println(
                        DeadLetterListJson.count(count.reason(), count.topic(), count.letters()));
            } else {
                out.printf(
                        "%10d  %-22s  %s%n",
                        count.letters(),
                        Printable.line(count.reason(), 40),
                        Printable.line(count.topic(), 255));
            }
        }
        return said("");
    }

    private List<String> said(String more) {
        String none = found == 0 ? "No dead letters." : "";
        String twice =
                forgot
                        ? "Over "
                                + REMEMBERED
                                + " letters: one that is in the topic twice, far apart, is here"
                                + " twice."
                        : "";
        return Stream.of(none, unknown, more, twice)
                .filter(sentence -> !sentence.isEmpty())
                .toList();
    }

    /** Whether all were read. */
    private boolean read(long limit, Consumer<Letter> each) {
        try (Admin admin = letters.admin();
                org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer =
                        letters.consumer()) {
            TopicDirectory topics = new TopicDirectory(admin);
            topics.need(letters.name());
            unknown = topics.unknown(filter.topics()).orElse("");
            TopicScan scan = new TopicScan(consumer, letters.name());
            return scan.read(
                            scan.all(),
                            entry -> {
                                Letter letter = Letter.of(entry);
                                if (filter.test(letter) && isNew(letter)) {
                                    each.accept(letter);
                                    found++;
                                }
                                return found < limit;
                            })
                    .isEmpty();
        }
    }

    private boolean isNew(Letter letter) {
        if (letter.content().isEmpty()) {
            return true;
        }
        if (seen.isFull()) {
            seen.clear();
            forgot = true;
        }
        return seen.add(letter.origin());
    }

    private void print(Letter letter) {
        if (json) {
            out.println(
                    letter.content()
                            .map(
                                    content ->
                                            DeadLetterListJson.letter(
                                                    content,
                                                    letter.arrivalMillis(),
                                                    letter.place()))
                            .orElseGet(
                                    () ->
                                            DeadLetterListJson.unreadable(
                                                    letter.problem(),
                                                    letter.arrivalMillis(),
                                                    letter.bytes().length,
                                                    letter.place())));
            return;
        }
        if (found == 0) {
            out.printf(LINE, "ARRIVAL", "REASON", "BYTES", "ID", "TEXT");
        }
        out.printf(
                LINE,
                Instant.ofEpochMilli(letter.arrivalMillis()),
                letter.content()
                        .map(content -> Printable.line(content.reason(), 22))
                        .orElse("(no dead letter)"),
                letter.content().map(DeadLetter::size).orElse(letter.bytes().length),
                Printable.line(letter.origin().id(), 300),
                Printable.line(
                        letter.content().map(DeadLetter::text).orElse(letter.problem()), TEXT));
    }
}
