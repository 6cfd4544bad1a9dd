package io.chronofabric.it.bench.bus;

import com.sun.management.ThreadMXBean;
import io.chronofabric.time.TimeSource;
import java.lang.management.ManagementFactory;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Runs both ends of a transport, each in a thread of its own. */
final class TwoThreads implements AutoCloseable {
    /** Until both threads are at work. */
    private static final long LEAD_NANOS = 2_000_000;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final TimeSource time;
    private final ExecutorService threads = Executors.newFixedThreadPool(2);

    TwoThreads(TimeSource time) {
        this.time = time;
    }

    /**
     * A saturated run.
     *
     * @param perSecond messages a second
     * @param bytesEach bytes that both threads allocate for each
     * @param lost messages that did not arrive, each copy counted
     * @param disordered messages that came after a later one; not looked for among several copies
     */
    record Rate(double perSecond, double bytesEach, long lost, long disordered) {}

    /** Sends at moments given before, and measures how long each message takes. */
    LatencyFigures paced(Transport transport, long intervalNanos, int windows) {
        Schedule schedule =
                new Schedule(time.monotonicNanos() + LEAD_NANOS, intervalNanos, windows);
        PacedReceiver receiver =
                new PacedReceiver(transport.receiver(), time, schedule, transport.copies());
        CompletableFuture<Void> receiving = CompletableFuture.runAsync(receiver::run, threads);
        PacedSender sender = new PacedSender(transport.sender(), time, schedule);
        boolean[] stalled = CompletableFuture.supplyAsync(sender::run, threads).join();
        receiving.join();
        return receiver.windows(stalled).figures();
    }

    /** Sends as fast as it goes, until a number is reached. */
    Rate saturated(Transport transport, long messages) {
        Counting counting = new Counting(transport.receiver(), messages, transport.copies());
        Transport.Sender sender = transport.sender();
        long start = time.monotonicNanos();
        CompletableFuture<Long> receiving = CompletableFuture.supplyAsync(counting::run, threads);
        CompletableFuture<Long> sending =
                CompletableFuture.supplyAsync(() -> sendAll(sender, messages), threads)
                        .whenComplete((bytes, failure) -> counting.allSent = true);
        long allocated = receiving.join() + sending.join();
        long nanos = time.monotonicNanos() - start;
        return new Rate(
                messages * 1e9 / nanos,
                (double) allocated / messages,
                counting.lost(),
                counting.disordered());
    }

    @Override
    public void close() {
        threads.shutdown();
    }

    private static long sendAll(Transport.Sender sender, long messages) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        for (long index = 0; index < messages; index++) {
            send(sender, index);
        }
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }

    private static void send(Transport.Sender sender, long index) {
        while (!sender.trySend(index, index)) {
            Thread.onSpinWait();
        }
    }

    /** Counts what arrives and checks its order. */
    private static final class Counting implements Transport.Arrivals {
        private final Transport.Receiver receiver;
        private final long expected;
        private final int copies;
        private long arrived;
        private long latest = -1;
        private long disordered;
        private volatile boolean allSent;

        Counting(Transport.Receiver receiver, long messages, int copies) {
            this.receiver = receiver;
            this.expected = messages * copies;
            this.copies = copies;
        }

        long run() {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            while (arrived < expected) {
                // Read first: what is not there after the last send will never be.
                boolean last = allSent;
                if (receiver.poll(this) == 0) {
                    if (last) {
                        break;
                    }
                    Thread.onSpinWait();
                }
            }
            return THREADS.getCurrentThreadAllocatedBytes() - before;
        }

        long lost() {
            return expected - arrived;
        }

        long disordered() {
            return disordered;
        }

        @Override
        public void arrived(long index, long nanos) {
            if (copies == 1 && index <= latest) {
                disordered++;
            }
            latest = index;
            arrived++;
        }
    }
}
