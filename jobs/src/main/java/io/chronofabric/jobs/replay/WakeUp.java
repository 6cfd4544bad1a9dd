package io.chronofabric.jobs.replay;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Runs something after a while, without a thread that waits in the caller's place. */
interface WakeUp extends AutoCloseable {
    /** Runs an action once, that many nanoseconds from now, on any thread. */
    void after(long nanos, Runnable action);

    @Override
    void close();

    /** One daemon thread, started at the first use. */
    static WakeUp byThread(String name) {
        return new WakeUp() {
            private ScheduledExecutorService timer;

            @Override
            public void after(long nanos, Runnable action) {
                if (timer == null) {
                    timer =
                            Executors.newSingleThreadScheduledExecutor(
                                    task -> {
                                        Thread thread = new Thread(task, name);
                                        thread.setDaemon(true);
                                        return thread;
                                    });
                }
                // The timer's promise is of no interest: the action tells by itself.
                var unused = timer.schedule(action, nanos, TimeUnit.NANOSECONDS);
            }

            @Override
            public void close() {
                if (timer != null) {
                    timer.shutdownNow();
                }
            }
        };
    }
}
