package io.chronofabric.jobs.bus;

import io.chronofabric.bus.aeron.BusConnection;
import io.chronofabric.bus.wire.FrameHeader;
import io.chronofabric.core.ChronoFabricException;
import io.chronofabric.core.ErrorCode;
import io.chronofabric.time.TimeSource;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Publishes what it is given, waits where there is no room, and tells how it goes. {@link #publish}
 * is for one thread, the rest for another.
 */
public final class Publishing {
    private static final long SECOND = 1_000_000_000L;
    private static final long PARK_NANOS = 200_000;
    private static final long LOOK_NANOS = 100_000_000;
    private static final long WAIT_FOR_LOG_NANOS = 30 * SECOND;
    private static final int PIECE = 1 << 16;
    private static final int PIECES = 4;
    private static final byte[] END = {};

    private final BusConnection connection;
    private final Outlet outlet;
    private final HeaderPlan plan;
    private final TimeSource time;
    private final CompletableFuture<String> stop;
    private final Consumer<String> says;
    private final Ticker progress;
    private final long startNanos;
    private final double perSecond;
    private boolean unheardTold;

    /**
     * What each packet says besides its payload.
     *
     * @param header is used for every packet
     * @param ttlNanos how long after its publishing a packet is of use, or 0 for ever
     * @param stamp stamps it
     */
    public record HeaderPlan(FrameHeader header, long ttlNanos, HostStamp stamp) {}

    /**
     * @param perSecond the most packets in a second; infinite for no limit
     * @param stop ends it early
     * @param says gets sentences for people
     */
    public Publishing(
            BusConnection connection,
            Outlet outlet,
            HeaderPlan plan,
            double perSecond,
            TimeSource time,
            CompletableFuture<String> stop,
            Consumer<String> says) {
        this.connection = connection;
        this.outlet = outlet;
        this.plan = plan;
        this.perSecond = perSecond;
        this.time = time;
        this.stop = stop;
        this.says = says;
        this.progress = new Ticker(time, SECOND);
        this.startNanos = time.monotonicNanos();
    }

    /**
     * Publishes each line.
     *
     * @throws ChronoFabricException with {@link ErrorCode#INPUT_INVALID} if a line is longer than a
     *     packet may be
     */
    public void lines(InputStream in) throws IOException, InterruptedException {
        BlockingQueue<byte[]> pieces = new ArrayBlockingQueue<>(PIECES);
        CompletableFuture<IOException> failure = new CompletableFuture<>();
        // A read of a terminal or a pipe can't be interrupted, and Ctrl-C has to end this.
        Thread reader = new Thread(() -> read(in, pieces, failure), "bus-publish-input");
        reader.setDaemon(true);
        reader.start();
        int longest = outlet.maxPayload(plan.header());
        LineCutter cutter = new LineCutter(longest);
        while (!stop.isDone()) {
            byte[] piece = pieces.poll(LOOK_NANOS, TimeUnit.NANOSECONDS);
            tell();
            if (piece == null) {
                connection.checkAlive();
                continue;
            }
            boolean fits =
                    piece == END ? cutter.finish(this::publish) : cutter.add(piece, this::publish);
            if (!fits) {
                throw new ChronoFabricException(
                        ErrorCode.INPUT_INVALID,
                        "line " + cutter.number() + ": more than " + longest + " bytes",
                        "at most " + longest + " bytes, what a packet of this bus carries",
                        "Shorten it, or start the driver with a larger --term-length.");
            }
            if (piece == END) {
                break;
            }
        }
        if (failure.isDone()) {
            throw failure.join();
        }
    }

    /** Publishes a payload, as soon as the rate and those who read allow it, or not at all. */
    public void publish(byte[] payload) {
        paced();
        prepare();
        if (stop.isDone() || outlet.offer(plan.header(), payload)) {
            return;
        }
        outlet.noteWait();
        Ticker look = new Ticker(time, LOOK_NANOS);
        do {
            LockSupport.parkNanos(PARK_NANOS);
            if (look.isDue()) {
                connection.checkAlive();
                tell();
            }
        } while (!stop.isDone() && !outlet.offer(plan.header(), payload));
    }

    /**
     * Waits until everything is in the log, where it goes there.
     *
     * @return whether it is
     */
    public boolean awaitLogged() {
        if (!outlet.isDurable()) {
            return true;
        }
        long start = time.monotonicNanos();
        Ticker look = new Ticker(time, LOOK_NANOS);
        while (!outlet.isLogged()) {
            LockSupport.parkNanos(PARK_NANOS);
            if (look.isDue()) {
                connection.checkAlive();
                tell();
            }
            if (time.monotonicNanos() - start > WAIT_FOR_LOG_NANOS) {
                return false;
            }
        }
        return true;
    }

    /** Tells how it goes, if the last time is a second ago. */
    public void tell() {
        if (progress.isDue()) {
            says.accept(account() + " ...");
            if (outlet.unheard() > 0 && !unheardTold) {
                unheardTold = true;
                says.accept("NOT heard: nobody subscribes to this bus now.");
            }
        }
    }

    /** What became of the packets. */
    public String account() {
        StringBuilder text = new StringBuilder();
        text.append(outlet.published()).append(" published");
        if (outlet.isDurable()) {
            text.append(", ").append(outlet.logged()).append(" in the log");
        } else {
            text.append(", ").append(outlet.unheard()).append(" NOT heard");
        }
        return text.append(", ").append(outlet.waited()).append(" waited for room").toString();
    }

    private void prepare() {
        FrameHeader header = plan.header();
        header.correlation(plan.stamp().errorNanos(), Float.NaN, Float.NaN);
        if (plan.ttlNanos() > 0) {
            header.deadline(plan.stamp().time().epochNanos() + plan.ttlNanos());
        }
    }

    private void paced() {
        if (Double.isInfinite(perSecond)) {
            return;
        }
        long due = startNanos + (long) (outlet.published() * SECOND / perSecond);
        long left = due - time.monotonicNanos();
        while (left > 0 && !stop.isDone()) {
            LockSupport.parkNanos(Math.min(left, LOOK_NANOS));
            tell();
            left = due - time.monotonicNanos();
        }
    }

    private static void read(
            InputStream in, BlockingQueue<byte[]> pieces, CompletableFuture<IOException> failure) {
        byte[] buffer = new byte[PIECE];
        try {
            try {
                int count = in.read(buffer);
                while (count >= 0) {
                    if (count > 0) {
                        pieces.put(Arrays.copyOf(buffer, count));
                    }
                    count = in.read(buffer);
                }
            } catch (IOException e) {
                failure.complete(e);
            }
            pieces.put(END);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
