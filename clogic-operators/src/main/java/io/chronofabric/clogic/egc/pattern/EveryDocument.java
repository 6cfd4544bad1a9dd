package io.chronofabric.clogic.egc.pattern;

import io.chronofabric.clogic.egc.DocumentCompiler;
import io.chronofabric.clogic.egc.GovernedDocument;
import io.chronofabric.clogic.egc.RuleCheck;
import io.chronofabric.core.Problem;
import io.chronofabric.state.codec.RuleDocuments;
import io.chronofabric.state.model.PatternRule;
import io.chronofabric.state.model.Rule;
import java.util.ArrayList;
import java.util.List;

/** Takes rules and patterns. Stateless. */
public final class EveryDocument implements DocumentCompiler {
    @Override
    public Result compile(RuleDocuments.Result read) {
        return compile(read.rules(), read.patterns());
    }

    /** Compiles documents; one with an error is left out. */
    public static Result compile(List<Rule> rules, List<PatternRule> patterns) {
        RuleCheck.Result compiledRules = RuleCheck.compile(rules);
        PatternCheck.Result compiledPatterns = PatternCheck.compile(patterns);
        List<GovernedDocument> documents = new ArrayList<>(compiledRules.rules());
        documents.addAll(compiledPatterns.patterns());
        List<Problem> problems = new ArrayList<>(compiledRules.problems());
        problems.addAll(compiledPatterns.problems());
        return new Result(documents, problems);
    }
}
