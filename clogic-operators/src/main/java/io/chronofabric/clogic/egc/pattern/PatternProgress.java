package io.chronofabric.clogic.egc.pattern;

import io.chronofabric.operators.sequence.SequenceState;
import io.chronofabric.operators.sequence.SequenceStateCodec;
import io.chronofabric.state.model.RuleRef;

/**
 * What one pattern knows of an entity: its features' windows and the sequences that have begun. Not
 * safe for use by several threads.
 */
final class PatternProgress {
    /** Fingerprints, version, counters, the lengths of texts. */
    private static final int FIXED_BYTES = 96;

    /** An event taken: its time, a few values, who took it. */
    private static final int EVENT_BYTES = 64;

    /** A sequence begun or complete: when, where it stands, which events. */
    private static final int SEQUENCE_BYTES = 48;

    private final RuleRef ref;
    private final long fingerprint;
    private final FeatureWindows windows;
    private final SequenceState<Reading> runs;

    /**
     * @param ref which pattern and version
     * @param fingerprint tells it from that of another pattern
     */
    PatternProgress(
            RuleRef ref, long fingerprint, FeatureWindows windows, SequenceState<Reading> runs) {
        this.ref = ref;
        this.fingerprint = fingerprint;
        this.windows = windows;
        this.runs = runs;
    }

    /** Of an entity that nothing is known of. */
    static PatternProgress of(CompiledPattern pattern, String entity) {
        return new PatternProgress(
                pattern.rule().ref(),
                pattern.fingerprint(),
                pattern.features().newWindows(),
                pattern.engine().newState(entity.hashCode()));
    }

    /** The same, for a version that goes on from it. */
    PatternProgress of(CompiledPattern heir) {
        heir.engine().takeOver(runs);
        return new PatternProgress(heir.ref(), heir.fingerprint(), windows, runs);
    }

    /** The same with other windows. */
    PatternProgress with(FeatureWindows others) {
        return new PatternProgress(ref, fingerprint, others, runs);
    }

    /** Whether nothing is remembered. */
    boolean isEmpty() {
        return runs.isIdle() && windows.isEmpty();
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

    /** The windows of the features. */
    FeatureWindows windows() {
        return windows;
    }

    /** How many bytes it holds, about as written. */
    long stateBytes() {
        return FIXED_BYTES
                + ref.tenant().length()
                + ref.id().length()
                + windows.stateBytes()
                + (long) EVENT_BYTES * runs.keptEvents()
                + (long) SEQUENCE_BYTES * (runs.partialMatches() + runs.waitingMatches());
    }

    /** An independent copy; events are shared. */
    PatternProgress copy() {
        return new PatternProgress(ref, fingerprint, windows.copy(), SequenceStateCodec.copy(runs));
    }

    /** The sequences that have begun. */
    SequenceState<Reading> runs() {
        return runs;
    }
}
