package io.chronofabric.jobs.plan;

import io.chronofabric.clogic.egc.EntityState;
import io.chronofabric.clogic.egc.RulesState;
import io.chronofabric.clogic.egc.flink.EntityStateSerializer;
import io.chronofabric.clogic.egc.flink.PatternsStateSerializer;
import io.chronofabric.clogic.egc.flink.RulesStateSerializer;
import io.chronofabric.clogic.egc.pattern.PatternsState;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/**
 * What an operator keeps, of an entity or of several.
 *
 * @param events events
 * @param partialMatches sequences that have begun
 * @param bytes as the job's serializers write it
 * @param budgetBytes the same as {@code state.budget} measures it
 * @param entries entries of keyed state
 * @param timers timers
 */
record Kept(
        long events, long partialMatches, long bytes, long budgetBytes, long entries, long timers) {
    static final Kept NOTHING = new Kept(0, 0, 0, 0, 0, 0);

    private static final int FIRST_BYTES = 1_024;

    /** For the rules of an entity. */
    static Kept of(EntityState kept) {
        EntityState state = kept.copy();
        RulesState apart = state.takeRules();
        long bytes = written(EntityStateSerializer.INSTANCE, state);
        long budget = state.stateBytes();
        if (apart != null) {
            bytes += written(RulesStateSerializer.INSTANCE, apart);
            budget += apart.stateBytes();
        }
        return new Kept(state.store().size(), 0, bytes, budget, apart == null ? 1 : 2, 1);
    }

    /** For the patterns of an entity. */
    static Kept of(PatternsState state) {
        // One for the watermark, and one for the clock of guards.
        int timers =
                (state.wakeMillis() == PatternsState.NO_WAKE ? 0 : 1)
                        + (state.checkMillis() == PatternsState.NO_WAKE ? 0 : 1);
        return new Kept(
                state.waiting().size(),
                state.partialMatches(),
                written(PatternsStateSerializer.INSTANCE, state),
                state.stateBytes(),
                1,
                timers);
    }

    Kept plus(Kept other) {
        return new Kept(
                events + other.events,
                partialMatches + other.partialMatches,
                bytes + other.bytes,
                budgetBytes + other.budgetBytes,
                entries + other.entries,
                timers + other.timers);
    }

    private static <T> long written(TypeSerializer<T> serializer, T state) {
        DataOutputSerializer out = new DataOutputSerializer(FIRST_BYTES);
        try {
            serializer.serialize(state, out);
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return out.length();
    }
}
