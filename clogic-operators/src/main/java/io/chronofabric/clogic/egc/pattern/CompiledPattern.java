package io.chronofabric.clogic.egc.pattern;

import io.chronofabric.clogic.egc.EntityGlob;
import io.chronofabric.clogic.egc.GovernedDocument;
import io.chronofabric.clogic.egc.RuleIdentity;
import io.chronofabric.operators.sequence.AtBound;
import io.chronofabric.operators.sequence.SequenceBounds;
import io.chronofabric.operators.sequence.SequenceEngine;
import io.chronofabric.operators.sequence.SequencePattern;
import io.chronofabric.state.model.PatternRule;
import io.chronofabric.state.model.Rule;
import io.chronofabric.state.model.RuleRef;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * A pattern document with its conditions compiled: what one subtask needs to watch any number of
 * entities for it. Not safe for use by several threads.
 */
public final class CompiledPattern implements GovernedDocument {
    /** No reading has more values: signals and features. */
    static final int MAX_VALUES = 1 << 10;

    /** A partial match, an event beside its values, a value in a window: bytes, roughly. */
    private static final long PARTIAL_BYTES = 128;

    private static final long EVENT_BYTES = 64;
    private static final long WINDOW_VALUE_BYTES = 16;

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

    @Override
    public RuleRef ref() {
        return rule.ref();
    }

    @Override
    public String kind() {
        return "pattern";
    }

    @Override
    public Rule.Place at() {
        return rule.at();
    }

    @Override
    public String entityPattern() {
        return rule.entityPattern();
    }

    @Override
    public long stateBytes() {
        long events = rule.bounds().events();
        long values = fields.size() + (long) rule.features().size();
        return rule.bounds().partialMatches() * PARTIAL_BYTES
                + events * (EVENT_BYTES + Double.BYTES * values)
                + events * WINDOW_VALUE_BYTES * rule.features().size();
    }

    @Override
    public boolean isSameAs(GovernedDocument other) {
        return other instanceof CompiledPattern there && rule.isSameAs(there.rule);
    }

    @Override
    public List<String> whyNotCarriedFrom(GovernedDocument former) {
        if (!(former instanceof CompiledPattern from)) {
            return List.of("one is a " + former.kind());
        }
        List<String> reasons = new ArrayList<>();
        PatternRule there = from.rule;
        differ(reasons, rule.signals(), there.signals(), "they read other signals");
        differ(reasons, rule.features(), there.features(), "the features differ");
        differ(reasons, rule.params(), there.params(), "the parameters differ");
        differ(reasons, meaning(rule.steps()), meaning(there.steps()), "the sequences differ");
        differ(reasons, rule.withinMillis(), there.withinMillis(), "they may take other times");
        differ(reasons, rule.afterMatch(), there.afterMatch(), "afterMatch differs");
        return reasons;
    }

    private static void differ(List<String> reasons, Object one, Object other, String reason) {
        if (!one.equals(other)) {
            reasons.add(reason);
        }
    }

    /** Whether the two look for the same: what has begun in one goes on in the other. */
    @Override
    public boolean goesOnFrom(GovernedDocument former) {
        return whyNotCarriedFrom(former).isEmpty();
    }

    @Override
    public String whyNotAfter(GovernedDocument inForce) {
        return "";
    }

    @Override
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

    /** Whether another version keeps the same in the windows of its features. */
    boolean measuresLike(CompiledPattern other) {
        return rule.signals().equals(other.rule.signals())
                && rule.features().equals(other.rule.features());
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

    @Override
    public long fingerprint() {
        return fingerprint;
    }

    private static long fingerprintOf(PatternRule rule) {
        return RuleIdentity.fingerprint(
                rule.ref(),
                rule.signals(),
                rule.features(),
                rule.params(),
                meaning(rule.steps()),
                rule.withinMillis(),
                rule.afterMatch());
    }

    private static List<List<Object>> meaning(List<PatternRule.Step> steps) {
        return steps.stream().map(CompiledPattern::meaning).toList();
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
