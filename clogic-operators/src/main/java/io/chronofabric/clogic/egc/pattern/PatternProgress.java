package io.chronofabric.clogic.egc.pattern;

import io.chronofabric.operators.sequence.SequenceState;
import io.chronofabric.state.model.RuleRef;

/**
 * What one pattern knows of an entity: its features' windows and the sequences that have begun. Not
 * safe for use by several threads.
 */
final class PatternProgress {
    private final RuleRef ref;
    private final long fingerprint;
    private final Features features;
    private final SequenceState<Reading> runs;

    /**
     * @param ref which pattern and version
     * @param fingerprint tells it from that of another pattern
     */
    PatternProgress(RuleRef ref, long fingerprint, Features features, SequenceState<Reading> runs) {
        this.ref = ref;
        this.fingerprint = fingerprint;
        this.features = features;
        this.runs = runs;
    }

    /** Of an entity that nothing is known of. */
    static PatternProgress of(CompiledPattern pattern, String entity) {
        return new PatternProgress(
                pattern.rule().ref(),
                pattern.fingerprint(),
                new Features(pattern.rule()),
                pattern.engine().newState(entity.hashCode()));
    }

    boolean belongsTo(CompiledPattern pattern) {
        return fingerprint == pattern.fingerprint() && ref.equals(pattern.rule().ref());
    }

    RuleRef ref() {
        return ref;
    }

    long fingerprint() {
        return fingerprint;
    }

    /** The windows. */
    Features features() {
        return features;
    }

    /** The sequences that have begun. */
    SequenceState<Reading> runs() {
        return runs;
    }
}
