package io.chronofabric.jobs.deadletters;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.chronofabric.jobs.kafka.TopicScan;
import io.chronofabric.state.model.DeadLetter;
import io.chronofabric.state.model.Form;
import io.chronofabric.state.model.Header;
import io.chronofabric.state.model.Origin;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;

/** Shows all there is to know about one dead letter. */
public final class Page {
    private static final String ROW = "%-9s  %s%n";
    private static final int TEXT = 5_000;
    private static final int KEY = 1_000;

    private final DeadLetterTopic letters;
    private final PrintWriter out;

    /**
     * @param out for the page
     */
    public Page(DeadLetterTopic letters, PrintWriter out) {
        this.letters = letters;
        this.out = out;
    }

    /**
     * Prints a letter.
     *
     * @param id of the record it is about, or its own place in the topic of dead letters
     * @return false if there is none
     */
    public boolean show(Origin id) {
        try (Admin admin = letters.admin();
                Consumer<byte[], byte[]> consumer = letters.consumer()) {
            TopicDirectory topics = new TopicDirectory(admin);
            topics.need(letters.name());
            TopicScan scan = new TopicScan(consumer, letters.name());
            List<Letter> found = new ArrayList<>();
            scan.read(
                    scan.all(),
                    entry -> {
                        Letter letter = Letter.of(entry);
                        if (letter.origin().equals(id) || letter.place().equals(id)) {
                            found.add(letter);
                        }
                        return found.isEmpty();
                    });
            if (found.isEmpty()) {
                return false;
            }
            boolean replayed =
                    topics.has(letters.marks()) && isMarked(consumer, found.get(0).origin());
            print(found.get(0), replayed);
            return true;
        }
    }

    private boolean isMarked(Consumer<byte[], byte[]> consumer, Origin origin) {
        byte[] key = origin.id().getBytes(UTF_8);
        TopicScan marks = new TopicScan(consumer, letters.marks());
        return !marks.read(marks.all(), mark -> !Arrays.equals(key, mark.key())).isEmpty();
    }

    private void print(Letter letter, boolean replayed) {
        row("id", Printable.line(letter.origin().id(), TEXT));
        if (letter.content().isEmpty()) {
            row("problem", "no dead letter: " + Printable.line(letter.problem(), TEXT));
        }
        letter.content().ifPresent(content -> print(content, replayed));
        row(
                "letter",
                letter.place().id() + ", written " + Instant.ofEpochMilli(letter.writtenMillis()));
        if (letter.content().isEmpty()) {
            value("bytes", letter.bytes());
        } else if (letter.content().get().form() != Form.TOMBSTONE) {
            value("value", letter.content().get().raw());
        }
    }

    private void print(DeadLetter content, boolean replayed) {
        row("reason", Printable.line(content.reason(), TEXT));
        row("text", Printable.line(content.text(), TEXT));
        row(
                "arrival",
                content.transport().hasArrival()
                        ? Instant.ofEpochMilli(content.transport().arrivalMillis()).toString()
                        : "not known");
        row(
                "form",
                switch (content.form()) {
                    case RECORD -> "record: its value as it came";
                    case SIGNAL -> "signal: the event, rewritten in ChronoFabric's own form";
                    case RULE_CHANGE -> "rule change: rewritten in ChronoFabric's own form";
                    case TOMBSTONE -> "tombstone: it had no value";
                });
        row("size", content.size() + " bytes");
        DeadLetter.Cut cut = content.cut();
        if (cut.size() > 0) {
            row(
                    "cut",
                    "the first "
                            + content.raw().length
                            + " bytes are here; SHA-256 "
                            + cut.sha256());
        }
        row("replayed", replayed ? "yes" : "no");
        byte[] key = content.transport().key();
        if (cut.keySize() > 0) {
            row("key", cut.keySize() + " bytes, left out");
        } else {
            row("key", key == null ? "(none)" : shown(key));
        }
        for (Header header : content.transport().headers()) {
            row(
                    "header",
                    Printable.line(header.name(), KEY)
                            + (header.value() == null
                                    ? " (no value)"
                                    : ": " + shown(header.value())));
        }
        if (cut.headers() > 0) {
            row("header", cut.headers() + " more, left out");
        }
    }

    private static String shown(byte[] bytes) {
        return Printable.text(bytes)
                .filter(text -> text.indexOf('\n') < 0)
                .map(text -> Printable.line(text, KEY))
                .orElseGet(() -> "0x" + Printable.line(HexFormat.of().formatHex(bytes), KEY));
    }

    private void value(String name, byte[] bytes) {
        Optional<String> text = Printable.text(bytes);
        row(name, text.isPresent() ? "as text:" : "in hexadecimal, as it is no plain text:");
        if (text.isPresent()) {
            out.println(text.get());
        } else {
            Printable.hex(bytes).forEach(out::println);
        }
    }

    private void row(String name, String value) {
        out.printf(ROW, name, value);
    }
}
