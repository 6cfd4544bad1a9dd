package io.chronofabric.jobs.doctor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Runs checks beside each other, and waits for none of them longer than it was told. */
public final class Examination {
    private static final int MOST_AT_ONCE = 8;

    private final Duration patience;

    /**
     * @param patience how long all checks together may take
     */
    public Examination(Duration patience) {
        this.patience = patience;
    }

    /**
     * Makes all checks. One that fails or takes too long is told as not checked.
     *
     * @return what they found, worst first, by code
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public List<Finding> of(List<? extends Check> checks) throws InterruptedException {
        ExecutorService threads =
                Executors.newFixedThreadPool(MOST_AT_ONCE, Examination::background);
        try {
            List<Future<List<Finding>>> answers =
                    threads.invokeAll(
                            checks.stream().map(Examination::task).toList(),
                            patience.toMillis(),
                            TimeUnit.MILLISECONDS);
            List<Finding> found = new ArrayList<>();
            for (int i = 0; i < checks.size(); i++) {
                found.addAll(answer(checks.get(i), answers.get(i)));
            }
            return sorted(found);
        } finally {
            threads.shutdownNow();
        }
    }

    static List<Finding> sorted(List<Finding> findings) {
        return findings.stream()
                .sorted(Comparator.comparing(Finding::standing).thenComparing(Finding::code))
                .toList();
    }

    private static java.util.concurrent.Callable<List<Finding>> task(Check check) {
        return check::look;
    }

    private List<Finding> answer(Check check, Future<List<Finding>> answer)
            throws InterruptedException {
        try {
            return answer.get();
        } catch (CancellationException e) {
            return List.of(
                    Finding.notChecked(
                            check.code(),
                            check.subject(),
                            "no answer within " + patience.toSeconds() + " s",
                            "Look at it by hand, and run doctor again."));
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            return List.of(
                    Finding.notChecked(
                            check.code(),
                            check.subject(),
                            "it cannot be looked at: " + Words.firstLine(cause),
                            "Mend what it says, and run doctor again."));
        }
    }

    /** A check that hangs must not keep the process from ending. */
    private static Thread background(Runnable work) {
        Thread thread = new Thread(work, "doctor");
        thread.setDaemon(true);
        return thread;
    }
}
