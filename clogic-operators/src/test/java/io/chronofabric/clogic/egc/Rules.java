package io.chronofabric.clogic.egc;

import io.chronofabric.state.model.Rule;
import io.chronofabric.state.model.RuleRef;
import io.chronofabric.state.model.Verdict;
import java.util.List;
import java.util.Set;

/** Rules for tests: one signal {@code x} from field {@code x}, period 1 s. */
public final class Rules {
    private static final Rule.SignalSpec X =
            new Rule.SignalSpec("x", "x", "", Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);

    private Rules() {}

    /** A rule that reports every answer and every correction. */
    public static Rule every(String id, String formula) {
        return rule(id, formula, new Rule.Report.Every(), 30_000);
    }

    /** A rule that reports changes. */
    public static Rule onChange(String id, String formula) {
        return rule(id, formula, new Rule.Report.OnChange(), 30_000);
    }

    public static Rule rule(String id, String formula, Rule.Report report, long latenessMillis) {
        return new Rule(
                new RuleRef("test", id, 1),
                "*",
                List.of(X),
                new Rule.Sampling(1_000, 100_000_000, Rule.Fill.HOLD, 5_000),
                latenessMillis,
                List.of(),
                formula,
                new Rule.Place("test", 1, 1),
                Rule.OnSwap.WARM,
                Set.of(Verdict.Kind.VERDICT, Verdict.Kind.CORRECTION),
                report);
    }

    /** The rule for other entities. */
    public static Rule governing(String entityPattern, Rule rule) {
        return copy(rule, rule.ref(), entityPattern, rule.signals(), rule.sampling());
    }

    /** Another version of the rule. */
    static Rule version(int version, Rule rule) {
        RuleRef ref = new RuleRef(rule.ref().tenant(), rule.ref().id(), version);
        return copy(rule, ref, rule.entityPattern(), rule.signals(), rule.sampling());
    }

    /** The rule with another way to fill moments without an event. */
    static Rule filling(Rule.Fill fill, Rule rule) {
        Rule.Sampling sampling = rule.sampling();
        return copy(
                rule,
                rule.ref(),
                rule.entityPattern(),
                rule.signals(),
                new Rule.Sampling(
                        sampling.periodMillis(),
                        sampling.toleranceNanos(),
                        fill,
                        sampling.maxGapMillis()));
    }

    /** A rule that reads {@code x} and {@code y} and reports every answer. */
    static Rule twoSignals(String id, String formula) {
        Rule rule = every(id, formula);
        Rule.SignalSpec y = new Rule.SignalSpec("y", "y", "", X.min(), X.max());
        return copy(rule, rule.ref(), rule.entityPattern(), List.of(X, y), rule.sampling());
    }

    /**
     * A rule about {@code silence}, the age of a field, which is known for an hour; reports
     * changes.
     */
    public static Rule ages(String field, String formula) {
        Rule.SignalSpec silence =
                new Rule.SignalSpec(
                        "silence",
                        field,
                        "s",
                        0,
                        Double.POSITIVE_INFINITY,
                        Rule.Measure.AGE,
                        Rule.Role.OUTPUT);
        Rule rule = reading(List.of(silence), onChange("silence", formula));
        return sampled(new Rule.Sampling(1_000, 0, Rule.Fill.HOLD, 3_600_000), rule);
    }

    /** The rule with a verdict for every answer. */
    static Rule everyAnswer(Rule rule) {
        return rule.telling(rule.emit(), new Rule.Report.Every());
    }

    /** The rule about other signals. */
    static Rule reading(List<Rule.SignalSpec> signals, Rule rule) {
        return copy(rule, rule.ref(), rule.entityPattern(), signals, rule.sampling());
    }

    /** The rule with other samples. */
    static Rule sampled(Rule.Sampling sampling, Rule rule) {
        return copy(rule, rule.ref(), rule.entityPattern(), rule.signals(), sampling);
    }

    private static Rule copy(
            Rule rule,
            RuleRef ref,
            String entityPattern,
            List<Rule.SignalSpec> signals,
            Rule.Sampling sampling) {
        return new Rule(
                ref,
                entityPattern,
                signals,
                sampling,
                rule.latenessMillis(),
                rule.params(),
                rule.formula(),
                rule.formulaAt(),
                rule.onSwap(),
                rule.emit(),
                rule.report(),
                rule.semantics(),
                rule.engine());
    }

    /** Compiles rules that have no errors. */
    public static List<CompiledRule> compile(Rule... rules) {
        RuleCheck.Result result = RuleCheck.compile(List.of(rules));
        if (result.hasErrors()) {
            throw new IllegalArgumentException(result.problems().toString());
        }
        return result.rules();
    }
}
