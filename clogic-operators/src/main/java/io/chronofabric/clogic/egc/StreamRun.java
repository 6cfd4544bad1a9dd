package io.chronofabric.clogic.egc;

import io.chronofabric.state.model.Signal;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * Works on all entities of a stream on one thread, without a cluster: for tests of rules and for
 * looking back. Each event is taken as the operator of a job takes it, and each entity is woken by
 * the watermark it asks for. The caller says how far event time has come; no wall clock is looked
 * at. Not safe for use by several threads.
 *
 * @param <S> what is kept of an entity
 */
public abstract class StreamRun<S> {
    private final Map<String, S> states = new HashMap<>();
    private final PriorityQueue<Wake> wakes =
            new PriorityQueue<>(Comparator.comparingLong(Wake::millis).thenComparing(Wake::entity));
    private long limit = EntityGovernor.limitOf(Long.MIN_VALUE);

    private record Wake(long millis, String entity) {}

    /** Whether an event matters, of an entity that nothing is kept of. */
    protected abstract boolean matters(Signal signal);

    /** Is told of an event that does not. */
    protected abstract void ignored();

    /** The state of an entity that nothing is known of yet. */
    protected abstract S newState();

    /** Takes an event; everything before the limit, in nanoseconds, is there. */
    protected abstract void take(S state, Signal signal, long limitNanos);

    /** Does what the limit settles. */
    protected abstract void advance(S state, String entity, long limitNanos);

    /** The watermark to be woken at, in milliseconds; {@code Long.MAX_VALUE} for none. */
    protected abstract long wakeMillis(S state);

    /** Whether nothing about the entity is worth keeping. */
    protected abstract boolean isForgettable(S state);

    /** Takes an event. */
    public final void signal(Signal signal) {
        String entity = signal.entity();
        S state = states.get(entity);
        if (state == null) {
            if (!matters(signal)) {
                ignored();
                return;
            }
            state = newState();
            states.put(entity, state);
        }
        long before = wakeMillis(state);
        take(state, signal, limit);
        keep(entity, state, before);
    }

    /** Answers all that a watermark settles; one that lies behind an earlier one does nothing. */
    public final void watermark(long millis) {
        limit = Math.max(limit, EntityGovernor.limitOf(millis));
        while (!wakes.isEmpty() && wakes.peek().millis() <= millis) {
            Wake wake = wakes.remove();
            S state = states.get(wake.entity());
            if (state != null && wakeMillis(state) == wake.millis()) {
                advance(state, wake.entity(), limit);
                keep(wake.entity(), state, Long.MAX_VALUE);
            }
        }
    }

    /** Answers all that is left: nothing more will come. */
    public final void end() {
        watermark(Long.MAX_VALUE - 1);
    }

    /** What is known of the entities, by name, as it stands; not to be changed. */
    public final Map<String, S> states() {
        return Collections.unmodifiableMap(states);
    }

    private void keep(String entity, S state, long wokenAt) {
        if (isForgettable(state)) {
            states.remove(entity);
        } else if (wakeMillis(state) != wokenAt && wakeMillis(state) != Long.MAX_VALUE) {
            wakes.add(new Wake(wakeMillis(state), entity));
        }
    }
}
