package io.chronofabric.clogic.egc;

import io.chronofabric.state.model.Signal;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * Governance of all entities of a stream on one thread, without a cluster: for tests of rules and
 * for looking back. The caller says how far event time has come. Not safe for use by several
 * threads.
 */
public final class GovernanceRun {
    private final EntityGovernor governor;
    private final GovernanceOutput out;
    private final Map<String, EntityState> states = new HashMap<>();
    private final PriorityQueue<Wake> wakes =
            new PriorityQueue<>(Comparator.comparingLong(Wake::millis).thenComparing(Wake::entity));
    private long limit = EntityGovernor.limitOf(Long.MIN_VALUE);

    private record Wake(long millis, String entity) {}

    /**
     * @param governor the rules
     * @param out takes what they say
     */
    public GovernanceRun(EntityGovernor governor, GovernanceOutput out) {
        this.governor = governor;
        this.out = out;
    }

    /** Takes an event. */
    public void signal(Signal signal) {
        String entity = signal.entity();
        EntityState state = states.get(entity);
        if (state == null) {
            if (!governor.governs(entity, signal.time().physicalNanos())) {
                out.ungoverned();
                return;
            }
            state = governor.newState();
            states.put(entity, state);
        }
        long before = state.wakeMillis();
        governor.onSignal(state, signal, limit, out);
        keep(entity, state, before);
    }

    /** Answers all that a watermark settles; one that lies behind an earlier one does nothing. */
    public void watermark(long millis) {
        limit = Math.max(limit, EntityGovernor.limitOf(millis));
        while (!wakes.isEmpty() && wakes.peek().millis() <= millis) {
            Wake wake = wakes.remove();
            EntityState state = states.get(wake.entity());
            if (state != null && state.wakeMillis() == wake.millis()) {
                governor.advance(state, wake.entity(), limit, out);
                keep(wake.entity(), state, EntityState.NO_WAKE);
            }
        }
    }

    /** What is known of the entities, by name, as it stands; not to be changed. */
    public Map<String, EntityState> states() {
        return Collections.unmodifiableMap(states);
    }

    /** Answers all that is left: nothing more will come. */
    public void end() {
        watermark(Long.MAX_VALUE - 1);
    }

    private void keep(String entity, EntityState state, long wokenAt) {
        if (governor.isForgettable(state)) {
            states.remove(entity);
        } else if (state.wakeMillis() != wokenAt && state.wakeMillis() != EntityState.NO_WAKE) {
            wakes.add(new Wake(state.wakeMillis(), entity));
        }
    }
}
