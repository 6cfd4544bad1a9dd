package io.chronofabric.clogic.egc.pattern;

import io.chronofabric.clogic.egc.GovernanceOutput;
import io.chronofabric.clogic.egc.StreamRun;
import io.chronofabric.state.model.Signal;

/**
 * The search for patterns in all entities of a stream. Guards find nothing, since there is no wall
 * clock. Not safe for use by several threads.
 */
public final class PatternRun extends StreamRun<PatternsState> {
    /** The clock of guards stands still, so that none is ever due. */
    private static final long NO_CLOCK = 0;

    private final PatternWatch watch;
    private final GovernanceOutput out;

    /**
     * @param watch the patterns
     * @param out takes what they say
     */
    public PatternRun(PatternWatch watch, GovernanceOutput out) {
        this.watch = watch;
        this.out = out;
    }

    @Override
    protected boolean matters(Signal signal) {
        return watch.watches(signal.entity(), signal.time().physicalNanos());
    }

    @Override
    protected void ignored() {
        out.ungoverned();
    }

    @Override
    protected PatternsState newState() {
        return watch.newState();
    }

    @Override
    protected void take(PatternsState state, Signal signal, long limitNanos) {
        watch.onSignal(state, signal, limitNanos, NO_CLOCK, out);
    }

    @Override
    protected void advance(PatternsState state, String entity, long limitNanos) {
        watch.advance(state, entity, limitNanos, out);
    }

    @Override
    protected long wakeMillis(PatternsState state) {
        return state.wakeMillis();
    }

    @Override
    protected boolean isForgettable(PatternsState state) {
        return watch.isForgettable(state);
    }
}
