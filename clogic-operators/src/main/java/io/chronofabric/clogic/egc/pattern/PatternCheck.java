package io.chronofabric.clogic.egc.pattern;

import io.chronofabric.clogic.egc.stl.InstantCondition;
import io.chronofabric.clogic.egc.stl.StlProblem;
import io.chronofabric.core.ChronoFabricException;
import io.chronofabric.core.Problem;
import io.chronofabric.operators.sequence.AfterMatch;
import io.chronofabric.operators.sequence.Contiguity;
import io.chronofabric.operators.sequence.SequenceCondition;
import io.chronofabric.operators.sequence.SequencePattern;
import io.chronofabric.state.model.PatternRule;
import io.chronofabric.state.model.PatternRule.Step;
import io.chronofabric.state.model.Rule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Compiles pattern documents, or says what is wrong with their conditions and steps and where. */
public final class PatternCheck {
    /** Steps that make no sense together. */
    public static final String SENSELESS = "RULE120";

    /** A feature that no condition reads. */
    public static final String UNREAD = "RULE121";

    private PatternCheck() {}

    /**
     * What compiling gave.
     *
     * @param patterns the patterns that compiled
     * @param problems errors and warnings, at their places in the documents
     */
    public record Result(List<CompiledPattern> patterns, List<Problem> problems) {
        /** Copies both lists. */
        public Result {
            patterns = List.copyOf(patterns);
            problems = List.copyOf(problems);
        }

        /** Whether any pattern cannot be used. */
        public boolean hasErrors() {
            return problems.stream().anyMatch(Problem::isError);
        }
    }

    /** Compiles patterns; one with an error is left out of the answer's patterns. */
    public static Result compile(List<PatternRule> rules) {
        List<CompiledPattern> patterns = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        for (PatternRule rule : rules) {
            CompiledPattern compiled = compile(rule, problems);
            if (compiled != null) {
                patterns.add(compiled);
            }
        }
        return new Result(patterns, problems);
    }

    private static CompiledPattern compile(PatternRule rule, List<Problem> problems) {
        Map<String, Double> params = new HashMap<>();
        rule.params().forEach(param -> params.put(param.name(), param.value()));
        List<SequenceCondition<Reading>> conditions = new ArrayList<>();
        List<String> read = new ArrayList<>();
        for (int i = 0; i < rule.steps().size(); i++) {
            Step step = rule.steps().get(i);
            Map<String, ConditionInput> names = ConditionInput.namesOf(rule, i);
            InstantCondition.Result result =
                    InstantCondition.compile(step.when().text(), names.keySet(), params);
            addAll(problems, step.when().at(), result.problems());
            if (result.condition() != null) {
                conditions.add(new StepCondition(result.condition(), names));
                read.addAll(result.condition().names());
            }
        }
        if (conditions.size() < rule.steps().size()) {
            return null;
        }
        for (PatternRule.Feature feature : rule.features()) {
            if (read.stream().noneMatch(name -> reads(name, feature.name()))) {
                problems.add(
                        warning(rule.at(), UNREAD, "no condition reads feature " + feature.name()));
            }
        }
        try {
            return new CompiledPattern(rule, pattern(rule, conditions));
        } catch (ChronoFabricException e) {
            problems.add(
                    Problem.error(
                            SENSELESS,
                            rule.at().source(),
                            rule.at().line(),
                            rule.at().column(),
                            e.given() + " (expected: " + e.expected() + ")",
                            e.action()));
            return null;
        }
    }

    private static boolean reads(String name, String feature) {
        return name.equals(feature)
                || name.endsWith("." + feature)
                || name.contains("." + feature + ".");
    }

    private static Problem warning(Rule.Place at, String code, String reason) {
        return Problem.warning(
                code,
                at.source(),
                at.line(),
                at.column(),
                reason,
                "leave it out: it costs time and state");
    }

    private static SequencePattern<Reading> pattern(
            PatternRule rule, List<SequenceCondition<Reading>> conditions) {
        SequencePattern.Builder<Reading> builder =
                SequencePattern.builder(
                        rule.ref().tenant() + "/" + rule.ref().id(), rule.ref().version());
        for (int i = 0; i < conditions.size(); i++) {
            add(builder, i == 0, rule.steps().get(i), conditions.get(i));
        }
        if (rule.withinMillis() != PatternRule.UNLIMITED) {
            builder.within(Duration.ofMillis(rule.withinMillis()));
        }
        return builder.afterMatch(
                        switch (rule.afterMatch().skip()) {
                            case NONE -> AfterMatch.NO_SKIP;
                            case TO_NEXT -> AfterMatch.TO_NEXT;
                            case PAST_LAST -> AfterMatch.PAST_LAST;
                            case TO_FIRST -> AfterMatch.toFirst(rule.afterMatch().step());
                            case TO_LAST -> AfterMatch.toLast(rule.afterMatch().step());
                        })
                .build();
    }

    private static void add(
            SequencePattern.Builder<Reading> builder,
            boolean isFirst,
            Step step,
            SequenceCondition<Reading> condition) {
        if (isFirst && !step.absent()) {
            builder.begin(step.name(), condition);
        } else if (step.absent()) {
            if (step.then() == PatternRule.Contiguity.NEXT) {
                builder.notNext(step.name(), condition);
            } else {
                builder.notFollowedBy(step.name(), condition);
            }
        } else {
            switch (step.then()) {
                case NEXT -> builder.next(step.name(), condition);
                case FOLLOWED_BY -> builder.followedBy(step.name(), condition);
                case FOLLOWED_BY_ANY -> builder.followedByAny(step.name(), condition);
            }
        }
        if (step.most() == PatternRule.ANY_NUMBER) {
            builder.atLeast(step.least());
        } else if (step.most() > 1) {
            builder.times(step.least(), step.most());
        }
        if (step.most() > 1) {
            builder.inner(
                    switch (step.repeat()) {
                        case NEXT -> Contiguity.STRICT;
                        case FOLLOWED_BY -> Contiguity.RELAXED;
                        case FOLLOWED_BY_ANY -> Contiguity.ANY;
                    });
        }
        if (step.optional()) {
            builder.optional();
        }
        if (step.greedy()) {
            builder.greedy();
        }
        if (step.withinMillis() != PatternRule.UNLIMITED) {
            builder.stageWithin(Duration.ofMillis(step.withinMillis()));
        }
    }

    /** Adds what was found in a condition, at its place in the document. */
    private static void addAll(List<Problem> problems, Rule.Place at, List<StlProblem> found) {
        for (StlProblem problem : found) {
            // Only the first line is indented by what stands before it.
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
