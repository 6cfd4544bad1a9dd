package io.chronofabric.it.bench.patterns;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource.NumberSequenceSplit;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiter;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;

/**
 * A source of so many numbers that then neither gives more nor ends: what a job keeps at that point
 * can be looked at. One at a time in a process.
 */
final class OpenEnd implements RateLimiterStrategy<NumberSequenceSplit> {
    private static final long serialVersionUID = 1L;
    private static volatile CountDownLatch given = new CountDownLatch(0);

    private final long count;

    private OpenEnd(long count) {
        this.count = count;
    }

    static DataGeneratorSource<Long> after(long count) {
        given = new CountDownLatch(1);
        return new DataGeneratorSource<>(
                number -> number, count + 1, new OpenEnd(count), Types.LONG);
    }

    /** Waits until the source has given all its numbers. */
    static void awaitIt() throws InterruptedException {
        given.await();
    }

    @Override
    public RateLimiter<NumberSequenceSplit> createRateLimiter(int parallelism) {
        return new Limit();
    }

    private final class Limit implements RateLimiter<NumberSequenceSplit> {
        private long asked;

        @Override
        public CompletionStage<Void> acquire(int numbers) {
            asked += numbers;
            if (asked <= count) {
                return CompletableFuture.completedFuture(null);
            }
            given.countDown();
            return new CompletableFuture<>();
        }
    }
}
