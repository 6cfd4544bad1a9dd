package io.chronofabric.bus;

import io.chronofabric.core.ErrorCode;
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
 * <p>The time lies in the packet as two words, and what few packets have lies in a second object,
 * so that an ordinary packet is one object of 56 bytes.
 *
 * @param <T> the payload
 */
public final class PhasePacket<T> {
    /** The most dependencies that a packet may name. */
    public static final int MAX_DEPENDENCIES = 1_024;

    private final long id;
    private final long physicalNanos;
    private final long logicalAndNode;
    private final T payload;
    private final String source;
    private final Priority priority;
    private final TraceContext trace;

    /** Null where all of it is as {@link PacketDetails#DEFAULT} says. */
    private final PacketDetails details;

    PhasePacket(
            long id,
            long physicalNanos,
            long logicalAndNode,
            T payload,
            String source,
            Priority priority,
            TraceContext trace,
            PacketDetails details) {
        this.id = id;
        this.physicalNanos = physicalNanos;
        this.logicalAndNode = logicalAndNode;
        this.payload = Objects.requireNonNull(payload, "payload");
        this.source = source;
        this.priority = priority;
        this.trace = trace;
        this.details = details;
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

    /** Which of the publisher's tasks published it, or the empty string. */
    public String sourceTask() {
        return orDefault().sourceTask();
    }

    /** Whom it is meant for: subscriptions whose mask has a bit of it; -1 for everyone. */
    public long targetMask() {
        return details == null ? PacketDetails.EVERYONE : details.targetMask();
    }

    /** Until when it is of use, in nanoseconds since the epoch; {@link Long#MAX_VALUE} for ever. */
    public long deadlineNanos() {
        return details == null ? PacketDetails.NO_DEADLINE : details.deadlineNanos();
    }

    /** What its payload takes in memory, in bytes, as the publisher says; 0 where it does not. */
    public long sizeHint() {
        return orDefault().sizeHint();
    }

    /** What the publisher asks of its delivery. */
    public DeliveryOptions delivery() {
        return orDefault().delivery();
    }

    /**
     * How far the publisher's clock could be wrong, in nanoseconds either way; -1 where it did not
     * know.
     */
    public long clockErrorNanos() {
        return orDefault().clockErrorNanos();
    }

    /** Ids of the packets that it depends on; a copy. */
    public long[] dependencies() {
        return orDefault().dependencies().clone();
    }

    /**
     * Where in its cycle the publisher was, in radians, at least 0 and below 2 pi; NaN where it has
     * none.
     */
    public double phase() {
        return orDefault().phase();
    }

    /** What {@link io.chronofabric.time.Coherence#score()} said at the publisher; NaN for none. */
    public double coherence() {
        return orDefault().coherence();
    }

    /**
     * Whether it is certain which of two packets came first in true time. It is for different times
     * of one node, whose clock never gives a time twice, and where times lie further apart than
     * both clocks could be wrong together.
     */
    public static boolean isOrderCertain(PhasePacket<?> a, PhasePacket<?> b) {
        LogicalTime one = a.time();
        LogicalTime other = b.time();
        if (one.node() == other.node()) {
            return !one.equals(other);
        }
        long errorA = a.clockErrorNanos();
        long errorB = b.clockErrorNanos();
        if (errorA < 0 || errorB < 0) {
            return false;
        }
        long apart = Math.abs(a.physicalNanos - b.physicalNanos);
        return errorA <= apart && errorB < apart - errorA;
    }

    long physicalNanos() {
        return physicalNanos;
    }

    /** Null for a packet that has nothing but defaults. */
    PacketDetails details() {
        return details;
    }

    /** This packet if its publisher asks for acknowledgements, else the same with that. */
    PhasePacket<T> acknowledged() {
        if (delivery().acknowledged()) {
            return this;
        }
        DeliveryOptions options =
                details == null ? DeliveryOptions.ACKNOWLEDGED : details.delivery().asked();
        PacketDetails asked = orDefault().withDelivery(options);
        return new PhasePacket<>(
                id, physicalNanos, logicalAndNode, payload, source, priority, trace, asked);
    }

    private PacketDetails orDefault() {
        return details == null ? PacketDetails.DEFAULT : details;
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
        private boolean detailed;
        private String sourceTask = "";
        private long targetMask = PacketDetails.EVERYONE;
        private long deadlineNanos = PacketDetails.NO_DEADLINE;
        private long sizeHint;
        private DeliveryOptions delivery = DeliveryOptions.DEFAULT;
        private long clockErrorNanos = PacketDetails.UNKNOWN_ERROR;
        private long[] dependencies = PacketDetails.NO_DEPENDENCIES;
        private double phase = Double.NaN;
        private double coherence = Double.NaN;

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

        /** Which of the publisher's tasks publishes it. */
        public Builder<T> sourceTask(String task) {
            this.sourceTask = Objects.requireNonNull(task, "sourceTask");
            return detailed();
        }

        /** Whom it is meant for, a bit each, not 0; -1, everyone, unless set. */
        public Builder<T> targetMask(long mask) {
            this.targetMask = mask;
            return detailed();
        }

        /** Until when it is of use, in nanoseconds since the epoch, greater than 0. */
        public Builder<T> deadline(long epochNanos) {
            this.deadlineNanos = epochNanos;
            return detailed();
        }

        /** What the payload takes in memory, for bounds in bytes; not negative. */
        public Builder<T> sizeHint(long bytes) {
            this.sizeHint = bytes;
            return detailed();
        }

        /** What is asked of its delivery. */
        public Builder<T> delivery(DeliveryOptions options) {
            this.delivery = Objects.requireNonNull(options, "delivery");
            return detailed();
        }

        /** How far the publisher's clock can be wrong, in nanoseconds; -1 for unknown. */
        public Builder<T> clockErrorNanos(long nanos) {
            this.clockErrorNanos = nanos;
            return detailed();
        }

        /**
         * Ids of packets that a subscription must have been handed before this one, at most {@value
         * PhasePacket#MAX_DEPENDENCIES}.
         */
        public Builder<T> dependsOn(long... ids) {
            this.dependencies = ids.clone();
            return detailed();
        }

        /** Where in its cycle the publisher is, in radians, at least 0 and below 2 pi. */
        public Builder<T> phase(double radians) {
            this.phase = radians;
            return detailed();
        }

        /**
         * How well the publisher's clocks agree, from 0 to 1: {@link
         * io.chronofabric.time.Coherence#score()}.
         */
        public Builder<T> coherence(double score) {
            this.coherence = score;
            return detailed();
        }

        /**
         * The packet; each call makes another one with an id of its own.
         *
         * @throws BusException with {@link ErrorCode#BUS_SERIALIZATION_FAILED} if a part is out of
         *     its range
         */
        public PhasePacket<T> build() {
            long tick = clock.tickPhysical();
            long physical = time == null ? tick : time.physicalNanos();
            long rest = time == null ? clock.node().value() : time.logicalAndNode();
            PacketDetails details = detailed ? details() : null;
            return new PhasePacket<>(
                    tick, physical, rest, payload, source, priority, trace, details);
        }

        private PacketDetails details() {
            return new PacketDetails(
                    sourceTask,
                    targetMask,
                    deadlineNanos,
                    sizeHint,
                    delivery,
                    clockErrorNanos,
                    dependencies,
                    phase,
                    coherence);
        }

        private Builder<T> detailed() {
            detailed = true;
            return this;
        }
    }
}
