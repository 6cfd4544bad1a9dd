package io.chronofabric.jobs;

import io.chronofabric.clogic.egc.RuleCheck;
import io.chronofabric.clogic.egc.cep.EngineChoice;
import io.chronofabric.clogic.egc.pattern.CompiledPattern;
import io.chronofabric.clogic.egc.pattern.PatternCheck;
import io.chronofabric.core.Problem;
import io.chronofabric.state.codec.RuleDocuments;
import io.chronofabric.state.model.PatternRule;
import io.chronofabric.state.model.Rule;
import io.chronofabric.state.model.RuleRef;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Rule documents from files, read and compiled, with everything that is wrong with them. */
public final class RuleFiles {
    private static final String SHIPPED = "/io/chronofabric/jobs/rules/host.yaml";

    private RuleFiles() {}

    /**
     * What files hold.
     *
     * @param rules the rules that can be used
     * @param patterns the patterns that can be used
     * @param problems what was found, in the order of the files and of their lines
     * @param remarks which rules are not judged by monitors, and why, a sentence each
     */
    public record Loaded(
            List<Rule> rules,
            List<PatternRule> patterns,
            List<Problem> problems,
            List<String> remarks) {
        /** Whether anything cannot be used. */
        public boolean hasErrors() {
            return problems.stream().anyMatch(Problem::isError);
        }

        /** The same for who can use rules only: each pattern is a problem. */
        public Loaded rulesAlone() {
            List<Problem> all = new ArrayList<>(problems);
            patterns.forEach(pattern -> all.add(unusable(pattern)));
            return new Loaded(rules, List.of(), List.copyOf(all), remarks);
        }
    }

    /**
     * Reads files; none is an exception, a file that is missing is a problem as any other. A rule
     * that only Flink CEP can judge is a problem, too.
     */
    public static Loaded load(List<String> paths) {
        return load(paths, false);
    }

    /** Reads files for a job whose rules don't change, so that Flink CEP may judge some of them. */
    public static Loaded loadForJob(List<String> paths) {
        return load(paths, true);
    }

    private static Loaded load(List<String> paths, boolean isForJob) {
        List<Rule> rules = new ArrayList<>();
        List<PatternRule> patterns = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        List<String> remarks = new ArrayList<>();
        Map<RuleRef, Rule.Place> known = new HashMap<>();
        for (String path : paths) {
            Loaded file = load(path, isForJob);
            problems.addAll(file.problems());
            remarks.addAll(file.remarks());
            for (Rule rule : file.rules()) {
                Rule.Place first = known.putIfAbsent(rule.ref(), rule.formulaAt());
                if (first == null) {
                    rules.add(rule);
                } else {
                    problems.add(duplicate(rule.ref(), rule.formulaAt(), first));
                }
            }
            for (PatternRule pattern : file.patterns()) {
                Rule.Place first = known.putIfAbsent(pattern.ref(), pattern.at());
                if (first == null) {
                    patterns.add(pattern);
                } else {
                    problems.add(duplicate(pattern.ref(), pattern.at(), first));
                }
            }
        }
        return new Loaded(
                List.copyOf(rules),
                List.copyOf(patterns),
                List.copyOf(problems),
                List.copyOf(remarks));
    }

    /** Reads one file, as {@link #load(List)}. */
    public static Loaded load(String path) {
        return load(path, false);
    }

    private static Loaded load(String path, boolean isForJob) {
        Path file = Path.of(path);
        if (Files.isDirectory(file)) {
            return unreadable(path, "it is a folder", "give the files in it: " + path + "/*.yaml");
        }
        if (!Files.exists(file)) {
            return unreadable(path, "there is no such file", "check the path");
        }
        try {
            return DocumentText.read(file)
                    .map(text -> of(path, text, isForJob))
                    .orElseGet(() -> tooLarge(path));
        } catch (CharacterCodingException e) {
            return unreadable(path, "it is no text in UTF-8", "save it as UTF-8");
        } catch (IOException e) {
            return unreadable(path, e.getMessage(), "check who may read it");
        }
    }

    /** The rules for host telemetry that come with the demo. */
    public static Loaded shipped() {
        try (InputStream in = RuleFiles.class.getResourceAsStream(SHIPPED)) {
            return of(
                    "flink-conf/rules/host.yaml",
                    new String(in.readAllBytes(), StandardCharsets.UTF_8),
                    false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Loaded of(String source, String text, boolean isForJob) {
        RuleDocuments.Result read = RuleDocuments.read(source, text);
        List<Problem> problems = new ArrayList<>(read.problems());
        PatternCheck.Result watched = PatternCheck.compile(read.patterns());
        problems.addAll(watched.problems());
        List<PatternRule> patterns =
                watched.patterns().stream().map(CompiledPattern::rule).toList();
        List<Rule> rules;
        List<String> remarks = List.of();
        if (isForJob) {
            EngineChoice.Result chosen = EngineChoice.of(read.rules());
            problems.addAll(chosen.problems());
            rules = chosen.all();
            remarks = chosen.remarks();
        } else {
            RuleCheck.Result compiled = RuleCheck.compile(read.rules());
            problems.addAll(compiled.problems());
            rules = compiled.rules().stream().map(rule -> rule.rule()).toList();
        }
        problems.sort(Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column));
        return new Loaded(rules, patterns, List.copyOf(problems), remarks);
    }

    private static Problem unusable(PatternRule pattern) {
        Rule.Place at = pattern.at();
        return Problem.error(
                "RULE122",
                at.source(),
                at.line(),
                at.column(),
                "pattern " + pattern.ref() + " where only rules can be used",
                "take it out of the file, or give it where patterns are known");
    }

    private static Loaded unreadable(String path, String reason, String fix) {
        return new Loaded(
                List.of(),
                List.of(),
                List.of(Problem.error("RULE015", path, 0, 0, "cannot be read: " + reason, fix)),
                List.of());
    }

    private static Loaded tooLarge(String path) {
        return new Loaded(
                List.of(),
                List.of(),
                List.of(
                        Problem.error(
                                "RULE002",
                                path,
                                1,
                                1,
                                "more than " + DocumentText.MAX_BYTES + " bytes",
                                "split the file")),
                List.of());
    }

    private static Problem duplicate(RuleRef ref, Rule.Place at, Rule.Place first) {
        return Problem.error(
                "RULE014",
                at.source(),
                at.line(),
                at.column(),
                "rule "
                        + ref
                        + " is there already (first in "
                        + first.source()
                        + ":"
                        + first.line()
                        + ")",
                "give one of them another id or version");
    }
}
