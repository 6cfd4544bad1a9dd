package io.chronofabric.clogic.egc.pattern;

import io.chronofabric.clogic.egc.EntityGlob;
import io.chronofabric.clogic.egc.RuleIdentity;
import io.chronofabric.operators.sequence.AtBound;
import io.chronofabric.operators.sequence.SequenceBounds;
import io.chronofabric.operators.sequence.SequenceEngine;
import io.chronofabric.operators.sequence.SequencePattern;
import io.chronofabric.state.model.PatternRule;
import io.chronofabric.state.model.Rule;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * A pattern document with its conditions compiled: what one subtask needs to watch any number of
 * entities for it. Not safe for use by several threads.
 */
public final class CompiledPattern {
    /** No reading has more values: signals and features. */
    static final int MAX_VALUES = 1 << 10;

    private final PatternRule rule;
    private final SequenceEngine<Reading> engine;

    /** Apart, so that what is only foreseen is not counted. */
    private final SequenceEngine<Reading> foresight;

    private final EntityGlob glob;
    private final List<String> fields;
    private final long fingerprint;
    private final Features features;
    private final MatchReport report;

    CompiledPattern(PatternRule rule, SequencePattern<Reading> pattern) {
        this.rule = rule;
        this.engine = new SequenceEngine<>(pattern, boundsOf(rule), Reading::time);
        this.foresight = new SequenceEngine<>(pattern, boundsOf(rule), Reading::time);
        this.glob = new EntityGlob(rule.entityPattern());
        this.fields = rule.signals().stream().map(Rule.SignalSpec::field).toList();
        this.fingerprint = fingerprintOf(rule);
        this.features = new Features(rule);
        this.report = new MatchReport(rule, pattern);
    }

    /** The names of a reading's values: signals, then features. */
    static List<String> valueNames(PatternRule rule) {
        return Stream.concat(
                        rule.signals().stream().map(Rule.SignalSpec::name),
                        rule.features().stream().map(PatternRule.Feature::name))
                .toList();
    }

    private static SequenceBounds boundsOf(PatternRule rule) {
        return new SequenceBounds(
                rule.bounds().partialMatches(),
                rule.bounds().events(),
                switch (rule.bounds().whenFull()) {
                    case OLDEST_OUT -> AtBound.OLDEST_OUT;
                    case NEWEST_REFUSED -> AtBound.NEWEST_REFUSED;
                    case SAMPLE -> AtBound.SAMPLE;
                });
    }

    /** The document. */
    public PatternRule rule() {
        return rule;
    }

    /** Looks for the sequence. */
    public SequenceEngine<Reading> engine() {
        return engine;
    }

    /** Looks ahead, uncounted. */
    SequenceEngine<Reading> foresight() {
        return foresight;
    }

    /** Whether an entity is looked at. */
    public boolean appliesTo(String entity) {
        return glob.matches(entity);
    }

    /** The event fields that the signals read, in their order. */
    public List<String> fields() {
        return fields;
    }

    /** Works the features out. */
    Features features() {
        return features;
    }

    /** Says what a match is. */
    MatchReport report() {
        return report;
    }

    /** Room for a reading's values, NaN all over. */
    double[] newValues() {
        double[] values = new double[fields.size() + rule.features().size()];
        Arrays.fill(values, Double.NaN);
        return values;
    }

    /** Tells the state of this pattern from that of another. */
    long fingerprint() {
        return fingerprint;
    }

    private static long fingerprintOf(PatternRule rule) {
        return RuleIdentity.fingerprint(
                rule.ref(),
                rule.signals(),
                rule.features(),
                rule.params(),
                rule.steps().stream().map(CompiledPattern::meaning).toList(),
                rule.withinMillis(),
                rule.afterMatch());
    }

    /** A step without its place in the document. */
    private static List<Object> meaning(PatternRule.Step step) {
        return List.of(
                step.name(),
                step.absent(),
                step.when().text(),
                step.then(),
                step.least(),
                step.most(),
                step.optional(),
                step.repeat(),
                step.greedy(),
                step.withinMillis());
    }
}
