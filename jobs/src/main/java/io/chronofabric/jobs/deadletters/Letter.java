package io.chronofabric.jobs.deadletters;

import io.chronofabric.core.ChronoFabricException;
import io.chronofabric.state.codec.RejectedJson;
import io.chronofabric.state.model.DeadLetter;
import io.chronofabric.state.model.Origin;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A record in the topic of dead letters: a letter, or whatever else someone wrote there.
 *
 * @param place where it lies in that topic
 * @param writtenMillis its own timestamp
 * @param content what it says, if it is a letter
 * @param problem why it is none; else empty
 * @param bytes its value
 */
@SuppressWarnings("ArrayRecordComponent") // looked at and dropped; never compared
record Letter(
        Origin place,
        long writtenMillis,
        Optional<DeadLetter> content,
        String problem,
        byte[] bytes) {
    static Letter of(ConsumerRecord<byte[], byte[]> entry) {
        Origin place = new Origin(entry.topic(), entry.partition(), entry.offset());
        long written = Math.max(0, entry.timestamp());
        if (entry.value() == null) {
            return new Letter(place, written, Optional.empty(), "no value", new byte[0]);
        }
        try {
            DeadLetter content = RejectedJson.read(entry.value());
            return new Letter(place, written, Optional.of(content), "", entry.value());
        } catch (ChronoFabricException e) {
            String problem = e.given() + " (expected: " + e.expected() + ")";
            return new Letter(place, written, Optional.empty(), problem, entry.value());
        }
    }

    /** The place of the record that it is about; of what is no letter, its own. */
    Origin origin() {
        return content.map(DeadLetter::origin).orElse(place);
    }

    /**
     * When the record that it is about came in. Where nothing noted that, when the letter was
     * written, which was later.
     */
    long arrivalMillis() {
        return content.map(DeadLetter::transport)
                .filter(transport -> transport.hasArrival())
                .map(transport -> transport.arrivalMillis())
                .orElse(writtenMillis);
    }
}
