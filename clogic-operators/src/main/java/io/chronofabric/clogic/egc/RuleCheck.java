package io.chronofabric.clogic.egc;

import io.chronofabric.clogic.egc.stl.Formula;
import io.chronofabric.clogic.egc.stl.Semantics;
import io.chronofabric.clogic.egc.stl.SequenceFormula;
import io.chronofabric.clogic.egc.stl.StlCode;
import io.chronofabric.clogic.egc.stl.StlCompiler;
import io.chronofabric.clogic.egc.stl.StlContext;
import io.chronofabric.clogic.egc.stl.StlParser;
import io.chronofabric.clogic.egc.stl.StlProblem;
import io.chronofabric.clogic.egc.stl.ValueRange;
import io.chronofabric.core.Problem;
import io.chronofabric.state.model.Rule;
import io.chronofabric.state.model.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Compiles rule documents, or says what is wrong with their formulas and where. */
public final class RuleCheck {
    /** Monitor state that one rule may take for one entity. */
    public static final long MAX_STATE_BYTES = 4L << 20;

    /** The rule can only be judged by Flink CEP, and there is none here. */
    public static final String NEEDS_CEP = "RULE107";

    /** Moments that a held value may bridge, and that a correction may go back. */
    static final long MAX_MOMENTS = 1_000_000;

    private static final long NANOS_PER_MILLI = 1_000_000L;

    private RuleCheck() {}

    /**
     * What compiling gave.
     *
     * @param rules the rules that compiled
     * @param problems errors and warnings, at their places in the documents
     */
    public record Result(List<CompiledRule> rules, List<Problem> problems) {
        /** Whether any rule cannot be used. */
        public boolean hasErrors() {
            return problems.stream().anyMatch(Problem::isError);
        }
    }

    /** Compiles rules; a rule with an error is left out of the answer's rules. */
    public static Result compile(List<Rule> rules) {
        List<CompiledRule> compiled = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        for (Rule rule : rules) {
            compile(rule, compiled, problems);
        }
        return new Result(List.copyOf(compiled), List.copyOf(problems));
    }

    /** Only the problems of {@link #compile}. */
    public static List<Problem> check(List<Rule> rules) {
        return compile(rules).problems();
    }

    private static void compile(Rule rule, List<CompiledRule> compiled, List<Problem> problems) {
        StlParser.Result parsed = parse(rule);
        addAll(problems, rule, parsed.problems());
        if (parsed.formula() == null) {
            return;
        }
        if (rule.engine() == Rule.Engine.CEP) {
            problems.add(needsCep(rule, "engine: cep is asked for"));
            return;
        }
        StlContext context = context(rule);
        StlCompiler.Result plan = StlCompiler.compile(parsed.formula(), context);
        addAll(problems, rule, plan.problems());
        if (plan.plan() == null) {
            boolean isOverBudget =
                    plan.problems().stream()
                            .anyMatch(problem -> problem.code().equals(StlCode.STL042.name()));
            if (isOverBudget
                    && rule.engine() == Rule.Engine.AUTO
                    && SequenceFormula.recognise(parsed.formula(), context).sequence() != null) {
                problems.add(needsCep(rule, "no monitor can hold the rule, but Flink CEP could"));
            }
            return;
        }
        CompiledRule candidate =
                new CompiledRule(
                        rule,
                        plan.plan(),
                        SilentMoments.of(parsed.formula(), rule, context.params(), plan.plan()));
        int before = problems.size();
        checkReach(candidate, problems);
        checkAges(rule, parsed.formula(), context, problems);
        if (problems.subList(before, problems.size()).stream().noneMatch(Problem::isError)) {
            compiled.add(candidate);
        }
    }

    /** Reads a rule's formula. */
    public static StlParser.Result parse(Rule rule) {
        return StlParser.parse(
                rule.formula(),
                rule.signals().stream().map(Rule.SignalSpec::name).collect(Collectors.toSet()),
                rule.params().stream().map(Rule.Param::name).collect(Collectors.toSet()));
    }

    /**
     * What a rule's formula may name and how it is judged.
     *
     * @param signals those of the rule that samples will have, in their order
     * @param maxStateBytes how much state an entity may have
     */
    public static StlContext context(Rule rule, List<String> signals, long maxStateBytes) {
        Map<String, Double> params = new LinkedHashMap<>();
        rule.params().forEach(param -> params.put(param.name(), param.value()));
        Map<String, ValueRange> ranges = new LinkedHashMap<>();
        Set<String> inputs = new LinkedHashSet<>();
        for (Rule.SignalSpec signal : rule.signals()) {
            if (signals.contains(signal.name())) {
                ranges.put(signal.name(), new ValueRange(signal.min(), signal.max()));
                if (signal.role() == Rule.Role.INPUT) {
                    inputs.add(signal.name());
                }
            }
        }
        return new StlContext(
                        rule.sampling().periodMillis() * NANOS_PER_MILLI,
                        signals,
                        params,
                        maxStateBytes)
                .withRanges(ranges)
                .withSemantics(semantics(rule), inputs);
    }

