package io.chronofabric.jobs.kafka;

import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.KafkaException;

/**
 * Asks the brokers what became of a transaction that they refuse to go on with. A job that starts
 * from a savepoint commits once more what it committed when it was stopped; brokers of transaction
 * version 2 count an epoch on with each commit (KIP-890) and refuse that as they refuse to commit
 * what they gave up. For one thread.
 */
public final class TransactionFate {
    /** What can have become of it. */
    public enum Fate {
        /** It was committed before. */
        COMMITTED,
        /** Someone else has begun anew under its name. */
        TAKEN,
        /** None of these, as far as the brokers can tell: given up after its time-out, say. */
        GONE
    }

    private static final Set<TransactionState> BEGUN =
            Set.of(TransactionState.EMPTY, TransactionState.ONGOING);

    private static final Set<TransactionState> GIVEN_UP =
            Set.of(
                    TransactionState.PREPARE_EPOCH_FENCE,
                    TransactionState.PREPARE_ABORT,
                    TransactionState.COMPLETE_ABORT);

    private static final int LOOKS = 30;
    private static final long PAUSE_NANOS = 100_000_000;

    private final Properties admin;

    /**
     * @param admin properties of an admin client
     */
    public TransactionFate(Properties admin) {
        this.admin = admin;
    }

    /**
     * What became of a transaction that this job has begun. A job does not use a name again, so
     * that its last end is its own.
     */
    public Fate of(String transactionalId, long producerId, int epoch) throws InterruptedException {
        TransactionDescription last = describe(transactionalId);
        if (last == null) {
            return Fate.GONE;
        }
        boolean ours = last.producerId() == producerId && last.producerEpoch() - epoch <= 1;
        boolean committed =
                last.state() == TransactionState.COMPLETE_COMMIT
                        // Decided, and the partitions are being told.
                        || last.state() == TransactionState.PREPARE_COMMIT;
        if (ours && committed) {
            return Fate.COMMITTED;
        }
        boolean begun = BEGUN.contains(last.state());
        boolean same = last.producerId() == producerId && last.producerEpoch() == epoch;
        return begun && !same ? Fate.TAKEN : Fate.GONE;
    }

    /**
     * Whether someone else has begun anew under the name of a transaction whose producer the
     * brokers no longer accept. Who begins anew has the brokers end the transaction first and comes
     * back for its turn, so that one which is ending, or has just been given up, is looked at for
     * {@value #LOOKS} times 100 ms. What the brokers gave up themselves is not begun again by
     * anyone.
     */
    public boolean isTaken(String transactionalId) throws InterruptedException {
        try (Admin client = Admin.create(admin)) {
            for (int look = 1; ; look++) {
                TransactionState state = describe(client, transactionalId).state();
                if (BEGUN.contains(state)) {
                    return true;
                }
                if (!GIVEN_UP.contains(state) || look == LOOKS) {
                    return false;
                }
                LockSupport.parkNanos(PAUSE_NANOS);
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
            }
        } catch (ExecutionException | KafkaException e) {
            return false;
        }
    }

    /** Null where they do not know it, or must not tell. */
    private TransactionDescription describe(String transactionalId) throws InterruptedException {
        try (Admin client = Admin.create(admin)) {
            return describe(client, transactionalId);
        } catch (ExecutionException | KafkaException e) {
            return null;
        }
    }

    private static TransactionDescription describe(Admin client, String transactionalId)
            throws InterruptedException, ExecutionException {
        return client.describeTransactions(List.of(transactionalId))
                .description(transactionalId)
                .get();
    }
}
