package io.chronofabric.jobs.kafka;

import io.chronofabric.core.ErrorCode;
import io.chronofabric.operators.StopJobException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.util.ExceptionUtils;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;

/**
 * The failures of a writer. Where another job has taken its transaction, a restart would take it
 * back and stop that job, and so on. For one task's thread.
 */
final class SendFailures {
    /** How the connector tells which producer failed. */
    private static final Pattern NAMED = Pattern.compile("transactionalId='([^']+)'");

    private final String topic;
    private final TransactionFate fate;
    private boolean any;

    SendFailures(String topic, TransactionFate fate) {
        this.topic = topic;
        this.fate = fate;
    }

    /** Whether there was one. */
    boolean any() {
        return any;
    }

    /**
     * Notes one, to be thrown on.
     *
     * @throws StopJobException if another job is the cause
     */
    void note(Exception failure) {
        any = true;
        boolean refused =
                ExceptionUtils.findThrowable(failure, ProducerFencedException.class).isPresent()
                        || ExceptionUtils.findThrowable(
                                        failure, InvalidProducerEpochException.class)
                                .isPresent();
        Matcher named = NAMED.matcher(ExceptionUtils.stringifyException(failure));
        if (refused && named.find() && isTaken(named.group(1))) {
            throw taken(named.group(1), failure);
        }
    }

    private boolean isTaken(String transactionalId) {
        try {
            return fate.isTaken(transactionalId);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private StopJobException taken(String transactionalId, Exception failure) {
        return new StopJobException(
                ErrorCode.KAFKA_TRANSACTION_TAKEN,
                "another job has taken transaction " + transactionalId + " of topic " + topic,
                "a kafka.transaction.id-prefix that no other running job has",
                "Give each job that writes to this topic a prefix of its own. Start this one again"
                        + " from its newest checkpoint: nothing of it is lost.",
                failure);
    }
}
