package io.chronofabric.it.stress.racy;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A subscription's place and its waiter without the full fence between writing the one and reading
 * the other: both sides can read before what they wrote is seen.
 */
final class RacyWaiter {
    private final AtomicReference<Integer> place = new AtomicReference<>();
    private final AtomicReference<CompletableFuture<Void>> waiter = new AtomicReference<>();

    void publish(Integer packet) {
        place.setRelease(packet);
        CompletableFuture<Void> current = waiter.getAcquire();
        if (current != null) {
            current.complete(null);
        }
    }

    CompletableFuture<Void> available() {
        CompletableFuture<Void> current = new CompletableFuture<>();
        waiter.setRelease(current);
        if (place.getAcquire() != null) {
            current.complete(null);
        }
        return current;
    }
}