    private static Semantics semantics(Rule rule) {
        return switch (rule.semantics()) {
            case ROBUSTNESS -> Semantics.QUANTITATIVE;
            case BOOLEAN -> Semantics.BOOLEAN;
            case OUTPUT_ROBUSTNESS -> Semantics.OUTPUT_ROBUSTNESS;
            case INPUT_ROBUSTNESS -> Semantics.INPUT_ROBUSTNESS;
            case OUTPUT_VACUITY -> Semantics.OUTPUT_VACUITY;
            case INPUT_VACUITY -> Semantics.INPUT_VACUITY;
        };
    }

    /** The same for all of its signals and what a monitor may take. */
    public static StlContext context(Rule rule) {
        List<String> signals = rule.signals().stream().map(Rule.SignalSpec::name).toList();
        return context(rule, signals, MAX_STATE_BYTES);
    }

    private static Problem needsCep(Rule rule, String why) {
        Rule.Place at = rule.formulaAt();
        return Problem.error(
                NEEDS_CEP,
                at.source(),
                at.line(),
                at.column(),
                why + ", and a job that runs can't take up a new pattern, nor a rule test run one",
                "give the rule in rules.files to a job without rules.topic, or lengthen its"
                        + " sampling period and leave engine out");
    }

    private static void checkAges(
            Rule rule, Formula formula, StlContext context, List<Problem> problems) {
        String age = SilentMoments.unforeseen(formula, rule, context.params());
        if (age != null) {
            Rule.Place at = rule.formulaAt();
            problems.add(
                    Problem.warning(
                            "RULE112",
                            at.source(),
                            at.line(),
                            at.column(),
                            "the formula reads the age "
                                    + age
                                    + " otherwise than by comparing it with a constant: what that"
                                    + " says of a silence is found when maxGap has passed, or the"
                                    + " next event comes",
                            "write it as " + age + " <= 30, say, in seconds"));
        }
    }

    private static void checkReach(CompiledRule candidate, List<Problem> problems) {
        Rule rule = candidate.rule();
        Rule.Place at = rule.formulaAt();
        if (candidate.plan().signals().isEmpty()) {
            problems.add(
                    Problem.error(
                            "RULE101",
                            at.source(),
                            at.line(),
                            at.column(),
                            "the formula reads no signal",
                            "name at least one of the rule's signals in it"));
        }
        long bridged = rule.sampling().maxGapMillis() / rule.sampling().periodMillis();
        if (bridged > MAX_MOMENTS) {
            problems.add(
                    Problem.error(
                            "RULE102",
                            at.source(),
                            at.line(),
                            at.column(),
                            "sampling: maxGap is "
                                    + bridged
                                    + " periods (expected: at most "
                                    + MAX_MOMENTS
                                    + ")",
                            "shorten maxGap or lengthen the period"));
        }
        long corrected = rule.latenessMillis() / rule.sampling().periodMillis();
        if (corrected > MAX_MOMENTS) {
            problems.add(
                    Problem.error(
                            "RULE103",
                            at.source(),
                            at.line(),
                            at.column(),
                            "lateness is "
                                    + corrected
                                    + " periods (expected: at most "
                                    + MAX_MOMENTS
                                    + ")",
                            "shorten lateness or lengthen the period"));
        }
        if (candidate.reachNanos() == Long.MAX_VALUE) {
            problems.add(
                    Problem.error(
                            "RULE106",
                            at.source(),
                            at.line(),
                            at.column(),
                            "the formula looks further than 292 years, its windows added up",
                            "shorten its windows or the period"));
        }
        if (!candidate.isCorrectable() && rule.emit().contains(Verdict.Kind.CORRECTION)) {
            problems.add(
                    Problem.warning(
                            "RULE104",
                            at.source(),
                            at.line(),
                            at.column(),
                            "an answer depends on the whole past, so no late event can correct it",
                            "give once and historically a bound, such as once[0,1h]"));
        }
    }

    /** Adds what was found in a rule's formula, at its place in the document. */
    public static void addAll(List<Problem> problems, Rule rule, List<StlProblem> found) {
        Rule.Place at = rule.formulaAt();
        for (StlProblem problem : found) {
            // Only the formula's first line is indented by what stands before it.
            int column =
                    problem.line() <= 1 ? at.column() + problem.column() - 1 : problem.column();
            problems.add(
                    new Problem(
                            problem.severity(),
                            problem.code(),
                            at.source(),
                            at.line() + Math.max(problem.line(), 1) - 1,
                            column,
                            problem.reason(),
                            problem.fix()));
        }
    }
}
