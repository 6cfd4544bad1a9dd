package io.chronofabric.clogic.egc;

import io.chronofabric.core.Problem;
import io.chronofabric.state.codec.RuleDocuments;
import io.chronofabric.state.model.PatternRule;
import io.chronofabric.state.model.Rule;
import java.util.ArrayList;
import java.util.List;

/** Takes rules; a pattern is an error. Stateless. */
public final class RulesAlone implements DocumentCompiler {
    /** A pattern where only rules can be used. */
    public static final String NO_PATTERNS = "RULE122";

    @Override
    public Result compile(RuleDocuments.Result read) {
        RuleCheck.Result rules = RuleCheck.compile(read.rules());
        List<Problem> problems = new ArrayList<>(rules.problems());
        read.patterns().forEach(pattern -> problems.add(unusable(pattern)));
        return new Result(List.copyOf(rules.rules()), problems);
    }

    /** Says of a pattern that it cannot be used. */
    public static Problem unusable(PatternRule pattern) {
        Rule.Place at = pattern.at();
        return Problem.error(
                NO_PATTERNS,
                at.source(),
                at.line(),
                at.column(),
                "pattern " + pattern.ref() + " where only rules can be used",
                "take it out of the file, or give it where patterns are known; to a job with"
                        + " rules.topic only if rules.patterns is true");
    }
}
