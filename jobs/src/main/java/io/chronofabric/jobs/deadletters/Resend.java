package io.chronofabric.jobs.deadletters;

import io.chronofabric.state.model.DeadLetter;
import io.chronofabric.state.model.Origin;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * A record that is ready to be sent again.
 *
 * @param letter what its letter says
 * @param place where its letter lies
 * @param entry the record
 */
record Resend(DeadLetter letter, Origin place, ProducerRecord<byte[], byte[]> entry) {
    /** Bytes of its value. */
    int size() {
        return entry.value() == null ? 0 : entry.value().length;
    }
}
