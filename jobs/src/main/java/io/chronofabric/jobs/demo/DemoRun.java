package io.chronofabric.jobs.demo;

import io.chronofabric.jobs.GovernanceJob;
import io.chronofabric.jobs.GovernanceSettings;
import io.chronofabric.jobs.bus.BusFolders;
import io.chronofabric.jobs.config.Options;
import io.chronofabric.jobs.config.PublisherPlace;
import io.chronofabric.jobs.config.Settings;
import io.chronofabric.jobs.embedded.Console;
import io.chronofabric.jobs.embedded.EmbeddedFlink;
import io.chronofabric.jobs.embedded.JobMetrics;
import io.chronofabric.jobs.embedded.StopSignal;
import io.chronofabric.operators.RefusalLimit;
import io.chronofabric.state.model.Decision;
import io.chronofabric.state.model.Rejected;
import io.chronofabric.state.model.Rule;
import io.chronofabric.state.model.RuleRef;
import io.chronofabric.state.model.Verdict;
import io.chronofabric.time.TimeSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * One run of the demo: starts an embedded Flink, submits the governance job, feeds it, shows what
 * comes, and takes everything down in order.
 */
public final class DemoRun {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final long TICK_MILLIS = 200;
    private static final long REDRAW_MILLIS = 1_000;
    private static final long SECONDS_TO_DRAIN = 30;

    private final Settings settings;
    private final GovernanceJob.Documents documents;
    private final TimeSource time;
    private final Display display;
    private final Feed feed;
    private final String run = UUID.randomUUID().toString();
    private final Tally tally = new Tally();
    private final JobMetrics metrics = new JobMetrics();
    private final CompletableFuture<String> stop = new CompletableFuture<>();
    private final Map<RuleRef, Double> recentMargins = new TreeMap<>();
    private long statusNanos;
    private long statusEvents;

    /**
     * @param documents rules and patterns that are known to compile
     * @param json whether the output is verdicts as JSON lines and nothing else
     */
    public DemoRun(
            Settings settings,
            GovernanceJob.Documents documents,
            boolean json,
            Console console,
            TimeSource time) {
        this.settings = settings;
        this.documents = documents;
        this.time = time;
        Optional<String> recording = settings.find(Options.REPLAY_PATH);
        this.feed =
                recording.isPresent()
                        ? new RecordedFeed(recording.get(), settings.get(Options.REPLAY_SPEED))
                        : live();
        this.display = new Display(console, documents.rules(), json, feed.isRecorded());
        documents.rules().forEach(rule -> tally.expect(rule.ref()));
        documents.patterns().forEach(pattern -> tally.expectPattern(pattern.ref()));
    }

    private Feed live() {
        if (settings.get(Options.DEMO_PUBLISHER) == PublisherPlace.INTERNAL) {
            return new LiveFeed(run, settings, time);
        }
        Path directory = settings.find(Options.BUS_DIRECTORY).map(Path::of).orElse(null);
        return new ExternalFeed(
                BusFolders.home(directory), settings.get(Options.BUS_OUT_OF_ORDERNESS));
    }

    /** Asks for an orderly end; {@link #run} returns soon after. Any thread. */
    public void stop(String why) {
        stop.complete(why);
    }

    /** Lets the first Ctrl-C ask for an orderly end. */
    public void stopOnSignal() {
        CompletableFuture<String> signal = new CompletableFuture<>();
        StopSignal.completes(signal);
        // Nothing that could fail follows, so the promise of its end is of no interest.
        var unused =
                signal.thenAccept(name -> stop(name.equals("INT") ? "interrupted" : "terminated"));
    }

    /**
     * Runs until the input ends, the duration is over or someone asks to stop.
     *
     * @throws io.chronofabric.core.ChronoFabricException if the input cannot be used
     * @throws Exception if the job fails
     */
    public void run() throws Exception {
        feed.check();
        display.say("Starting an embedded Flink for " + feed.description() + " ...");
        LocalOutput.open(run, new Receiver());
        try (feed;
                EmbeddedFlink flink =
                        EmbeddedFlink.start(
                                settings.get(Options.WEB_PORT),
                                settings.get(Options.EMBEDDED_PARALLELISM),
                                metrics)) {
            display.say("Flink's web UI: " + flink.webUi());
            feed.hints().forEach(display::say);
            EmbeddedFlink.Job job = flink.submit("ChronoFabric demo", this::define);
            feed.start();
            watch(flink, job);
        } finally {
            LocalOutput.close(run);
        }
    }

