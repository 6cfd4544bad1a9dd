package io.chronofabric.jobs.telemetry;

import io.chronofabric.state.model.Signal;
import io.chronofabric.time.TimeSource;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a reading at each multiple of an interval since the epoch, so that samples fall where rules
 * look for them, and hands it on. One thread, which ends with {@link #close}.
 */
public final class TelemetryPublisher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TelemetryPublisher.class);
    private static final long SECONDS_TO_END = 5;

    /** A reading a moment before its multiple would count for the one before. */
    private static final long MARGIN_NANOS = 1_000_000;

    private final Supplier<List<Signal>> telemetry;
    private final Consumer<Signal> out;
    private final TimeSource time;
    private final long intervalNanos;
    private long due = Long.MIN_VALUE / 2;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(
                    task -> {
                        Thread daemon = new Thread(task, "host-telemetry");
                        daemon.setDaemon(true);
                        return daemon;
                    });

    /**
     * @param telemetry takes a reading; called by the publisher's thread only
     * @param out where each signal goes; called by the publisher's thread only
     */
    public TelemetryPublisher(
            Supplier<List<Signal>> telemetry,
            Consumer<Signal> out,
            TimeSource time,
            Duration interval) {
        this.telemetry = telemetry;
        this.out = out;
        this.time = time;
        this.intervalNanos = interval.toNanos();
    }

    /** Begins; the first reading comes within an interval. */
    public void start() {
        schedule();
    }

    private void schedule() {
        long now = time.epochNanos();
        // The timer runs on another clock than the calendar: never the same multiple twice.
        due = Math.max(now - Math.floorMod(now, intervalNanos), due) + intervalNanos;
        try {
            // The promise is of no interest: publish() lets nothing escape.
            var unused =
                    thread.schedule(this::publish, due + MARGIN_NANOS - now, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("Closed while a reading was taken.", e);
        }
    }

    private void publish() {
        try {
            telemetry.get().forEach(out);
        } catch (RuntimeException e) {
            // One failed reading must not silence the ones after it.
            LOG.warn("A reading of this host's telemetry failed.", e);
        }
        schedule();
    }

    /** Stops, and waits for a reading under way to be handed on. */
    @Override
    public void close() throws InterruptedException {
        thread.shutdownNow();
        if (!thread.awaitTermination(SECONDS_TO_END, TimeUnit.SECONDS)) {
            LOG.warn("The telemetry thread is still busy after {} s.", SECONDS_TO_END);
        }
    }
}
