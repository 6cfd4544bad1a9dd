package io.chronofabric.jobs.bus;

import io.chronofabric.bus.aeron.BusConnection;
import io.chronofabric.bus.aeron.BusStatus;
import io.chronofabric.bus.aeron.SharedSubscription;
import io.chronofabric.bus.wire.FrameHandler;
import io.chronofabric.core.DidYouMean;
import io.chronofabric.time.TimeSource;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Takes packets from a subscription until there are enough. For one thread. */
public final class Listening {
    private static final long SECOND = 1_000_000_000L;
    private static final long LOOK_NANOS = 100_000_000;
    private static final long PARK_NANOS = 200_000;
    private static final int PIECES = 64;

    private final BusConnection connection;
    private final SharedSubscription subscription;
    private final TimeSource time;
    private final CompletableFuture<String> stop;
    private final Consumer<String> says;

    /**
     * @param stop ends it
     * @param says gets sentences for people
     */
    public Listening(
            BusConnection connection,
            SharedSubscription subscription,
            TimeSource time,
            CompletableFuture<String> stop,
            Consumer<String> says) {
        this.connection = connection;
        this.subscription = subscription;
        this.time = time;
        this.stop = stop;
        this.says = says;
    }

    /**
     * Listens.
     *
     * @param packets gets them
     * @param limit the most packets
     * @param forNanos the most time
     * @param eachSecond does what is to be done now and then; false ends it
     */
    public void run(FrameHandler packets, long limit, long forNanos, BooleanSupplier eachSecond) {
        Ticker look = new Ticker(time, LOOK_NANOS);
        Ticker second = new Ticker(time, SECOND);
        long start = time.monotonicNanos();
        boolean told = false;
        while (!stop.isDone() && subscription.delivered() < limit) {
            long left = limit - subscription.delivered();
            boolean any = subscription.poll(packets, (int) Math.min(PIECES, left)) > 0;
            if (second.isDue()) {
                if (!eachSecond.getAsBoolean()) {
                    return;
                }
                if (!told && !subscription.isConnected()) {
                    says.accept("Nobody publishes on this bus now; waiting." + hint());
                    told = true;
                }
            }
            if (look.isDue()) {
                connection.checkAlive();
                if (time.monotonicNanos() - start >= forNanos) {
                    return;
                }
            }
            if (!any) {
                LockSupport.parkNanos(PARK_NANOS);
            }
        }
    }

    private String hint() {
        Set<String> known = new TreeSet<>(KnownBuses.of(connection));
        BusStatus.of(connection).publishers().forEach(one -> known.add(one.bus()));
        String bus = subscription.options().bus();
        return known.contains(bus)
                ? ""
                : DidYouMean.suggest(bus, known)
                        .map(name -> " Did you mean " + name + "?")
                        .orElse("");
    }

    /** What became of the packets. */
    public String account() {
        return subscription.delivered()
                + " packets; missed "
                + subscription.missed()
                + ", expired "
                + subscription.expired()
                + ", malformed "
                + subscription.malformed()
                + ", for others "
                + subscription.passedOver();
    }
}
