package io.chronofabric.clogic.egc.cep;

import io.chronofabric.clogic.egc.RuleCheck;
import io.chronofabric.clogic.egc.stl.SequenceFormula;
import io.chronofabric.clogic.egc.stl.StlCode;
import io.chronofabric.clogic.egc.stl.StlContext;
import io.chronofabric.clogic.egc.stl.StlParser;
import io.chronofabric.clogic.egc.stl.StlProblem;
import io.chronofabric.core.ChronoFabricException;
import io.chronofabric.core.ErrorCode;
import io.chronofabric.core.Problem;
import io.chronofabric.state.model.Rule;
import io.chronofabric.state.model.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Chooses what judges a rule. The monitor gives a margin and corrections and costs next to nothing
 * a moment, so it is the better engine wherever it can be had. Its state grows with the moments in
 * a window, though: where that exceeds what an entity may have, and the formula is a sequence,
 * Flink CEP takes the rule, whose state grows with the triggers that are open.
 */
public final class EngineChoice {
    /** What may keep a monitor from a rule and is nothing to CEP. */
    private static final Set<String> LIMITS_OF_MONITORS =
            Set.of(StlCode.STL042.name(), "RULE102", RuleCheck.NEEDS_CEP);

    private static final long NANOS_PER_MILLI = 1_000_000L;

    private EngineChoice() {}

    /**
     * Who judges what.
     *
     * @param monitored the rules that monitors judge
     * @param sequences the rules that Flink CEP judges
     * @param problems errors and warnings, at their places in the documents
     * @param remarks why a rule went to CEP, a sentence each
     */
    public record Result(
            List<Rule> monitored,
            List<SequenceRule> sequences,
            List<Problem> problems,
            List<String> remarks) {
        /** Copies the lists. */
        public Result {
            monitored = List.copyOf(monitored);
            sequences = List.copyOf(sequences);
            problems = List.copyOf(problems);
            remarks = List.copyOf(remarks);
        }

        /** Whether any rule cannot be used. */
        public boolean hasErrors() {
            return problems.stream().anyMatch(Problem::isError);
        }

        /** All rules that can be used: the monitored ones, then the sequences. */
        public List<Rule> all() {
            List<Rule> all = new ArrayList<>(monitored);
            sequences.forEach(sequence -> all.add(sequence.rule()));
            return List.copyOf(all);
        }

        /**
         * The same, where every rule can be used.
         *
         * @throws ChronoFabricException if one can't
         */
        public Result orThrow() {
            if (hasErrors()) {
                throw invalid(problems);
            }
            return this;
        }
    }

    /** Chooses for each of some rules; one with an error is in neither list. */
    public static Result of(List<Rule> rules) {
        List<Rule> monitored = new ArrayList<>();
        List<SequenceRule> sequences = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        List<String> remarks = new ArrayList<>();
        for (Rule rule : rules) {
            if (rule.engine() == Rule.Engine.CEP) {
                SequenceRule sequence = compile(rule, problems);
                if (sequence != null) {
                    sequences.add(sequence);
                    remarks.add(rule.ref() + " runs on Flink CEP: its engine is cep");
                }
                continue;
            }
            RuleCheck.Result compiled = RuleCheck.compile(List.of(rule));
            if (!compiled.hasErrors()) {
                monitored.add(rule);
                problems.addAll(compiled.problems());
            } else if (isForCep(rule, compiled.problems())) {
                SequenceRule sequence = compile(rule, problems);
                if (sequence != null) {
                    sequences.add(sequence);
                    remarks.add(
                            rule.ref()
                                    + " runs on Flink CEP: a monitor would need more than the "
                                    + RuleCheck.MAX_STATE_BYTES
                                    + " bytes an entity may have");
                }
            } else {
                problems.addAll(compiled.problems());
            }
        }
        return new Result(monitored, sequences, problems, remarks);
    }

    /**
     * The sequence of a rule that was found to be one.
     *
     * @throws ChronoFabricException if the rule is none
     */
    public static SequenceRule sequence(Rule rule) {
        List<Problem> problems = new ArrayList<>();
        SequenceRule sequence = compile(rule, problems);
        if (sequence == null) {
            throw invalid(problems);
        }
        return sequence;
    }

