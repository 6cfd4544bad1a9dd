package io.chronofabric.jobs.deadletters;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.chronofabric.core.ChronoFabricException;
import io.chronofabric.jobs.kafka.RecordHeaders;
import io.chronofabric.state.model.DeadLetter;
import io.chronofabric.state.model.Form;
import io.chronofabric.state.model.Header;
import io.chronofabric.state.model.Origin;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Makes a letter into the record that it was: the same topic, partition, key, headers and value,
 * and one header that says where it came from first. An event in our own form gets another that
 * says so. For one thread.
 */
final class Resends {
    private final DeadLetterTopic letters;
    private final TopicDirectory topics;
    private final Originals originals;

    Resends(DeadLetterTopic letters, TopicDirectory topics, Originals originals) {
        this.letters = letters;
        this.topics = topics;
        this.originals = originals;
    }

    /**
     * The record of a letter.
     *
     * @param letter that could be read
     * @throws Unsendable if there is none
     */
    Resend of(Letter letter) throws Unsendable {
        DeadLetter content = letter.content().orElseThrow();
        checkTopic(content.origin());
        DeadLetter whole = content.cut().isNone() ? content : originals.whole(content);
        Origin origin = whole.origin();
        // Its partition by number: its key alone may lead elsewhere, if its sender had other ideas.
        Integer partition =
                origin.partition() < topics.partitions(origin.source())
                        ? (Integer) origin.partition()
                        : null;
        ProducerRecord<byte[], byte[]> entry =
                new ProducerRecord<>(
                        origin.source(),
                        partition,
                        whole.transport().key(),
                        whole.form() == Form.TOMBSTONE ? null : whole.raw());
        boolean signal = whole.form() == Form.SIGNAL;
        for (Header header : whole.transport().headers()) {
            boolean ours =
                    header.name().equals(RecordHeaders.ORIGIN)
                            || (signal && header.name().equals(RecordHeaders.FORM));
            if (!ours) {
                entry.headers().add(header.name(), header.value());
            }
        }
        if (signal) {
            entry.headers().add(RecordHeaders.FORM, RecordHeaders.SIGNAL.getBytes(UTF_8));
        }
        RecordHeaders.Place first =
                firstPlace(whole).orElse(new RecordHeaders.Place(origin, letter.arrivalMillis()));
        entry.headers().add(RecordHeaders.ORIGIN, first.text().getBytes(UTF_8));
        return new Resend(content, letter.place(), entry);
    }

    /** Letters can name any topic, so those that nobody may be sent to are held back. */
    private void checkTopic(Origin origin) throws Unsendable {
        String topic = origin.source();
        if (topic.equals(letters.name()) || topic.equals(letters.marks())) {
            throw new Unsendable("it came from the dead letters themselves");
        }
        if (!topics.has(topic)) {
            throw new Unsendable(
                    "there is no topic "
                            + Printable.line(topic, 100)
                            + topics.near(topic)
                                    .map(near -> " (did you mean " + near + "?)")
                                    .orElse(""));
        }
    }

    /** Where the record came from before it was sent again for the first time. */
    private static Optional<RecordHeaders.Place> firstPlace(DeadLetter letter) {
        Optional<RecordHeaders.Place> place = Optional.empty();
        for (Header header : letter.transport().headers()) {
            if (header.name().equals(RecordHeaders.ORIGIN) && header.value() != null) {
                try {
                    place =
                            Optional.of(
                                    RecordHeaders.Place.parse(new String(header.value(), UTF_8)));
                } catch (ChronoFabricException e) {
                    // Not written by a replay; perhaps why the record was refused.
                    place = Optional.empty();
                }
            }
        }
        return place;
    }
}
