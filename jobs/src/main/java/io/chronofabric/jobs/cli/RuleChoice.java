package io.chronofabric.jobs.cli;

import io.chronofabric.core.ChronoFabricException;
import io.chronofabric.core.DidYouMean;
import io.chronofabric.core.ErrorCode;
import io.chronofabric.core.Problem;
import io.chronofabric.jobs.RuleFiles;
import io.chronofabric.jobs.config.ConfigurationProblems;
import io.chronofabric.state.model.Rule;
import java.util.List;
import java.util.stream.Collectors;

/** Finds one rule in a document that may hold several. */
final class RuleChoice {
    private static final int SHOWN = 20;

    private RuleChoice() {}

    /**
     * The one rule of a document, or the one that is asked for.
     *
     * @param id may be null
     */
    static Rule one(String path, String id) {
        RuleFiles.Loaded loaded = RuleFiles.load(List.of(path)).rulesAlone();
        List<Problem> errors = loaded.problems().stream().filter(Problem::isError).toList();
        if (!errors.isEmpty()) {
            throw new ConfigurationProblems(errors);
        }
        List<Rule> rules =
                loaded.rules().stream()
                        .filter(found -> id == null || found.ref().id().equals(id))
                        .toList();
        if (rules.size() == 1) {
            return rules.get(0);
        }
        List<String> ids = loaded.rules().stream().map(found -> found.ref().id()).toList();
        throw new ChronoFabricException(
                ErrorCode.INPUT_INVALID,
                path
                        + (id == null ? "" : ", rule " + id)
                        + ": "
                        + rules.size()
                        + " rules (there: "
                        + ids.stream().distinct().limit(SHOWN).collect(Collectors.joining(", "))
                        + ")",
                "one rule",
                id == null
                        ? "Add --rule ID."
                        : DidYouMean.suggest(id, ids)
                                .filter(name -> !name.equals(id))
                                .map(name -> "Did you mean " + name + "?")
                                .orElse("Give a document with this rule in one version."));
    }
}
