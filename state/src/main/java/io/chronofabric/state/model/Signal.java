package io.chronofabric.state.model;

import io.chronofabric.core.TraceContext;
import io.chronofabric.time.LogicalTime;
import java.util.Objects;

/**
 * One event: what was measured at one entity at one moment. Two events of an entity with the same
 * time are the same event.
 *
 * @param time when, and at which node; the event's identity within its entity
 * @param entity what was measured: a machine, a service, a robot; not empty
 * @param fields the measured values
 * @param origin where the record came from
 * @param trace the distributed trace that the event belongs to, or null
 * @param clockErrorNanos how far the physical part of its time may be from true time, in
 *     nanoseconds, as its node's clock said when the event was stamped; {@link #NO_BOUND} where it
 *     was not told
 */
public record Signal(
        LogicalTime time,
        String entity,
        Fields fields,
        Origin origin,
        TraceContext trace,
        long clockErrorNanos)
        implements Ingested {
    /** Nothing was told of how wrong a clock may be; not that it was right. */
    public static final long NO_BOUND = -1;

    /** Checks that nothing is missing. */
    public Signal {
        Objects.requireNonNull(time, "time");
        Objects.requireNonNull(entity, "entity");
        Objects.requireNonNull(fields, "fields");
        Objects.requireNonNull(origin, "origin");
        if (entity.isEmpty()) {
            throw new IllegalArgumentException("entity: \"\" (expected: a name)");
        }
        if (clockErrorNanos < NO_BOUND) {
            throw new IllegalArgumentException(
                    "clock error: " + clockErrorNanos + " ns (expected: >= 0, or -1 for not told)");
        }
    }

    /** An event whose clock told no bound of its error. */
    public Signal(
            LogicalTime time, String entity, Fields fields, Origin origin, TraceContext trace) {
        this(time, entity, fields, origin, trace, NO_BOUND);
    }

    /** An event of no distributed trace. */
    public Signal(LogicalTime time, String entity, Fields fields, Origin origin) {
        this(time, entity, fields, origin, null);
    }

    /** The same event as part of a distributed trace. */
    public Signal of(TraceContext context) {
        return new Signal(time, entity, fields, origin, context, clockErrorNanos);
    }

    /** The same event with a bound of its clock's error, or {@link #NO_BOUND}. */
    public Signal within(long boundNanos) {
        return new Signal(time, entity, fields, origin, trace, boundNanos);
    }
}
