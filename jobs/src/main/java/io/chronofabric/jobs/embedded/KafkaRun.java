package io.chronofabric.jobs.embedded;

import io.chronofabric.jobs.GovernanceMain;
import io.chronofabric.jobs.config.Options;
import io.chronofabric.jobs.config.SettingsLoader;
import io.chronofabric.time.TimeSource;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The governance job on Kafka in this process, until its input ends or someone asks it to stop. For
 * one thread.
 */
public final class KafkaRun {
    private static final String NAME = "ChronoFabric governance";
    private static final long SECONDS_TO_CANCEL = 30;
    private static final double NANOS_PER_SECOND = 1e9;

    private final SettingsLoader loader;
    private final PrintWriter out;
    private final TimeSource time;
    private final JobMetrics metrics = new JobMetrics();
    private final CompletableFuture<String> stop = new CompletableFuture<>();

    /**
     * @param loader the settings collected so far
     * @param out takes what is done and how it goes
     */
    public KafkaRun(SettingsLoader loader, PrintWriter out, TimeSource time) {
        this.loader = loader;
        this.out = out;
        this.time = time;
    }

    /**
     * Checks everything, starts Flink, and runs.
     *
     * @throws io.chronofabric.core.ChronoFabricException if settings, rules or brokers are not as
     *     they should be
     * @throws Exception if the job fails
     */
    public void run() throws Exception {
        int parallelism =
                loader.peek(Options.EMBEDDED_PARALLELISM)
                        .orElse(Options.EMBEDDED_PARALLELISM.defaultValue().orElseThrow());
        StreamExecutionEnvironment environment = EmbeddedFlink.environment(parallelism);
        GovernanceMain.define(environment, loader).forEach(this::say);
        StopSignal.completes(stop);
        if (loader.peek(Options.CHECKPOINT_DIRECTORY).isPresent()) {
            run(environment, parallelism);
            return;
        }
        // Flink would keep checkpoints in its memory, and refuse a state above 5 MB.
        try (RunFolder folder = RunFolder.create()) {
            environment.configure(
                    new Configuration()
                            .set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem")
                            .set(
                                    CheckpointingOptions.CHECKPOINTS_DIRECTORY,
                                    folder.path().toUri().toString()));
            say(
                    "Checkpoints are in "
                            + folder.path()
                            + " and go when the run ends; --state FOLDER keeps them.");
            run(environment, parallelism);
        }
    }

    private void run(StreamExecutionEnvironment environment, int parallelism) throws Exception {
        Duration interval = loader.settings().get(Options.STATUS_INTERVAL);
        try (EmbeddedFlink flink =
                EmbeddedFlink.start(
                        loader.settings().get(Options.WEB_PORT), parallelism, metrics)) {
            say("Flink's web UI: " + flink.webUi());
            EmbeddedFlink.Job job = flink.submit(NAME, environment);
            say("Running. Ctrl-C stops it.");
            watch(job, interval);
            if (!job.isDone()) {
                cancel(flink, job);
            }
            job.check();
            say(stop.isDone() ? "Stopped." : "The input has ended.");
            say("summary: " + counts());
        }
    }

    private static void cancel(EmbeddedFlink flink, EmbeddedFlink.Job job) throws Exception {
        flink.cancel(job);
        try {
            job.done().get(SECONDS_TO_CANCEL, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw withMessage(e, "the job did not stop within " + SECONDS_TO_CANCEL + " s");
        }
    }

    private static TimeoutException withMessage(TimeoutException cause, String message) {
        TimeoutException told = new TimeoutException(message);
        told.initCause(cause);
        return told;
    }

    private void watch(EmbeddedFlink.Job job, Duration interval) throws InterruptedException {
        long before = 0;
        long since = time.monotonicNanos();
        while (!job.isDone() && !stop.isDone()) {
            try {
                CompletableFuture.anyOf(job.done(), stop)
                        .get(interval.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                long now = time.monotonicNanos();
                long events = metrics.count(JobMetrics.EVENTS);
                double rate = (events - before) / ((now - since) / NANOS_PER_SECOND);
                say(String.format(Locale.ROOT, "status: %s, %.1f events/s", counts(), rate));
                before = events;
                since = now;
            } catch (ExecutionException e) {
                return; // told by the job itself
            }
        }
    }

    private String counts() {
        return String.format(
                Locale.ROOT,
                "events %d, verdicts %d, corrections %d, violations %d, duplicates %d, dead letters"
                        + " %d",
                metrics.count(JobMetrics.EVENTS),
                metrics.count(JobMetrics.VERDICTS),
                metrics.count(JobMetrics.CORRECTIONS),
                metrics.count(JobMetrics.VIOLATIONS),
                metrics.count(JobMetrics.DUPLICATES),
                metrics.count(JobMetrics.DEAD_LETTERS));
    }

    private void say(String line) {
        out.println(line);
        out.flush();
    }
}
