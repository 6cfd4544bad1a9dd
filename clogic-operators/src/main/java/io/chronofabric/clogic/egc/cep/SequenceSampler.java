package io.chronofabric.clogic.egc.cep;

import io.chronofabric.clogic.egc.EntityGovernor;
import io.chronofabric.clogic.egc.RejectedEvents;
import io.chronofabric.clogic.egc.SamplingGrid;
import io.chronofabric.state.flink.SampleStore;
import io.chronofabric.state.model.RejectReason;
import io.chronofabric.state.model.Signal;

/**
 * Turns an entity's events into the edges of a sequence. Samples as monitors do, at the same
 * moments, with the same values and the same traces, but passes over the moments at which nothing
 * can change. Not safe for use by several threads.
 */
public final class SequenceSampler {
    private static final long NANOS_PER_MILLI = 1_000_000L;

    private final SequenceRule rule;
    private final SamplingGrid grid;
    private final int maxEvents;
    private final int maxOpen;
    private final int samples;
    private final int[] columns;

    /**
     * @param rule the rule
     * @param maxEvents events of an entity that may wait to be sampled, at least 1
     * @param maxOpen triggers of an entity that may be open, at least 1
     */
    public SequenceSampler(SequenceRule rule, int maxEvents, int maxOpen) {
        this.rule = rule;
        this.grid = rule.grid();
        this.maxEvents = maxEvents;
        this.maxOpen = maxOpen;
        this.samples = rule.sequence().depth() + 1;
        this.columns = new int[rule.fields().size()];
    }

    /** The state of an entity that nothing is known of yet. */
    public SequenceState newState() {
        return new SequenceState(columns.length, samples, maxEvents);
    }

    /** Whether a state is of this rule, as far as can be seen. */
    public boolean accepts(SequenceState state) {
        return state.fits(columns.length, samples);
    }

    /** Takes an event of the entity; one behind the watermark is rejected. */
    public void onSignal(
            SequenceState state, Signal signal, long watermarkMillis, SequenceOutput out) {
        SampleStore store = state.store;
        if (store.maxSamples() != maxEvents) {
            store.maxSamples(maxEvents);
        }
        long limit = Math.max(EntityGovernor.limitOf(watermarkMillis), state.settledNanos);
        if (signal.time().physicalNanos() < limit) {
            long lateBy = (limit - 1) / NANOS_PER_MILLI - signal.time().epochMillis();
            out.rejected(
                    RejectedEvents.reject(
                            signal,
                            RejectReason.LATE,
                            "the event is "
                                    + lateBy
                                    + " ms behind the watermark, and "
                                    + rule.rule().ref()
                                    + " is judged by Flink CEP, which corrects nothing"));
            return;
        }
        switch (store.insert(signal.time(), signal.fields(), signal.trace())) {
            case STORED -> {}
            case DUPLICATE -> out.duplicate();
            case CONFLICT -> out.rejected(RejectedEvents.conflicting(signal));
            case FULL ->
                    out.rejected(
                            RejectedEvents.reject(
                                    signal,
                                    RejectReason.ENTITY_FULL,
                                    signal.entity()
                                            + " has "
                                            + store.size()
                                            + " events that wait for the watermark (limit: "
                                            + maxEvents
                                            + "); raise governance.max-samples-per-entity"));
        }
    }

    /** Finds all edges that the watermark settles. */
    public void advance(
            SequenceState state, String entity, long watermarkMillis, SequenceOutput out) {
        long limit = EntityGovernor.limitOf(watermarkMillis);
        if (limit <= state.settledNanos) {
            return;
        }
        SampleStore store = state.store;
        for (int i = 0; i < columns.length; i++) {
            columns[i] = store.column(rule.fields().get(i));
        }
        for (int row = 0; row < store.size(); row++) {
            // The very last nanosecond counts as the one before, so that it can pass.
            long eventNanos = Math.min(store.physicalNanos(row), Long.MAX_VALUE - 1);
            if (eventNanos >= limit) {
                break;
            }
            settle(state, entity, eventNanos, out);
            if (hold(state, row, eventNanos) && !state.isRunning) {
                state.nextMoment = grid.firstFor(eventNanos);
            }
        }
        settle(state, entity, limit, out);
        state.settledNanos = limit;
        store.evictBefore(limit);
    }

    private boolean hold(SequenceState state, int row, long eventNanos) {
        boolean any = false;
        for (int signal = 0; signal < columns.length; signal++) {
            double value =
                    columns[signal] < 0 ? Double.NaN : state.store.value(row, columns[signal]);
            if (!Double.isNaN(value)) {
                state.held[signal] = value;
                state.heldAt[signal] = eventNanos;
                // No sample with these values has been taken yet.
                state.alike = 0;
                any = true;
            }
        }
        return any;
    }

    /** Samples every moment that no event at or after the bound can count for. */
    private void settle(SequenceState state, String entity, long boundNanos, SequenceOutput out) {
        while (state.nextMoment != SequenceState.IDLE) {
            long moment = state.nextMoment;
            if (grid.closesAt(moment) >= boundNanos) {
                return;
            }
            long oldest = state.oldestHeldAt();
            if (grid.isTooOld(oldest, moment)) {
                state.nextMoment = SequenceState.IDLE;
                if (state.isRunning) {
                    state.isRunning = false;
                    state.tracker.end(entity, moment, out);
                }
                return;
            }
            if (!state.isRunning) {
                state.isRunning = true;
                state.known = 0;
                state.tracker.begin(rule, entity, moment, out);
            }
            boolean isSteady = state.push();
            state.tracker.sample(
                    rule,
                    entity,
                    moment,
                    rule.sequence().isTriggered(state.recent, state.known),
                    rule.sequence().isAnswered(state.recent, state.known),
                    maxOpen,
                    out);
            state.nextMoment = moment + 1;
            if (isSteady) {
                long unchanged = Math.min(grid.firstFor(boundNanos), grid.expiryOf(oldest));
                state.nextMoment =
                        Math.max(moment + 1, Math.min(unchanged, state.tracker.nextMoment()));
            }
        }
    }

    /** The watermark to look again at; {@link Long#MAX_VALUE} for none. */
    public long wakeMillis(SequenceState state) {
        if (state.settledNanos == Long.MAX_VALUE) {
            return Long.MAX_VALUE;
        }
        long wake = Long.MAX_VALUE;
        SampleStore store = state.store;
        if (store.size() > 0) {
            long first = Math.min(store.physicalNanos(0), Long.MAX_VALUE - 1);
            wake = rule.settledAt(grid.firstFor(first));
        }
        long next = state.nextMoment;
        if (next != SequenceState.IDLE) {
            boolean isSteady = state.isRunning && state.alike == samples && state.known >= samples;
            long moment =
                    isSteady
                            ? Math.max(
                                    next,
                                    Math.min(
                                            state.tracker.nextMoment(),
                                            grid.expiryOf(state.oldestHeldAt())))
                            : next;
            wake = Math.min(wake, rule.settledAt(moment));
        } else if (store.size() == 0 && state.newestHeldAt() != Long.MIN_VALUE) {
            wake = Math.min(wake, rule.settledAt(grid.expiryOf(state.newestHeldAt())));
        }
        return wake;
    }

    /** Whether nothing about the entity is worth keeping. */
    public boolean isForgettable(SequenceState state) {
        return state.store.size() == 0
                && state.nextMoment == SequenceState.IDLE
                && (state.newestHeldAt() == Long.MIN_VALUE
                        || state.settledNanos == Long.MAX_VALUE
                        || grid.isTooOld(state.newestHeldAt(), grid.firstFor(state.settledNanos)));
    }
}
