package io.chronofabric.jobs.deadletters;

import io.chronofabric.core.ChronoFabricException;
import io.chronofabric.core.ErrorCode;
import io.chronofabric.jobs.kafka.KafkaFailure;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TopicAuthorizationException;

/**
 * Sends records and their marks, a batch in a transaction: after a crash either both are there or
 * neither. For one thread.
 */
final class Sender {
    /** What is wrong with one record, and would not be with another. */
    private static final List<Class<? extends KafkaException>> OF_ONE_RECORD =
            List.of(
                    RecordTooLargeException.class,
                    RecordBatchTooLargeException.class,
                    InvalidRecordException.class,
                    InvalidTimestampException.class,
                    TopicAuthorizationException.class);

    private final Producer<byte[], byte[]> producer;
    private final DeadLetterTopic letters;
    private final Marks marks;

    Sender(Producer<byte[], byte[]> producer, DeadLetterTopic letters) {
        this.producer = producer;
        this.letters = letters;
        this.marks = new Marks(letters);
    }

    /**
     * Ends every other replay of these letters, and what a dead one had left open. Only after this
     * do the marks say all that was replayed.
     */
    void begin() {
        try {
            producer.initTransactions();
        } catch (KafkaException e) {
            throw unlessTakenOver(e);
        }
    }

    /**
     * Sends a batch.
     *
     * @return those that were refused, by their place in the batch, with the reason
     * @throws KafkaFailure if another replay took over
     */
    Map<Integer, String> send(List<Resend> batch) {
        Map<Integer, String> refused = new TreeMap<>();
        String whole = trySend(batch);
        if (whole.isEmpty()) {
            return refused;
        }
        if (batch.size() == 1) {
            refused.put(0, whole);
            return refused;
        }
        for (int i = 0; i < batch.size(); i++) {
            String one = trySend(List.of(batch.get(i)));
            if (!one.isEmpty()) {
                refused.put(i, one);
            }
        }
        return refused;
    }

    /** Empty, or why a record of it was refused and none was sent. */
    private String trySend(List<Resend> batch) {
        try {
            producer.beginTransaction();
            for (Resend resend : batch) {
                producer.send(resend.entry());
                producer.send(marks.mark(resend.letter().origin(), resend.place()));
            }
            producer.commitTransaction();
            return "";
        } catch (KafkaException e) {
            KafkaException cause = unlessTakenOver(e);
            for (Class<? extends KafkaException> kind : OF_ONE_RECORD) {
                KafkaException found = KafkaFailure.find(cause, kind);
                if (found != null) {
                    producer.abortTransaction();
                    return KafkaFailure.firstLine(found);
                }
            }
            throw cause;
        }
    }

    private KafkaException unlessTakenOver(KafkaException e) {
        if (KafkaFailure.find(e, ProducerFencedException.class) != null
                || KafkaFailure.find(e, InvalidProducerEpochException.class) != null) {
            throw new KafkaFailure(
                    new ChronoFabricException(
                            ErrorCode.KAFKA_TRANSACTION_LOST,
                            "another replay of " + letters.name() + " began and took over",
                            "one replay at a time",
                            "Nothing was sent twice. Wait for it, then run this one again for what"
                                    + " may be left."),
                    e);
        }
        return e;
    }
}
