package io.chronofabric.state.model;

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
 */
public record Signal(LogicalTime time, String entity, Fields fields, Origin origin)
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
}
