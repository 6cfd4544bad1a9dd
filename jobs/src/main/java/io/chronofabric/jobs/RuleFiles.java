package io.chronofabric.jobs;

import io.chronofabric.clogic.egc.RuleCheck;
import io.chronofabric.core.Problem;
import io.chronofabric.state.codec.RuleDocuments;
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
     * @param problems what was found, in the order of the files and of their lines
     */
    public record Loaded(List<Rule> rules, List<Problem> problems) {
        /** Whether anything cannot be used. */
        public boolean hasErrors() {
            return problems.stream().anyMatch(Problem::isError);
        }
    }

    /** Reads files; none is an exception, a file that is missing is a problem as any other. */
    public static Loaded load(List<String> paths) {
        List<Rule> rules = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        Map<RuleRef, Rule> known = new HashMap<>();
        for (String path : paths) {
            Loaded file = load(path);
            problems.addAll(file.problems());
            for (Rule rule : file.rules()) {
                Rule first = known.putIfAbsent(rule.ref(), rule);
                if (first == null) {
                    rules.add(rule);
                } else {
                    problems.add(duplicate(rule, first));
                }
            }
        }
        return new Loaded(List.copyOf(rules), List.copyOf(problems));
    }

    /** Reads one file. */
    public static Loaded load(String path) {
        Path file = Path.of(path);
        if (Files.isDirectory(file)) {
            return unreadable(path, "it is a folder", "give the files in it: " + path + "/*.yaml");
        }
        if (!Files.exists(file)) {
            return unreadable(path, "there is no such file", "check the path");
        }
        try {
            return DocumentText.read(file)
                    .map(text -> of(path, text))
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
                    new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Loaded of(String source, String text) {
        RuleDocuments.Result read = RuleDocuments.read(source, text);
        List<Problem> problems = new ArrayList<>(read.problems());
        RuleCheck.Result compiled = RuleCheck.compile(read.rules());
        problems.addAll(compiled.problems());
        problems.sort(Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column));
        return new Loaded(
                compiled.rules().stream().map(rule -> rule.rule()).toList(), List.copyOf(problems));
    }

    private static Loaded unreadable(String path, String reason, String fix) {
        return new Loaded(
                List.of(),
                List.of(Problem.error("RULE015", path, 0, 0, "cannot be read: " + reason, fix)));
    }

    private static Loaded tooLarge(String path) {
        return new Loaded(
                List.of(),
                List.of(
                        Problem.error(
                                "RULE002",
                                path,
                                1,
                                1,
                                "more than " + DocumentText.MAX_BYTES + " bytes",
                                "split the file")));
    }

    private static Problem duplicate(Rule rule, Rule first) {
        Rule.Place at = rule.formulaAt();
        return Problem.error(
                "RULE014",
                at.source(),
                at.line(),
                at.column(),
                "rule "
                        + rule.ref()
                        + " is there already (first in "
                        + first.formulaAt().source()
                        + ":"
                        + first.formulaAt().line()
                        + ")",
                "give one of them another id or version");
    }
}
