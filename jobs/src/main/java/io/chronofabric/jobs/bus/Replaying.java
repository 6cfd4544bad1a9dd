package io.chronofabric.jobs.bus;

import io.chronofabric.bus.aeron.BusConnection;
import io.chronofabric.bus.aeron.SharedPublisher;
import io.chronofabric.bus.wire.FrameHeader;
import io.chronofabric.bus.wire.FrameReader;
import io.chronofabric.bus.wire.FrameSource;
import io.chronofabric.bus.wire.StoredFrame;
import io.chronofabric.core.TraceContext;
import io.chronofabric.jobs.config.Speed;
import io.chronofabric.time.HybridLogicalClock;
import io.chronofabric.time.TimeSource;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Gives kept packets again, at their own pace or another. For one thread. */
public final class Replaying {
    private static final long SECOND = 1_000_000_000L;
    private static final long PARK_NANOS = 200_000;
    private static final long LOOK_NANOS = 100_000_000;
    private static final double PERCENT = 100;

    private final FrameFeed feed;
    private final Speed speed;
    private final TimeSource time;
    private final CompletableFuture<String> stop;
    private final Consumer<String> says;
    private final Ticker progress;
    private long packets;
    private long firstNanos = -1;
    private long startNanos;

    /**
     * @param stop ends it early
     * @param says gets sentences for people
     */
    public Replaying(
            FrameFeed feed,
            Speed speed,
            TimeSource time,
            CompletableFuture<String> stop,
            Consumer<String> says) {
        this.feed = feed;
        this.speed = speed;
        this.time = time;
        this.stop = stop;
        this.says = says;
        this.progress = new Ticker(time, SECOND);
    }

    /**
     * Gives all of them.
     *
     * @param out takes a packet; false ends the replay
     * @return whether it came to the end
     */
    public boolean run(Predicate<FrameReader> out) throws IOException {
        while (!stop.isDone()) {
            Optional<StoredFrame> next = feed.next();
            if (progress.isDue()) {
                says.accept(account() + " ...");
            }
            if (next.isEmpty()) {
                if (feed.isDone()) {
                    return true;
                }
                LockSupport.parkNanos(PARK_NANOS);
                continue;
            }
            FrameReader frame = next.get().frame();
            await(frame.physicalNanos());
            if (stop.isDone() || !out.test(frame)) {
                return false;
            }
            packets++;
        }
        return false;
    }

    /** How far it is. */
    public String account() {
        double share = feed.size() == 0 ? 1 : Math.min(1.0, (double) feed.position() / feed.size());
        return packets
                + " replayed, "
                + (int) (PERCENT * share)
                + " %"
                + (feed.malformed() > 0 ? ", " + feed.malformed() + " malformed" : "");
    }

    private void await(long physicalNanos) {
        if (speed.isMax()) {
            return;
        }
        if (firstNanos < 0) {
            firstNanos = physicalNanos;
            startNanos = time.monotonicNanos();
        }
        // A cast of a double saturates, so a far date waits for long instead of wrapping round.
        long due = (long) ((physicalNanos - (double) firstNanos) / speed.factor());
        long left = due - (time.monotonicNanos() - startNanos);
        while (left > 0 && !stop.isDone()) {
            LockSupport.parkNanos(Math.min(left, LOOK_NANOS));
            if (progress.isDue()) {
                says.accept(account() + " ...");
            }
            left = due - (time.monotonicNanos() - startNanos);
        }
    }

    /** Publishes packets again, with the ids, times and sources that they have. */
    public static final class Republisher implements Predicate<FrameReader>, AutoCloseable {
        private static final Duration PUBLISH_TIMEOUT = Duration.ofSeconds(30);

        /** Sources that have a publisher of their own; a recording has one, a file a few. */
        private static final int MAX_SOURCES = 256;

        private final BusConnection connection;
        private final String bus;
        private final HybridLogicalClock clock;
        private final Map<FrameSourceName, SharedPublisher> publishers = new HashMap<>();

        private record FrameSourceName(String source, String task) {}

        /**
         * @param clock of the publishers; the packets keep their times
         */
        public Republisher(BusConnection connection, String bus, HybridLogicalClock clock) {
            this.connection = connection;
            this.bus = bus;
            this.clock = clock;
        }

        @Override
        public boolean test(FrameReader frame) {
            FrameHeader header =
                    new FrameHeader()
                            .id(frame.id())
                            .time(frame.physicalNanos(), frame.logicalAndNode())
                            .priority(frame.priority())
                            .mask(frame.mask())
                            .deadline(frame.deadline())
                            .options(frame.options())
                            .correlation(frame.clockErrorNanos(), frame.phase(), frame.coherence());
            Optional<TraceContext> trace = frame.trace();
            trace.ifPresent(header::trace);
            long[] dependencies = new long[frame.dependencyCount()];
            for (int i = 0; i < dependencies.length; i++) {
                dependencies[i] = frame.dependency(i);
            }
            header.dependencies(dependencies, dependencies.length);
            publisher(frame.source()).publish(header, frame.copyPayload());
            return true;
        }

        /** Packets that met no subscriber. */
        public long unheard() {
            return publishers.values().stream().mapToLong(SharedPublisher::unheard).sum();
        }

        @Override
        public void close() {
            publishers.values().forEach(SharedPublisher::close);
        }

        private SharedPublisher publisher(FrameSource source) {
            FrameSource known = source == null ? new FrameSource("", "") : source;
            FrameSourceName name = new FrameSourceName(known.source(), known.task());
            if (publishers.size() >= MAX_SOURCES && !publishers.containsKey(name)) {
                close();
                publishers.clear();
            }
            return publishers.computeIfAbsent(
                    name,
                    absent ->
                            connection.publisher(
                                    bus, source == null ? null : known, clock, PUBLISH_TIMEOUT));
        }
    }
}
