package io.chronofabric.jobs.cli;

import io.chronofabric.clogic.egc.CompiledRule;
import io.chronofabric.clogic.egc.GovernedDocument;
import io.chronofabric.clogic.egc.pattern.CompiledPattern;
import io.chronofabric.core.ChronoFabricException;
import io.chronofabric.core.DidYouMean;
import io.chronofabric.core.ErrorCode;
import io.chronofabric.core.Problem;
import io.chronofabric.jobs.RuleFiles;
import io.chronofabric.jobs.config.ConfigurationProblems;
import io.chronofabric.state.model.PatternRule;
import io.chronofabric.state.model.Rule;
import io.chronofabric.state.model.RuleRef;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Finds one rule, or one pattern, in a document that may hold several. */
final class RuleChoice {
    private static final int SHOWN = 20;

    private RuleChoice() {}

    /** A rule or a pattern. */
    sealed interface Found {
        RuleRef ref();

        /** What it is called in messages. */
        String sort();
    }

    /** A rule. */
    record OfRule(Rule rule) implements Found {
        @Override
        public RuleRef ref() {
            return rule.ref();
        }

        @Override
        public String sort() {
            return "rule";
        }
    }

    /** A pattern. */
    record OfPattern(PatternRule pattern) implements Found {
        @Override
        public RuleRef ref() {
            return pattern.ref();
        }

        @Override
        public String sort() {
            return "pattern";
        }
    }

    /**
     * The one rule of a document, or the one that is asked for.
     *
     * @param id may be null
     */
    static Rule one(String path, String id) {
        RuleFiles.Loaded loaded = checked(RuleFiles.load(List.of(path)).rulesAlone());
        return one(path, id, "rule", loaded.rules(), Rule::ref);
    }

    /**
     * The one rule or pattern of a document, or the one that is asked for.
     *
     * @param id may be null
     */
    static Found any(String path, String id) {
        RuleFiles.Loaded loaded = checked(RuleFiles.load(List.of(path)));
        List<Found> all = new ArrayList<>();
        loaded.rules().forEach(rule -> all.add(new OfRule(rule)));
        loaded.patterns().forEach(pattern -> all.add(new OfPattern(pattern)));
        return one(
                path,
                id,
                loaded.patterns().isEmpty() ? "rule" : "rule or pattern",
                all,
                Found::ref);
    }

    /** What a version that is known to a job is. */
    static Found of(GovernedDocument version) {
        return version instanceof CompiledPattern pattern
                ? new OfPattern(pattern.rule())
                : new OfRule(((CompiledRule) version).rule());
    }

    private static RuleFiles.Loaded checked(RuleFiles.Loaded loaded) {
        List<Problem> errors = loaded.problems().stream().filter(Problem::isError).toList();
        if (!errors.isEmpty()) {
            throw new ConfigurationProblems(errors);
        }
        return loaded;
    }

    private static <T> T one(
            String path, String id, String sort, List<T> all, Function<T, RuleRef> refOf) {
        List<T> named =
                all.stream()
                        .filter(found -> id == null || refOf.apply(found).id().equals(id))
                        .toList();
        if (named.size() == 1) {
            return named.get(0);
        }
        List<String> ids = all.stream().map(found -> refOf.apply(found).id()).toList();
        throw new ChronoFabricException(
                ErrorCode.INPUT_INVALID,
                path
                        + (id == null ? "" : ", rule " + id)
                        + ": "
                        + named.size()
                        + " rules (there: "
                        + ids.stream().distinct().limit(SHOWN).collect(Collectors.joining(", "))
                        + ")",
                "one " + sort,
                id == null
                        ? "Add --rule ID."
                        : DidYouMean.suggest(id, ids)
                                .filter(name -> !name.equals(id))
                                .map(name -> "Did you mean " + name + "?")
                                .orElse("Give a document with this " + sort + " in one version."));
    }
}
