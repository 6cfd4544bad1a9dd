package io.chronofabric.jobs.plan;

import io.chronofabric.clogic.egc.CompiledRule;
import io.chronofabric.clogic.egc.EntityGovernor;
import io.chronofabric.clogic.egc.EntityState;
import io.chronofabric.clogic.egc.GovernanceRun;
import io.chronofabric.clogic.egc.GovernedDocument;
import io.chronofabric.clogic.egc.pattern.CompiledPattern;
import io.chronofabric.clogic.egc.pattern.PatternRun;
import io.chronofabric.clogic.egc.pattern.PatternWatch;
import io.chronofabric.clogic.egc.pattern.PatternsState;
import io.chronofabric.state.model.Rule;
import io.chronofabric.state.model.RuleRef;
import io.chronofabric.state.model.Signal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Foretells by trying: a few entities are governed by the rules themselves and watched for the
 * patterns, at the rate of one entity, until what is kept of them stays the same; then the job's
 * serializers say how large it is. Not safe for use by several threads.
 */
public final class StatePlanner {
    /** How busy cores are to be on average; the rest is for catching up. */
    public static final double BUSY = 0.7;

    /**
     * What an event costs from its topic to the sinks without rules, in nanoseconds of a core:
     * {@code bin/bench kafka}, row {@code plain}, of two cores.
     */
    static final double PIPELINE_NANOS = 5_400;

    /**
     * What Flink does for an event in an operator that keeps state of entities: finds and stores
     * the state, sets timers. {@code bin/bench patterns}, row {@code governed.heap} less {@code
     * keyed.heap} and less {@code governed.process}.
     */
    static final double KEYED_NANOS = 1_650;

    /** How much more than the average a budget is to bear: keys are not spread evenly. */
    public static final double ROOM = 1.5;

    private static final int ENTITIES = 8;
    private static final int LOOKS_A_STAGE = 128;
    private static final int EVENTS_AT_ONCE = 1 << 9;
    private static final double SAME = 0.02;

    /** The first stage: compiled code is quicker, so what it took is not counted. */
    private static final long WARM_EVENTS = 1 << 17;

    private static final long MAX_EVENTS = 1 << 22;

    /** Patterns may take as long for an event as their bounds allow. */
    private static final long MAX_NANOS = 60_000_000_000L;

    private final List<CompiledRule> rules;
    private final List<CompiledPattern> patterns;
    private final PlanInput input;

    /**
     * @param rules rules that govern the entities
     * @param patterns patterns that are looked for in them; rules or patterns, at least one
     */
    public StatePlanner(List<CompiledRule> rules, List<CompiledPattern> patterns, PlanInput input) {
        this.rules = List.copyOf(rules);
        this.patterns = List.copyOf(patterns);
        this.input = input;
    }

    /** Tries. */
    public StatePlan plan() {
        List<GovernedDocument> documents = new ArrayList<>(rules);
        documents.addAll(patterns);
        MadeUpEvents events = new MadeUpEvents(ENTITIES, documents, signals(), input);
        OperatorTrial<EntityState> govern = govern();
        OperatorTrial<PatternsState> watch = patterns.isEmpty() ? null : watch();
        List<OperatorTrial<?>> trials = watch == null ? List.of(govern) : List.of(govern, watch);

        // A stage is as long as all before it: what still grows is not taken for settled.
        double before = run(trials, events, WARM_EVENTS);
        long simulated = WARM_EVENTS;
        boolean isSettled = false;
        while (!isSettled && simulated < MAX_EVENTS && hasTime(trials)) {
            double bytes = run(trials, events, simulated);
            simulated *= 2;
            isSettled = Math.abs(bytes - before) <= SAME * before;
            before = bytes;
        }

        OperatorPlan ofRules = govern.plan(ENTITIES, input);
        OperatorPlan ofPatterns = watch == null ? OperatorPlan.NONE : watch.plan(ENTITIES, input);
        double eventNanos =
                PIPELINE_NANOS
                        + trials.size() * KEYED_NANOS
                        + ofRules.eventNanos()
                        + ofPatterns.eventNanos();
        return new StatePlan(
                ofRules,
                ofPatterns,
                patterns.stream().mapToDouble(CompiledPattern::stateBytes).sum(),
                eventNanos,
                input.rate() * eventNanos / 1e9 / BUSY,
                apart(documents, events.anEntity()),
                isSettled);
    }

    private static boolean hasTime(List<OperatorTrial<?>> trials) {
        return trials.stream().mapToLong(OperatorTrial::allNanos).sum() < MAX_NANOS;
    }

    /** The bytes that were kept in this stage, on average. */
    private double run(List<OperatorTrial<?>> trials, MadeUpEvents events, long count) {
        trials.forEach(OperatorTrial::forgetCounts);
        List<Signal> some = new ArrayList<>(EVENTS_AT_ONCE);
        long distance = count / LOOKS_A_STAGE;
        for (long i = EVENTS_AT_ONCE; i <= count; i += EVENTS_AT_ONCE) {
            while (some.size() < EVENTS_AT_ONCE) {
                some.add(events.next());
            }
            trials.forEach(trial -> trial.take(some));
            some.clear();
            if (i % distance == 0) {
                trials.forEach(OperatorTrial::look);
                if (!hasTime(trials)) {
                    break;
                }
            }
        }
        return trials.stream().mapToDouble(OperatorTrial::bytes).sum();
    }

    private OperatorTrial<EntityState> govern() {
        Unheard heard = new Unheard();
        return new OperatorTrial<>(
                new GovernanceRun(new EntityGovernor(rules, input.maxSamples()), heard),
                heard,
                Kept::of,
                UnaryOperator.identity(),
                input.outOfOrderMillis());
    }

    private OperatorTrial<PatternsState> watch() {
        // The way to the first operator is in the pipeline's figure.
        Unheard heard = new Unheard();
        return new OperatorTrial<>(
                new PatternRun(new PatternWatch(patterns, input.maxSamples()), heard),
                heard,
                Kept::of,
                new Handover()::over,
                input.outOfOrderMillis());
    }

    private List<Rule.SignalSpec> signals() {
        List<Rule.SignalSpec> signals = new ArrayList<>();
        rules.forEach(rule -> signals.addAll(rule.rule().signals()));
        patterns.forEach(pattern -> signals.addAll(pattern.rule().signals()));
        return signals;
    }

    private static List<RuleRef> apart(List<GovernedDocument> documents, String entity) {
        return documents.stream()
                .filter(document -> !document.appliesTo(entity))
                .map(GovernedDocument::ref)
                .toList();
    }
}
