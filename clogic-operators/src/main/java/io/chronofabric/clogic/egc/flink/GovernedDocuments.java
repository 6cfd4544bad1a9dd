package io.chronofabric.clogic.egc.flink;

import io.chronofabric.clogic.egc.DocumentCompiler;
import io.chronofabric.clogic.egc.GovernedDocument;
import io.chronofabric.clogic.egc.RuleQuota;
import io.chronofabric.clogic.egc.RuleTable;
import io.chronofabric.clogic.egc.RulesAlone;
import io.chronofabric.clogic.egc.pattern.EveryDocument;
import io.chronofabric.core.ChronoFabricException;
import io.chronofabric.core.ErrorCode;
import io.chronofabric.core.Problem;
import io.chronofabric.state.model.PatternRule;
import io.chronofabric.state.model.Rule;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a job judges by from the beginning, and what may come while it runs: all that its operators
 * need for the same table each. Immutable.
 */
public final class GovernedDocuments implements Serializable {
    private static final long serialVersionUID = 1L;

    private final ArrayList<Rule> rules;
    private final ArrayList<PatternRule> patterns;
    private final boolean takesPatterns;
    private final RuleQuota quota;

    /**
     * @param rules in force from the beginning, each of which compiles
     * @param patterns likewise
     * @param takesPatterns whether patterns may come while the job runs
     * @param quota what a tenant may take by documents that come
     * @throws ChronoFabricException if a document does not compile
     */
    public GovernedDocuments(
            List<Rule> rules, List<PatternRule> patterns, boolean takesPatterns, RuleQuota quota) {
        this.rules = new ArrayList<>(rules);
        this.patterns = new ArrayList<>(patterns);
        this.takesPatterns = takesPatterns;
        this.quota = quota;
        compile();
    }

    /** Rules that stay as long as the job runs. */
    static GovernedDocuments fixed(List<Rule> rules) {
        return new GovernedDocuments(rules, List.of(), false, RuleQuota.DEFAULT);
    }

    /** Patterns that stay as long as the job runs. */
    static GovernedDocuments fixedPatterns(List<PatternRule> patterns) {
        return new GovernedDocuments(List.of(), patterns, false, RuleQuota.DEFAULT);
    }

    /** A new table of them. */
    RuleTable newTable() {
        DocumentCompiler compiler = takesPatterns ? new EveryDocument() : new RulesAlone();
        return new RuleTable(compile(), quota, compiler);
    }

    private List<GovernedDocument> compile() {
        DocumentCompiler.Result compiled = EveryDocument.compile(rules, patterns);
        if (compiled.hasErrors()) {
            throw new ChronoFabricException(
                    ErrorCode.RULE_INVALID,
                    compiled.problems().stream()
                            .filter(Problem::isError)
                            .map(Problem::toString)
                            .collect(Collectors.joining("\n")),
                    "rules and patterns that compile",
                    "Run chronofabric rules check on the rule files.");
        }
        return compiled.documents();
    }
}
