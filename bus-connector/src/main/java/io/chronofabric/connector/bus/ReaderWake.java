package io.chronofabric.connector.bus;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/**
 * Wakes a reader after a while. Shared memory wakes nobody by itself, and Flink asks a reader again
 * only when a future completes. A thread of its own; {@link #after} is for the task's.
 */
final class ReaderWake implements AutoCloseable {
    private final Thread thread;
    private volatile CompletableFuture<Void> pending;
    private volatile long nanos;
    private volatile boolean closed;

    ReaderWake(String name) {
        thread = new Thread(this::run, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** A future that completes after about that time, or when somebody calls {@link #now}. */
    CompletableFuture<Void> after(long parkNanos) {
        CompletableFuture<Void> future = new CompletableFuture<>();
        nanos = parkNanos;
        pending = future;
        LockSupport.unpark(thread);
        return future;
    }

    /** Wakes the reader; from any thread. */
    void now() {
        CompletableFuture<Void> current = pending;
        if (current != null) {
            current.complete(null);
        }
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }

    private void run() {
        while (!closed) {
            CompletableFuture<Void> current = pending;
            if (current == null || current.isDone()) {
                LockSupport.park(this);
            } else {
                LockSupport.parkNanos(this, nanos);
                // Woken for a newer wish: that one waits its own time.
                if (current == pending) {
                    current.complete(null);
                }
            }
        }
        now();
    }
}
