package io.chronofabric.jobs.bus;

import io.chronofabric.bus.wire.FrameHeader;
import io.chronofabric.jobs.telemetry.HostTelemetry;
import io.chronofabric.jobs.telemetry.TelemetryPublisher;
import io.chronofabric.state.codec.SignalJson;
import io.chronofabric.state.model.Signal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Publishes this host's telemetry as signals in JSON, as the job reads them from Kafka. */
public final class TelemetryPublishing {
    private static final long TICK_MILLIS = 200;

    private final HostStamp stamp;
    private final FrameHeader header;
    private final Publishing publishing;
    private final CompletableFuture<String> stop;
    private final CompletableFuture<Void> failure = new CompletableFuture<>();

    /**
     * @param header the one that {@code publishing} uses
     * @param stop ends it
     */
    public TelemetryPublishing(
            HostStamp stamp,
            FrameHeader header,
            Publishing publishing,
            CompletableFuture<String> stop) {
        this.stamp = stamp;
        this.header = header;
        this.publishing = publishing;
        this.stop = stop;
    }

    /** Publishes a reading at each multiple of an interval, until it is stopped. */
    public void run(Duration interval, boolean cores) throws InterruptedException {
        HostTelemetry telemetry = new HostTelemetry(stamp.time(), cores, stamp::errorNanos);
        try (TelemetryPublisher publisher =
                new TelemetryPublisher(telemetry::read, this::publish, stamp.time(), interval)) {
            publisher.start();
            while (!stop.isDone()) {
                await();
                publishing.tell();
            }
        }
        if (failure.isCompletedExceptionally()) {
            rethrow();
        }
    }

    private void await() throws InterruptedException {
        try {
            stop.get(TICK_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            return; // time for a look
        }
    }

    private void publish(Signal signal) {
        try {
            header.time(signal.time());
            publishing.publish(SignalJson.write(signal).getBytes(StandardCharsets.UTF_8));
        } catch (RuntimeException e) {
            failure.completeExceptionally(e);
            stop.complete("a publish failed");
        }
    }

    private void rethrow() throws InterruptedException {
        try {
            failure.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        }
    }
}
