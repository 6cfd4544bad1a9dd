package io.chronofabric.jobs.kafka;

import java.util.List;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.flink.connector.kafka.sink.KafkaCommittable;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.KafkaException;

/**
 * Asks the brokers what became of a transaction that they refuse to commit. A job that starts from
 * a savepoint commits once more what it committed when it was stopped; brokers of transaction
 * version 2 count an epoch on with each commit (KIP-890) and refuse that as they refuse to commit
 * what they gave up. For one thread.
 */
final class TransactionFate {
    private final Properties admin;

    /**
     * @param admin properties of an admin client
     */
    TransactionFate(Properties admin) {
        this.admin = admin;
    }

    /**
     * Whether a transaction is known to have been committed before. Names of transactions are not
     * used again, so its last end is its own.
     */
    boolean isCommitted(KafkaCommittable committable) throws InterruptedException {
        String id = committable.getTransactionalId();
        try (Admin client = Admin.create(admin)) {
            TransactionDescription last =
                    client.describeTransactions(List.of(id)).description(id).get();
            return last.state() == TransactionState.COMPLETE_COMMIT
                    && last.producerId() == committable.getProducerId()
                    && last.producerEpoch() - committable.getEpoch() <= 1;
        } catch (ExecutionException | KafkaException e) {
            // Unknown or not to be asked: then nobody knows that it was committed.
            return false;
        }
    }
}
