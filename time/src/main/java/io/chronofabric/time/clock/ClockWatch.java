package io.chronofabric.time.clock;

import io.chronofabric.time.TimeSource;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps a host's time right, on a thread of its own, until it is closed. */
public final class ClockWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ClockWatch.class);

    /** After a check that failed, which is a fault of ours. */
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final HostTime host;
    private final Thread thread;
    private final Object lock = new Object();
    private boolean closed;

    private ClockWatch(HostTime host) {
        this.host = host;
        this.thread = new Thread(this::run, "chronofabric-clocks");
        this.thread.setDaemon(true);
    }

    /**
     * Reads the sources once and starts the thread, so that the standing is one of now.
     *
     * @param host belongs to the watch from here on, and is closed with it
     */
    public static ClockWatch start(HostTime host) {
        host.look();
        ClockWatch watch = new ClockWatch(host);
        watch.thread.start();
        return watch;
    }

    /** Watches this host's clocks by its usual sources, and logs what changes. */
    public static ClockWatch start() {
        TimeSource wall = TimeSource.system();
        return start(
                new HostTime(
                        wall,
                        HostClocks.inOrder(wall, ClockBoundClock.DEFAULT_FILE),
                        ClockSettings.DEFAULT,
                        new LoggedClocks()));
    }

    /** The time that is kept right. */
    public HostTime host() {
        return host;
    }

    private void run() {
        long wait = 1;
        while (await(wait)) {
            wait = check();
        }
    }

    private long check() {
        try {
            return host.check();
        } catch (RuntimeException e) {
            LOG.error("The clocks could not be checked.", e);
            return PAUSE_NANOS;
        }
    }

    /** Whether to go on. */
    private boolean await(long nanos) {
        long deadline = System.nanoTime() + nanos;
        synchronized (lock) {
            long left = nanos;
            while (!closed && left > 0) {
                try {
                    TimeUnit.NANOSECONDS.timedWait(lock, left);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return false;
                }
                left = deadline - System.nanoTime();
            }
            return !closed;
        }
    }

    /** Ends the thread and gives back what the sources hold; waits for a check under way. */
    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
            lock.notifyAll();
        }
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        host.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
