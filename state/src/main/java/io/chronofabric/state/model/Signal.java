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
 */
public record Signal(
        LogicalTime time, String entity, Fields fields, Origin origin, TraceContext trace)
        implements Ingested {
    /** Checks that nothing is missing. */
    public Signal {
        Objects.requireNonNull(time, "time");
        Objects.requireNonNull(entity, "entity");
        Objects.requireNonNull(fields, "fields");
        Objects.requireNonNull(origin, "origin");
        if (entity.isEmpty()) {
            throw new IllegalArgumentException("entity: \"\" (expected: a name)");
        }
    }

    /** An event of no distributed trace. */
    public Signal(LogicalTime time, String entity, Fields fields, Origin origin) {
        this(time, entity, fields, origin, null);
    }

    /** The same event as part of a distributed trace. */
    public Signal of(TraceContext context) {
        return new Signal(time, entity, fields, origin, context);
    }
}
