package io.chronofabric.jobs.rules;

import io.chronofabric.jobs.kafka.KafkaFailure;
import io.chronofabric.time.TimeSource;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.KafkaException;

/**
 * The governor as a process of its own: promises at a fixed distance, and takes changes that came
 * too late out of the log, as the one inside a job does. Goes on when the brokers fail. For one
 * thread.
 */
public final class Governor {
    /** Is told how it goes. */
    public interface Listener {
        /** All is well, now and then. */
        void status(Status status);

        /** Something does not work; once, until it is another thing. */
        void trouble(String sentence);
    }

    /**
     * How far it has come.
     *
     * @param promisedMillis the last moment promised, in milliseconds since the epoch
     * @param promises how many were made
     * @param withdrawn changes taken out of the log
     */
    public record Status(long promisedMillis, long promises, long withdrawn) {}

    private final FrontierWriter writer;
    private final RuleLog log;
    private final TimeSource time;
    private final Duration interval;
    private final Duration statusInterval;
    private final Listener listener;

    private long seen = -1;
    private long promises;
    private long promised;
    private long withdrawn;
    private String trouble = "";

    /**
     * @param writer makes the promises; stays the caller's to close
     * @param log the topic as read so far, with no base; stays the caller's to close
     * @param interval distance of promises
     * @param statusInterval distance of what the listener is told
     */
    public Governor(
            FrontierWriter writer,
            RuleLog log,
            TimeSource time,
            Duration interval,
            Duration statusInterval,
            Listener listener) {
        this.writer = writer;
        this.log = log;
        this.time = time;
        this.interval = interval;
        this.statusInterval = statusInterval;
        this.listener = listener;
    }

    /** Promises until told to stop. */
    public void run(CompletableFuture<?> stop) throws InterruptedException {
        long next = time.monotonicNanos();
        long nextStatus = next;
        while (!stop.isDone()) {
            Status status = step();
            long now = time.monotonicNanos();
            if (now >= nextStatus && trouble.isEmpty()) {
                listener.status(status);
                nextStatus = now + statusInterval.toNanos();
            }
            // After a long wait for the brokers not all that was missed at once.
            next = Math.max(next + interval.toNanos(), now);
            await(stop, next - now);
        }
    }

    /** Promises once and looks for what came too late. */
    public Status step() {
        promised = writer.promise();
        promises++;
        try {
            log.read();
            withdrawLate();
            tell(writer.failure());
        } catch (KafkaException e) {
            tell(KafkaFailure.firstLine(e));
        }
        return new Status(promised, promises, withdrawn);
    }

    private void withdrawLate() {
        for (RuleLog.Change change : log.changes()) {
            if (change.offset() > seen) {
                seen = change.offset();
                if (change.isLate() && !log.isWithdrawn(change)) {
                    writer.withdraw(change.id());
                    withdrawn++;
                }
            }
        }
    }

    private void tell(String now) {
        if (!now.isEmpty() && !now.equals(trouble)) {
            listener.trouble(now);
        }
        trouble = now;
    }

    private static void await(CompletableFuture<?> stop, long nanos) throws InterruptedException {
        try {
            stop.get(nanos, TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            // The time is up: on with the next promise.
        } catch (ExecutionException e) {
            throw new IllegalStateException("a request to stop failed", e);
        }
    }
}
