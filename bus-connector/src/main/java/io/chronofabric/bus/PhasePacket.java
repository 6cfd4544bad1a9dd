package io.chronofabric.bus;

import io.chronofabric.core.Priority;
import io.chronofabric.core.TraceContext;
import io.chronofabric.time.HybridLogicalClock;
import io.chronofabric.time.LogicalTime;
import java.util.Objects;
import java.util.Optional;

/**
 * What travels on a bus: a payload, held by reference and never copied, with its logical time and
 * where it came from. Immutable as far as its payload is; safe to share between threads.
 *
 * <p>The time lies in the packet as two words, so that a packet is one object.
 *
 * @param <T> the payload
 */
public final class PhasePacket<T> {
    private final long id;
    private final long physicalNanos;
    private final long logicalAndNode;
    private final T payload;
    private final String source;
    private final Priority priority;
    private final TraceContext trace;

    PhasePacket(
            long id,
            long physicalNanos,
            long logicalAndNode,
            T payload,
            String source,
            Priority priority,
            TraceContext trace) {
        this.id = id;
        this.physicalNanos = physicalNanos;
        this.logicalAndNode = logicalAndNode;
        this.payload = Objects.requireNonNull(payload, "payload");
        this.source = source;
        this.priority = priority;
        this.trace = trace;
    }

    /**
     * Starts a packet of a publisher.
     *
     * @param clock the publisher's clock, which gives the packet its id and, unless one is set, its
     *     time
     * @param source the publisher's name
     */
    public static <T> Builder<T> builder(HybridLogicalClock clock, String source, T payload) {
        return new Builder<>(clock, source, payload);
    }

    /**
     * A tick of the publisher's clock: no publisher gives the same id twice, and later packets have
     * greater ids. A packet that is published again keeps its id.
     */
    public long id() {
        return id;
    }

    /** When the event happened. Makes a new object; {@link #epochMillis()} does not. */
    public LogicalTime time() {
        return LogicalTime.ofWords(physicalNanos, logicalAndNode);
    }

    /** The physical part of {@link #time()} in milliseconds since the epoch: Flink's event time. */
    public long epochMillis() {
        return physicalNanos / 1_000_000L;
    }

    /** What was published, the very object. */
    public T payload() {
        return payload;
    }

    /** Name of the publisher. */
    public String source() {
        return source;
    }

    /** How urgent the packet is. */
    public Priority priority() {
        return priority;
    }

    /** The distributed trace it belongs to. */
    public Optional<TraceContext> trace() {
        return Optional.ofNullable(trace);
    }

    long physicalNanos() {
        return physicalNanos;
    }

    /** Id, time and source, for logs; the payload stays out of them. */
    @Override
    public String toString() {
        return "packet " + id + " of " + source + " at " + time();
    }

    /**
     * Collects the parts of one packet. For one thread.
     *
     * @param <T> the payload
     */
    public static final class Builder<T> {
        private final HybridLogicalClock clock;
        private final T payload;
        private String source;
        private LogicalTime time;
        private Priority priority = Priority.NORMAL;
        private TraceContext trace;

        private Builder(HybridLogicalClock clock, String source, T payload) {
            this.clock = Objects.requireNonNull(clock, "clock");
            this.source = Objects.requireNonNull(source, "source");
            this.payload = Objects.requireNonNull(payload, "payload");
        }

        /** When the event happened, where that is known already; else it happens at the build. */
        public Builder<T> time(LogicalTime happened) {
            this.time = Objects.requireNonNull(happened, "time");
            return this;
        }

        /** Another publisher name. */
        public Builder<T> source(String name) {
            this.source = Objects.requireNonNull(name, "source");
            return this;
        }

        /** How urgent it is; {@link Priority#NORMAL} unless set. */
        public Builder<T> priority(Priority urgency) {
            this.priority = Objects.requireNonNull(urgency, "priority");
            return this;
        }

        /** The distributed trace it belongs to. */
        public Builder<T> trace(TraceContext context) {
            this.trace = Objects.requireNonNull(context, "trace");
            return this;
        }

        /** The packet; each call makes another one with an id of its own. */
        public PhasePacket<T> build() {
            long tick = clock.tickPhysical();
            long physical = time == null ? tick : time.physicalNanos();
            long rest = time == null ? clock.node().value() : time.logicalAndNode();
            return new PhasePacket<>(tick, physical, rest, payload, source, priority, trace);
        }
    }
}