    /** Says that rules can't be used. */
    static ChronoFabricException invalid(List<Problem> problems) {
        return new ChronoFabricException(
                ErrorCode.RULE_INVALID,
                problems.stream()
                        .filter(Problem::isError)
                        .map(Problem::toString)
                        .collect(Collectors.joining("\n")),
                "rules that compile",
                "Run chronofabric rules check on the rule files.");
    }

    private static boolean isForCep(Rule rule, List<Problem> problems) {
        return rule.engine() == Rule.Engine.AUTO
                && problems.stream().anyMatch(p -> p.code().equals(RuleCheck.NEEDS_CEP))
                && problems.stream()
                        .filter(Problem::isError)
                        .allMatch(p -> LIMITS_OF_MONITORS.contains(p.code()));
    }

    private static SequenceRule compile(Rule rule, List<Problem> problems) {
        int before = problems.size();
        StlParser.Result parsed = RuleCheck.parse(rule);
        RuleCheck.addAll(problems, rule, parsed.problems());
        if (parsed.formula() == null) {
            return null;
        }
        StlContext context = RuleCheck.context(rule);
        List<StlProblem> found = SequenceFormula.check(parsed.formula(), context);
        RuleCheck.addAll(problems, rule, found);
        if (!found.isEmpty()) {
            return null;
        }
        SequenceFormula.Result result = SequenceFormula.recognise(parsed.formula(), context);
        if (result.sequence() == null) {
            problems.add(
                    error(
                            rule,
                            "RULE108",
                            "Flink CEP takes sequences only ("
                                    + SequenceFormula.SHAPES
                                    + "): "
                                    + result.obstacle(),
                            "write the formula so, or leave engine: cep out"));
            return null;
        }
        checkOutput(rule, problems);
        checkSamples(rule, problems);
        checkReach(rule, result.sequence(), problems);
        boolean isFaulty =
                problems.subList(before, problems.size()).stream().anyMatch(Problem::isError);
        return isFaulty ? null : new SequenceRule(rule, result.sequence());
    }

    private static void checkOutput(Rule rule, List<Problem> problems) {
        if (!rule.emit().equals(Set.of(Verdict.Kind.VERDICT))) {
            problems.add(
                    error(
                            rule,
                            "RULE109",
                            "the rule is judged by Flink CEP, which sends no corrections and no"
                                    + " intervals",
                            "write emit: [verdict]; late events go to the dead letters"));
        }
        if (!(rule.report() instanceof Rule.Report.OnChange)) {
            problems.add(
                    error(
                            rule,
                            "RULE110",
                            "the rule is judged by Flink CEP, which passes over the moments at"
                                    + " which nothing changes and reports changes only",
                            "write report: change"));
        }
    }

    private static void checkSamples(Rule rule, List<Problem> problems) {
        boolean readsAge =
                rule.signals().stream().anyMatch(signal -> signal.measure() == Rule.Measure.AGE);
        boolean isPlain =
                rule.semantics() == Rule.Semantics.ROBUSTNESS
                        || rule.semantics() == Rule.Semantics.BOOLEAN;
        if (readsAge || rule.sampling().fill() == Rule.Fill.LINEAR || !isPlain) {
            problems.add(
                    error(
                            rule,
                            "RULE111",
                            "the rule is judged by Flink CEP, which looks only when something"
                                    + " comes and knows true and false",
                            "leave out ageOf, fill: linear, and semantics other than boolean"));
        }
    }

    private static void checkReach(Rule rule, SequenceFormula sequence, List<Problem> problems) {
        if (sequence.signals().isEmpty()) {
            problems.add(
                    error(
                            rule,
                            "RULE101",
                            "the formula reads no signal",
                            "name at least one of the rule's signals in it"));
        }
        long period = rule.sampling().periodMillis() * NANOS_PER_MILLI;
        if (sequence.to() >= Long.MAX_VALUE / period / 2) {
            problems.add(
                    error(
                            rule,
                            "RULE106",
                            "the formula looks further than 146 years",
                            "shorten its window"));
        }
    }

    private static Problem error(Rule rule, String code, String reason, String fix) {
        Rule.Place at = rule.formulaAt();
        return Problem.error(code, at.source(), at.line(), at.column(), reason, fix);
    }
}
