package io.chronofabric.bus;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.agrona.concurrent.IdleStrategy;

/** A thread that hands one subscription's packets over until there are no more. */
final class SubscriberLoop<T> {
    private static final int BATCH = 256;

    private final Subscription<T> subscription;
    private final Consumer<? super PhasePacket<T>> receiver;
    private final WaitStrategy strategy;
    private final IdleStrategy idle;

    SubscriberLoop(
            Subscription<T> subscription,
            Consumer<? super PhasePacket<T>> receiver,
            WaitStrategy strategy) {
        this.subscription = subscription;
        this.receiver = receiver;
        this.strategy = strategy;
        this.idle = strategy.idle();
    }

    void run() {
        while (!subscription.isEnded() && !Thread.currentThread().isInterrupted()) {
            int count = subscription.drain(receiver, BATCH);
            if (strategy != WaitStrategy.FUTURE) {
                idle.idle(count);
            } else if (count == 0) {
                sleep();
            }
        }
    }

    private void sleep() {
        try {
            subscription.available().get(subscription.sleepNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException heldTooLong) {
            // The next poll lets it go.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a waiter that failed", e);
        }
    }
}
