package io.chronofabric.clogic.egc;

import io.chronofabric.state.model.Signal;

/** Governance of all entities of a stream by rules. Not safe for use by several threads. */
public final class GovernanceRun extends StreamRun<EntityState> {
    private final EntityGovernor governor;
    private final GovernanceOutput out;

    /**
     * @param governor the rules
     * @param out takes what they say
     */
    public GovernanceRun(EntityGovernor governor, GovernanceOutput out) {
        this.governor = governor;
        this.out = out;
    }

    @Override
    protected boolean matters(Signal signal) {
        return governor.governs(signal.entity(), signal.time().physicalNanos());
    }

    @Override
    protected void ignored() {
        out.ungoverned();
    }

    @Override
    protected EntityState newState() {
        return governor.newState();
    }

    @Override
    protected void take(EntityState state, Signal signal, long limitNanos) {
        governor.onSignal(state, signal, limitNanos, out);
    }

    @Override
    protected void advance(EntityState state, String entity, long limitNanos) {
        governor.advance(state, entity, limitNanos, out);
    }

    @Override
    protected long wakeMillis(EntityState state) {
        return state.wakeMillis();
    }

    @Override
    protected boolean isForgettable(EntityState state) {
        return governor.isForgettable(state);
    }
}
