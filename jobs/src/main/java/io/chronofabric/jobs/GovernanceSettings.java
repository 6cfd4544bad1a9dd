package io.chronofabric.jobs;

import io.chronofabric.operators.RefusalLimit;
import io.chronofabric.state.flink.SampleStore;
import io.chronofabric.state.flink.StateLedger;

/**
 * What a governance job can be told, apart from its rules.
 *
 * @param maxSamplesPerEntity events that may be kept for one entity, 1 to {@link
 *     SampleStore#MAX_SAMPLES}
 * @param maxOpenSequences triggers that a rule on Flink CEP may have open for one entity, 1 to
 *     {@link #MOST_OPEN_SEQUENCES}
 * @param ordered whether verdicts leave in order of moment, entity and rule, which costs the
 *     formulas' look-ahead in latency
 * @param refusals how many records that cannot be read are too many
 * @param stateBudget bytes that a subtask may keep before it refuses entities that it does not
 *     know, at least 1; {@link StateLedger#UNLIMITED} for any
 */
public record GovernanceSettings(
        int maxSamplesPerEntity,
        int maxOpenSequences,
        boolean ordered,
        RefusalLimit refusals,
        long stateBudget) {
    /** Events kept for one entity unless told otherwise. */
    public static final int DEFAULT_MAX_SAMPLES = 100_000;

    /** Triggers open for one entity unless told otherwise. */
    public static final int DEFAULT_MAX_OPEN_SEQUENCES = 1_000;

    /** Each edge looks at all that are open. */
    public static final int MOST_OPEN_SEQUENCES = 100_000;

    /** Checks the ranges. */
    public GovernanceSettings {
        if (maxSamplesPerEntity < 1 || maxSamplesPerEntity > SampleStore.MAX_SAMPLES) {
            throw new IllegalArgumentException(
                    "samples per entity: "
                            + maxSamplesPerEntity
                            + " (expected: 1 to "
                            + SampleStore.MAX_SAMPLES
                            + ")");
        }
        if (maxOpenSequences < 1 || maxOpenSequences > MOST_OPEN_SEQUENCES) {
            throw new IllegalArgumentException(
                    "open sequences: "
                            + maxOpenSequences
                            + " (expected: 1 to "
                            + MOST_OPEN_SEQUENCES
                            + ")");
        }
        if (stateBudget < 1) {
            throw new IllegalArgumentException(
                    "state budget: " + stateBudget + " bytes (expected: at least 1)");
        }
    }

    /** With a state of any size. */
    public GovernanceSettings(
            int maxSamplesPerEntity, int maxOpenSequences, boolean ordered, RefusalLimit refusals) {
        this(maxSamplesPerEntity, maxOpenSequences, ordered, refusals, StateLedger.UNLIMITED);
    }

    /** For live input: verdicts leave as they come. */
    public static GovernanceSettings live() {
        return new GovernanceSettings(
                DEFAULT_MAX_SAMPLES, DEFAULT_MAX_OPEN_SEQUENCES, false, RefusalLimit.none());
    }

    /** For recorded input: verdicts leave in order, so that two runs give the same bytes. */
    public static GovernanceSettings recorded() {
        return new GovernanceSettings(
                DEFAULT_MAX_SAMPLES, DEFAULT_MAX_OPEN_SEQUENCES, true, RefusalLimit.none());
    }
}
