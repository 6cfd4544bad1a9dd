package io.chronofabric.jobs.deadletters;

import io.chronofabric.jobs.kafka.Range;
import io.chronofabric.jobs.kafka.TopicScan;
import io.chronofabric.state.codec.RejectedJson;
import io.chronofabric.state.model.DeadLetter;
import io.chronofabric.state.model.Form;
import io.chronofabric.state.model.Header;
import io.chronofabric.state.model.Origin;
import io.chronofabric.state.model.Transport;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Fetches records that were too large for their letters from where they came from, if they are
 * still there and still the same. For one thread.
 */
final class Originals {
    private final Consumer<byte[], byte[]> consumer;

    Originals(Consumer<byte[], byte[]> consumer) {
        this.consumer = consumer;
    }

    /**
     * A letter with all that was left out of it.
     *
     * @throws Unsendable if its record cannot be had
     */
    DeadLetter whole(DeadLetter letter) throws Unsendable {
        if (letter.form() == Form.SIGNAL) {
            throw new Unsendable(
                    "its event was too large for the letter; send it from its source again");
        }
        ConsumerRecord<byte[], byte[]> found = fetch(letter.origin());
        if (found == null) {
            throw new Unsendable("it was too large for the letter, and its topic no longer has it");
        }
        if (!isSame(letter, found)) {
            throw new Unsendable(
                    "it was too large for the letter, and its topic has another record in its"
                            + " place");
        }
        List<Header> headers = new ArrayList<>();
        found.headers().forEach(header -> headers.add(new Header(header.key(), header.value())));
        return new DeadLetter(
                letter.form() == Form.TOMBSTONE ? new byte[0] : found.value(),
                letter.form(),
                letter.origin(),
                letter.reason(),
                letter.text(),
                new Transport(found.key(), headers, letter.transport().arrivalMillis()),
                DeadLetter.Cut.NONE);
    }

    private ConsumerRecord<byte[], byte[]> fetch(Origin origin) {
        TopicPartition partition = new TopicPartition(origin.source(), origin.partition());
        List<TopicPartition> one = List.of(partition);
        Map<TopicPartition, Long> first = consumer.beginningOffsets(one);
        Map<TopicPartition, Long> end = consumer.endOffsets(one);
        if (origin.position() < first.get(partition) || origin.position() >= end.get(partition)) {
            return null;
        }
        List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
        new TopicScan(consumer, origin.source())
                .read(
                        List.of(
                                new Range(
                                        origin.partition(),
                                        origin.position(),
                                        origin.position() + 1)),
                        entry -> {
                            if (entry.offset() == origin.position()) {
                                found.add(entry);
                            }
                            return false;
                        });
        return found.isEmpty() ? null : found.get(0);
    }

    private static boolean isSame(DeadLetter letter, ConsumerRecord<byte[], byte[]> found) {
        Transport came = letter.transport();
        if (came.hasArrival() && came.arrivalMillis() != found.timestamp()) {
            return false;
        }
        boolean sameKey =
                letter.cut().keySize() > 0
                        ? found.key() != null && found.key().length == letter.cut().keySize()
                        : Arrays.equals(came.key(), found.key());
        if (!sameKey || (letter.form() == Form.TOMBSTONE) != (found.value() == null)) {
            return false;
        }
        if (found.value() == null) {
            return true;
        }
        return letter.cut().size() > 0
                ? found.value().length == letter.cut().size()
                        && RejectedJson.sha256(found.value()).equals(letter.cut().sha256())
                : Arrays.equals(letter.raw(), found.value());
    }
}