    private void define(StreamExecutionEnvironment environment) {
        GovernanceJob.define(
                environment,
                feed.input(documents.rules()),
                new GovernanceJob.Outputs(
                        LocalSink.verdicts(run), LocalSink.decisions(run), LocalSink.rejected(run)),
                documents,
                null,
                new GovernanceSettings(
                        settings.get(Options.GOVERNANCE_MAX_SAMPLES),
                        settings.get(Options.GOVERNANCE_MAX_OPEN),
                        feed.isRecorded(),
                        RefusalLimit.none()));
    }

    private void watch(EmbeddedFlink flink, EmbeddedFlink.Job job) throws Exception {
        long startNanos = time.monotonicNanos();
        long endNanos =
                settings.find(Options.DEMO_DURATION)
                        .map(duration -> startNanos + duration.toNanos())
                        .orElse(Long.MAX_VALUE);
        Duration interval =
                display.redraws()
                        ? Duration.ofMillis(REDRAW_MILLIS)
                        : settings.get(Options.STATUS_INTERVAL);
        long nextStatus = startNanos + interval.toNanos();
        statusNanos = startNanos;
        while (!job.isDone() && !stop.isDone()) {
            long now = time.monotonicNanos();
            if (now >= endNanos) {
                stop("the duration is over");
            } else if (!display.flush()) {
                stop("nobody reads the output");
            } else {
                noteMargins();
                if (now >= nextStatus) {
                    showStatus(now);
                    nextStatus += interval.toNanos();
                }
                await(job, Math.min(TICK_MILLIS * NANOS_PER_MILLI, endNanos - now));
            }
        }
        if (!job.isDone()) {
            drain(flink, job);
        }
        job.check();
        // What the last answers brought came after the last look.
        noteMargins();
        display.flush();
        display.summary(
                stop.getNow("the input has ended"),
                metrics.count(JobMetrics.EVENTS),
                metrics.count(JobMetrics.DUPLICATES),
                tally.snapshot());
    }

    /** Returns when the job is done, someone asks to stop, or the time is over. */
    private void await(EmbeddedFlink.Job job, long nanos) throws InterruptedException {
        try {
            CompletableFuture.anyOf(job.done(), stop).get(nanos, TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException e) {
            // Time for a look; a failure is told by the job itself.
            return;
        }
    }

    private void drain(EmbeddedFlink flink, EmbeddedFlink.Job job) throws Exception {
        feed.end();
        if (feed.endsOnlyByCancel()) {
            // What is left of a recording would come as fast as it can be read.
            flink.cancel(job);
        }
        try {
            job.done().get(SECONDS_TO_DRAIN, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            display.say("The job did not end within " + SECONDS_TO_DRAIN + " s; canceling it.");
            flink.cancel(job);
            job.done().get(SECONDS_TO_DRAIN, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            return; // told by the job itself
        }
    }

    private void noteMargins() {
        for (Rule rule : documents.rules()) {
            recentMargins.put(rule.ref(), metrics.worstMargin(rule.ref()));
            tally.margin(rule.ref(), metrics.lowestMargin(rule.ref()));
        }
    }

    private void showStatus(long nowNanos) {
        long events = metrics.count(JobMetrics.EVENTS);
        double seconds = (nowNanos - statusNanos) / NANOS_PER_SECOND;
        Tally.Snapshot snapshot = tally.snapshot();
        double lag =
                feed.isRecorded()
                        ? Double.NaN
                        : time.epochNanos() / NANOS_PER_SECOND - snapshot.watermarkMillis() / 1e3;
        display.status(
                new Display.Status(
                        events,
                        (events - statusEvents) / seconds,
                        lag,
                        feed.clock(),
                        snapshot,
                        new TreeMap<>(recentMargins)));
        statusNanos = nowNanos;
        statusEvents = events;
    }

    /** Takes the job's output. */
    private final class Receiver implements LocalOutput {
        @Override
        public void verdict(Verdict verdict) {
            display.verdict(verdict, tally.add(verdict));
        }

        @Override
        public void decision(Decision decision) {
            // The verdict that brought it about is shown already.
        }

        @Override
        public void rejected(Rejected rejected) {
            tally.add(rejected);
        }

        @Override
        public void watermark(long millis) {
            tally.watermark(millis);
        }
    }
}
