package io.chronofabric.jobs.kafka;

import io.chronofabric.core.ErrorCode;
import io.chronofabric.operators.StopJobException;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.connector.kafka.sink.KafkaCommittable;

/**
 * Commits as another committer does, and stops the job where that one would accept a loss. What was
 * committed before, by a job that was stopped with the savepoint that this one began from, is none.
 */
final class StrictCommitter implements Committer<KafkaCommittable> {
    private final Committer<KafkaCommittable> committer;
    private final String topic;
    private final TransactionFate fate;

    StrictCommitter(Committer<KafkaCommittable> committer, String topic, TransactionFate fate) {
        this.committer = committer;
        this.topic = topic;
        this.fate = fate;
    }

    @Override
    public void commit(Collection<CommitRequest<KafkaCommittable>> requests)
            throws IOException, InterruptedException {
        List<WatchedRequest> watched = requests.stream().map(WatchedRequest::new).toList();
        committer.commit(List.copyOf(watched));
        for (WatchedRequest request : watched) {
            if (request.lost == null) {
                continue;
            }
            TransactionFate.Fate found =
                    fate.of(
                            request.getCommittable().getTransactionalId(),
                            request.getCommittable().getProducerId(),
                            request.getCommittable().getEpoch());
            if (found != TransactionFate.Fate.COMMITTED) {
                throw lost(request, found);
            }
            request.signalAlreadyCommitted();
        }
    }

    private StopJobException lost(WatchedRequest request, TransactionFate.Fate found) {
        return new StopJobException(
                ErrorCode.KAFKA_TRANSACTION_LOST,
                "transaction "
                        + request.getCommittable().getTransactionalId()
                        + " of topic "
                        + topic
                        + ", which a checkpoint counts on, is gone ("
                        + request.lost.getMessage()
                        + (found == TransactionFate.Fate.TAKEN
                                ? "; another job with the same kafka.transaction.id-prefix has"
                                        + " begun one under its name"
                                : "")
                        + ")",
                "a transaction that the brokers keep until it is committed",
                "Its records are lost if nothing else holds them. Start again from a checkpoint or"
                        + " savepoint before it, which writes them anew, and set"
                        + " kafka.transaction.timeout above the longest outage; or go on without"
                        + " them by kafka.transaction.on-loss=accept.",
                request.lost);
    }

    @Override
    public void close() throws Exception {
        committer.close();
    }

    /** Notes a failure that the request is told of instead of passing over it. */
    private static final class WatchedRequest implements CommitRequest<KafkaCommittable> {
        private final CommitRequest<KafkaCommittable> request;
        private Throwable lost;

        WatchedRequest(CommitRequest<KafkaCommittable> request) {
            this.request = request;
        }

        @Override
        public KafkaCommittable getCommittable() {
            return request.getCommittable();
        }

        @Override
        public int getNumberOfRetries() {
            return request.getNumberOfRetries();
        }

        @Override
        public void signalFailedWithKnownReason(Throwable reason) {
            lost = reason;
        }

        @Override
        public void signalFailedWithUnknownReason(Throwable reason) {
            request.signalFailedWithUnknownReason(reason);
        }

        @Override
        public void retryLater() {
            request.retryLater();
        }

        @Override
        public void updateAndRetryLater(KafkaCommittable committable) {
            request.updateAndRetryLater(committable);
        }

        @Override
        public void signalAlreadyCommitted() {
            request.signalAlreadyCommitted();
        }
    }
}
