package io.chronofabric.clogic.egc;

import io.chronofabric.core.ChronoFabricException;
import io.chronofabric.core.ErrorCode;
import io.chronofabric.core.Problem;
import io.chronofabric.state.codec.RuleDocuments;
import io.chronofabric.state.model.RuleChange;
import io.chronofabric.state.model.RuleRef;
import java.util.List;
import java.util.stream.Collectors;

/** Finds the version of a rule or pattern that a change brings along, or names. */
final class ChangedVersion {
    private final DocumentCompiler compiler;

    ChangedVersion(DocumentCompiler compiler) {
        this.compiler = compiler;
    }

    /**
     * The version whose document the change brings.
     *
     * @throws ChronoFabricException if that is none, is another one or does not compile
     */
    GovernedDocument read(RuleChange change) {
        RuleDocuments.Result read = RuleDocuments.read(change.name(), change.document());
        if (read.hasErrors() || read.rules().size() + read.patterns().size() != 1) {
            throw invalid(
                    read.hasErrors()
                            ? errors(read.problems())
                            : "document: "
                                    + read.rules().size()
                                    + " rules and "
                                    + read.patterns().size()
                                    + " patterns",
                    "one document without errors");
        }
        RuleRef ref =
                read.rules().isEmpty() ? read.patterns().get(0).ref() : read.rules().get(0).ref();
        if (!ref.equals(change.ref())) {
            throw invalid("document of " + ref, "of " + change.ref());
        }
        DocumentCompiler.Result compiled = compiler.compile(read);
        if (compiled.hasErrors()) {
            throw invalid(errors(compiled.problems()), "a document that compiles");
        }
        return compiled.documents().get(0);
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
    static GovernedDocument known(RuleChange change, List<Tenure> tenures) {
        Tenure known = find(change.version(), tenures);
        if (known != null) {
            return known.version();
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

    /** A version, or what it was compiled to before: there is one of each, with one's counters. */
    static GovernedDocument sameIn(List<Tenure> tenures, GovernedDocument version) {
        Tenure known = find(version.ref().version(), tenures);
        return known != null && known.version().isSameAs(version) ? known.version() : version;
    }

    /** What a document that compiled before is now; null if it does not compile any more. */
    GovernedDocument compiled(String name, String document) {
        List<GovernedDocument> compiled =
                compiler.compile(RuleDocuments.read(name, document)).documents();
        return compiled.isEmpty() ? null : compiled.get(0);
    }

    private static ChronoFabricException invalid(String given, String expected) {
        return new ChronoFabricException(
                ErrorCode.RULE_INVALID, given, expected, "Correct the change and send it again.");
    }
}
