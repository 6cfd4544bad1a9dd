package io.chronofabric.jobs.doctor;

import io.chronofabric.core.ChronoFabricException;
import io.chronofabric.core.DidYouMean;
import io.chronofabric.core.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.flink.util.TimeUtils;

/** A look at a running job by Flink's REST API: twice, with a while between. For one thread. */
public final class RunningJob {
    private static final Duration REFRESHED = Duration.ofMillis(1_500);
    private static final Duration USUAL_INTERVAL = Duration.ofSeconds(10);
    private static final Duration LONGEST_INTERVAL = Duration.ofMinutes(1);
    private static final double MARGIN = 1.2;
    private static final List<Symptom> SYMPTOMS =
            List.of(
                    new Restarts(),
                    new BackPressure(),
                    new Watermarks(),
                    new SilentSources(),
                    new Skew(),
                    new CheckpointHealth(),
                    new WorkerMemory(),
                    new StateBudget(),
                    new Latency(),
                    new Losses());

    private final FlinkRest rest;
    private final String wanted;
    private final Consumer<String> progress;

    /**
     * @param address of the REST API
     * @param wanted id or name of the job; empty for the only one
     * @param progress is told what goes on
     * @throws ChronoFabricException if that is no address
     */
    public RunningJob(String address, String wanted, Consumer<String> progress) {
        this.rest = new FlinkRest(address);
        this.wanted = wanted;
        this.progress = progress;
    }

    /**
     * Looks.
     *
     * @param window how long to wait between the samples; at least until Flink renews its metrics
     * @return what was found, worst first
     * @throws ChronoFabricException if nothing answers, it is not Flink's, or the job is not there
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public List<Finding> look(Duration window) throws InterruptedException {
        String version = rest.version();
        String id = find();
        JobReading reading = new JobReading(rest, id);
        Duration between = between(window);
        progress.accept(
                "Flink "
                        + version
                        + ", job "
                        + id
                        + ": two samples, "
                        + seconds(between)
                        + " s apart");
        // Flink reads its metrics anew when it is asked, and answers what it had before.
        reading.sample();
        pause(REFRESHED);
        JobSample first = reading.sample();
        for (long left = seconds(between); left > 0; left--) {
            if (left % 5 == 0 || left <= 3) {
                progress.accept(left + " s left");
            }
            pause(Duration.ofSeconds(1));
        }
        reading.sample();
        pause(REFRESHED);
        JobView view = new JobView(first, reading.sample());
        List<Finding> found = new ArrayList<>();
        for (Symptom symptom : SYMPTOMS) {
            found.addAll(symptom.of(view));
        }
        return Examination.sorted(found);
    }

    private Duration between(Duration window) {
        Duration interval = USUAL_INTERVAL;
        for (Answer entry : rest.find("jobmanager/config").orElse(Answer.NOTHING).list()) {
            if (entry.at("key").text().equals("metrics.fetcher.update-interval")) {
                interval = TimeUtils.parseDuration(entry.at("value").text());
            }
        }
        if (interval.compareTo(LONGEST_INTERVAL) > 0) {
            interval = LONGEST_INTERVAL;
        }
        Duration least = Duration.ofMillis((long) (interval.toMillis() * MARGIN));
        return window.compareTo(least) < 0 ? least : window;
    }

    private static long seconds(Duration duration) {
        return Math.max(1, (duration.toMillis() + 999) / 1_000);
    }

    private static void pause(Duration time) throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        if (never.await(time.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IllegalStateException("nobody counts down");
        }
    }

    private String find() {
        Map<String, String> running = new LinkedHashMap<>();
        Map<String, String> others = new LinkedHashMap<>();
        for (Answer job : rest.get("jobs/overview").at("jobs").list()) {
            String state = job.at("state").text();
            boolean over = Set.of("FINISHED", "CANCELED", "FAILED").contains(state);
            (over ? others : running).put(job.at("jid").text(), job.at("name").text());
        }
        List<String> matching =
                running.entrySet().stream()
                        .filter(
                                job ->
                                        wanted.isEmpty()
                                                || job.getKey().equals(wanted)
                                                || job.getValue().equals(wanted))
                        .map(Map.Entry::getKey)
                        .toList();
        if (matching.size() == 1) {
            return matching.get(0);
        }
        List<String> shown =
                running.entrySet().stream()
                        .map(job -> job.getKey() + " (" + job.getValue() + ")")
                        .toList();
        boolean over = others.containsKey(wanted) || others.containsValue(wanted);
        String given =
                matching.size() > 1
                        ? "--job: " + matching.size() + " jobs run"
                        : over
                                ? "--job: " + wanted + " has ended"
                                : wanted.isEmpty()
                                        ? "--job: no job runs"
                                        : "--job: no job " + wanted + " runs";
        throw new ChronoFabricException(
                ErrorCode.INPUT_INVALID,
                given + " at " + rest.address(),
                shown.isEmpty() ? "a running job; there is none" : "one of " + Words.some(shown),
                DidYouMean.suggest(wanted, Set.copyOf(running.values()))
                        .map(close -> "Did you mean " + close + "?")
                        .orElse("Name one by --job ID."));
    }
}
