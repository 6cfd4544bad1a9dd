package io.chronofabric.clogic.egc;

import io.chronofabric.core.ChronoFabricException;
import io.chronofabric.core.ErrorCode;
import io.chronofabric.core.Problem;
import io.chronofabric.state.codec.RuleDocuments;
import io.chronofabric.state.model.Rule;
import io.chronofabric.state.model.RuleChange;
import java.util.List;
import java.util.stream.Collectors;

/** Finds the version of a rule that a change brings along, or names. */
final class ChangedVersion {
    private ChangedVersion() {}

    /**
     * The version whose document the change brings.
     *
     * @throws ChronoFabricException if that is none, is another one or does not compile
     */
    static CompiledRule read(RuleChange change) {
        RuleDocuments.Result read = RuleDocuments.read(change.name(), change.document());
        if (read.hasErrors() || read.rules().size() != 1 || !read.patterns().isEmpty()) {
            throw invalid(
                    read.hasErrors()
                            ? errors(read.problems())
                            : "document: "
                                    + read.rules().size()
                                    + " rules and "
                                    + read.patterns().size()
                                    + " patterns",
                    "one rule document without errors");
        }
        Rule rule = read.rules().get(0);
        if (!rule.ref().equals(change.ref())) {
            throw invalid("document of " + rule.ref(), "of " + change.ref());
        }
        RuleCheck.Result compiled = RuleCheck.compile(read.rules());
        if (compiled.hasErrors()) {
            throw invalid(errors(compiled.problems()), "a rule that compiles");
        }
        return compiled.rules().get(0);
    }

    private static String errors(List<Problem> problems) {
        return problems.stream()
                .filter(Problem::isError)
                .limit(3)
                .map(Problem::toString)
                .collect(Collectors.joining("; "));
    }

    /**
     * The version that the change names, one of those that were there before.
     *
     * @throws ChronoFabricException if there was none
     */
    static CompiledRule known(RuleChange change, List<Tenure> tenures) {
        Tenure known = find(change.version(), tenures);
        if (known != null) {
            return known.rule();
        }
        throw invalid(
                "no version " + change.version() + " of " + change.name(),
                tenures.isEmpty()
                        ? "a rule that was there before"
                        : "one of "
                                + tenures.stream()
                                        .map(tenure -> tenure.ref().version())
                                        .distinct()
                                        .map(String::valueOf)
                                        .collect(Collectors.joining(", ")));
    }

    /** The tenure of a version; null if there is none. */
    static Tenure find(int version, List<Tenure> tenures) {
        for (Tenure tenure : tenures) {
            if (tenure.ref().version() == version) {
                return tenure;
            }
        }
        return null;
    }

    /** What a document that compiled before is now; null if it does not compile any more. */
    static CompiledRule compiled(String name, String document) {
        List<Rule> rules = RuleDocuments.read(name, document).rules();
        List<CompiledRule> compiled = RuleCheck.compile(rules).rules();
        return compiled.isEmpty() ? null : compiled.get(0);
    }

    private static ChronoFabricException invalid(String given, String expected) {
        return new ChronoFabricException(
                ErrorCode.RULE_INVALID, given, expected, "Correct the change and send it again.");
    }
}
