package io.chronofabric.clogic.egc.cep;

import io.chronofabric.clogic.egc.EntityGlob;
import io.chronofabric.clogic.egc.RuleIdentity;
import io.chronofabric.clogic.egc.SamplingGrid;
import io.chronofabric.clogic.egc.stl.SequenceFormula;
import io.chronofabric.state.model.Rule;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A rule document whose formula is a sequence. Immutable and safe for use by many threads.
 *
 * <p>Moments of a sequence are numbered by the beginning of their window: the trigger at moment
 * {@code t} is written down at {@code t + from}. So the window of what is written down at a moment
 * always begins there.
 */
public final class SequenceRule {
    private static final long NANOS_PER_MILLI = 1_000_000L;

    private final Rule rule;
    private final SequenceFormula sequence;
    private final EntityGlob glob;
    private final SamplingGrid grid;
    private final List<String> fields;
    private final long fingerprint;

    SequenceRule(Rule rule, SequenceFormula sequence) {
        this.rule = rule;
        this.sequence = sequence;
        this.glob = new EntityGlob(rule.entityPattern());
        this.grid = new SamplingGrid(rule.sampling());
        Map<String, String> fieldOf =
                rule.signals().stream()
                        .collect(Collectors.toMap(Rule.SignalSpec::name, Rule.SignalSpec::field));
        this.fields = sequence.signals().stream().map(fieldOf::get).toList();
        this.fingerprint =
                RuleIdentity.fingerprint(
                        rule.ref(),
                        rule.formula(),
                        rule.signals(),
                        rule.params(),
                        rule.sampling(),
                        rule.entityPattern());
    }

    /** The document. */
    public Rule rule() {
        return rule;
    }

    /** The formula. */
    public SequenceFormula sequence() {
        return sequence;
    }

    /** Whether the rule governs an entity. */
    public boolean appliesTo(String entity) {
        return glob.matches(entity);
    }

    /** The event fields it reads, in the order of the formula's signals. */
    List<String> fields() {
        return fields;
    }

    SamplingGrid grid() {
        return grid;
    }

    /** The watermark, in milliseconds, that settles a moment; also the event time of its edges. */
    public long settledAt(long moment) {
        return grid.closesAt(moment) / NANOS_PER_MILLI;
    }

    /** From one moment's event time to the end of its window, in milliseconds. */
    public long windowMillis() {
        return sequence.width() * rule.sampling().periodMillis();
    }

    /** The watermark at which all is known of the window that begins at a moment. */
    long dueAt(long moment) {
        return settledAt(moment + sequence.width()) + 1;
    }

    /** The judged moment of what is written down at another, in milliseconds since the epoch. */
    long judgedMillis(long moment) {
        return grid.millisOf(moment - sequence.from());
    }

    /**
     * The longest event time, in milliseconds, that can pass between a moment and the watermark at
     * which its answer comes.
     */
    public long answerDelayMillis() {
        return sequence.to() * rule.sampling().periodMillis()
                + rule.sampling().toleranceNanos() / NANOS_PER_MILLI
                + 2;
    }

    /** Tells the state of this rule from that of another with its name; the same in every run. */
    public long fingerprint() {
        return fingerprint;
    }
}
