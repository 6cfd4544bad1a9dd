package io.chronofabric.clogic.egc;

import io.chronofabric.clogic.egc.stl.StlPlan;
import io.chronofabric.state.model.Rule;
import io.chronofabric.state.model.RuleRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A rule document with its formula compiled: what one subtask needs to judge any number of entities
 * by it. Immutable and safe for use by many threads.
 */
public final class CompiledRule implements GovernedDocument {
    private static final long NANOS_PER_MILLI = 1_000_000L;

    private final Rule rule;
    private final StlPlan plan;
    private final EntityGlob glob;
    private final List<String> fields;
    private final List<List<String>> predicateFields;
    private final List<Rule.SignalSpec> specs;
    private final SamplingGrid grid;
    private final List<SilentMoments> silentMoments;
    private final long fingerprint;

    /**
     * @param silentMoments when the answers for an entity can change though nothing comes from it
     */
    CompiledRule(Rule rule, StlPlan plan, List<SilentMoments> silentMoments) {
        this.rule = rule;
        this.plan = plan;
        this.glob = new EntityGlob(rule.entityPattern());
        this.silentMoments = List.copyOf(silentMoments);
        Map<String, Rule.SignalSpec> byName =
                rule.signals().stream()
                        .collect(Collectors.toMap(Rule.SignalSpec::name, Function.identity()));
        this.specs = plan.signals().stream().map(byName::get).toList();
        this.fields = specs.stream().map(Rule.SignalSpec::field).toList();
        this.predicateFields =
                IntStream.range(0, plan.predicates())
                        .mapToObj(plan::predicateSignals)
                        .map(names -> names.stream().map(name -> byName.get(name).field()).toList())
                        .toList();
        this.grid = new SamplingGrid(rule.sampling());
        this.fingerprint = fingerprintOf(rule, plan);
    }

    /** The document. */
    public Rule rule() {
        return rule;
    }

    /** The compiled formula. */
    public StlPlan plan() {
        return plan;
    }

    @Override
    public RuleRef ref() {
        return rule.ref();
    }

    @Override
    public String kind() {
        return "rule";
    }

    @Override
    public Rule.Place at() {
        return rule.formulaAt();
    }

    @Override
    public String entityPattern() {
        return rule.entityPattern();
    }

    @Override
    public long stateBytes() {
        return plan.stateBytes();
    }

    @Override
    public boolean isSameAs(GovernedDocument other) {
        return other instanceof CompiledRule there && rule.isSameAs(there.rule);
    }

    @Override
    public boolean goesOnFrom(GovernedDocument former) {
        return rule.onSwap() == Rule.OnSwap.CARRY && whyNotCarriedFrom(former).isEmpty();
    }

    @Override
    public String whyNotAfter(GovernedDocument inForce) {
        if (rule.onSwap() != Rule.OnSwap.CARRY || (inForce != null && goesOnFrom(inForce))) {
            return "";
        }
        return "onSwap: carry, but "
                + (inForce == null
                        ? "there is no state to carry"
                        : String.join(" and ", whyNotCarriedFrom(inForce))
                                + ", compared with "
                                + inForce.ref())
                + " (expected: a version that differs in its parameters only; use warm)";
    }

    @Override
    public boolean appliesTo(String entity) {
        return glob.matches(entity);
    }

    /** The event fields that the plan reads, in the order its steps expect them. */
    public List<String> fields() {
        return fields;
    }

    /** The event fields that one of the plan's predicates reads. */
    List<String> fieldsOfPredicate(int predicate) {
        return predicateFields.get(predicate);
    }

    /** The signals that the plan reads, in the same order. */
    List<Rule.SignalSpec> signals() {
        return specs;
    }

    /** When the answers for an entity can change though nothing comes from it. */
    List<SilentMoments> silentMoments() {
        return silentMoments;
    }

    /** The moments at which the rule looks at its signals. */
    SamplingGrid grid() {
        return grid;
    }

    /** Whether an answer can be worked out anew from kept samples. */
    boolean isCorrectable() {
        return plan.past() != Long.MAX_VALUE;
    }

    /**
     * How far back of an event, in nanoseconds, the events lie that the answers it touches depend
     * on; {@link Long#MAX_VALUE} if that is more.
     */
    long reachNanos() {
        return SamplingGrid.later(closeReachNanos(), grid.maxAgeNanos());
    }

    /**
     * How far back all of those events lie but the last before, whose values are held until there.
     */
    long closeReachNanos() {
        long past = isCorrectable() ? plan.past() : 0;
        return SamplingGrid.later(
                momentsNanos(SamplingGrid.later(past, plan.future())), grid.reachBackNanos());
    }

    /**
     * The longest event time, in milliseconds, that can pass between a moment and the watermark at
     * which its answer comes: the formula's look-ahead and the longest wait for a silent entity.
     */
    public long answerDelayMillis() {
        long waiting = grid.maxAgeNanos() + grid.toleranceNanos();
        return SamplingGrid.later(momentsNanos(plan.future()), waiting) / NANOS_PER_MILLI + 2;
    }

    /** How long so many moments and two more take. */
    private long momentsNanos(long moments) {
        return moments >= Long.MAX_VALUE / grid.periodNanos() - 2
                ? Long.MAX_VALUE
                : (moments + 2) * grid.periodNanos();
    }

    @Override
    public List<String> whyNotCarriedFrom(GovernedDocument former) {
        if (!(former instanceof CompiledRule from)) {
            return List.of("one is a " + former.kind());
        }
        List<String> reasons = new ArrayList<>();
        if (!plan.accepts(from.plan.newState())) {
            reasons.add("the formulas differ in more than the values of parameters");
        }
        if (!fields.equals(from.fields)) {
            reasons.add("they read other fields");
        } else if (!measures().equals(from.measures())) {
            reasons.add("they read other things about their fields");
        }
        if (!rule.sampling().equals(from.rule.sampling())) {
            reasons.add("the sampling differs");
        }
        if (rule.semantics() != from.rule.semantics()) {
            reasons.add("the semantics differ");
        }
        return reasons;
    }

    private List<Rule.Measure> measures() {
        return specs.stream().map(Rule.SignalSpec::measure).toList();
    }

    @Override
    public long fingerprint() {
        return fingerprint;
    }

    private static long fingerprintOf(Rule rule, StlPlan plan) {
        long hash =
                RuleIdentity.fingerprint(
                        rule.ref(),
                        rule.formula(),
                        rule.signals(),
                        rule.params(),
                        rule.sampling(),
                        rule.semantics());
        return 31 * hash + plan.fingerprint();
    }
}
