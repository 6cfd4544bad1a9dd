package io.chronofabric.jobs.cli;

import io.chronofabric.core.DidYouMean;
import io.chronofabric.core.Problem;
import io.chronofabric.jobs.DocumentText;
import io.chronofabric.jobs.RuleFiles;
import io.chronofabric.state.codec.RuleTestDocuments;
import io.chronofabric.state.model.RuleTest;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Reads a file of rule tests and the files of rules and patterns that it names. Not thread-safe.
 */
final class RuleTestFile implements RuleTestDocuments.RuleLoader {
    /** Rules and patterns of all files that a file of tests names together. */
    static final int MAX_RULES = 1_000;

    private static final int MAX_NEIGHBOURS = 1_000;

    private final String file;
    private final Set<Problem> problems = new LinkedHashSet<>();
    private final Map<String, RuleTestDocuments.Loaded> rules = new HashMap<>();
    private int ruleCount;

    private RuleTestFile(String file) {
        this.file = file;
    }

    /**
     * What a file holds.
     *
     * @param file its path as given
     * @param tests the tests that can be run; none if anything is wrong with the file
     * @param problems what was found in it, and in the rule files that it names
     */
    record Loaded(String file, List<RuleTest> tests, List<Problem> problems) {
        boolean isUsable() {
            return problems.stream().noneMatch(Problem::isError);
        }
    }

    /** Reads a file; one that is missing is a problem as any other. */
    static Loaded read(String file) {
        return new RuleTestFile(file).take();
    }

    private Loaded take() {
        String text;
        try {
            text = text();
        } catch (CharacterCodingException e) {
            return unreadable("it is no text in UTF-8", "save it as UTF-8");
        } catch (IOException | InvalidPathException e) {
            return unreadable(String.valueOf(e.getMessage()), "check who may read it");
        }
        if (text == null) {
            return new Loaded(file, List.of(), List.copyOf(problems));
        }
        RuleTestDocuments.Result read = RuleTestDocuments.read(file, text, this);
        problems.addAll(read.problems());
        RuleTestCost cost = new RuleTestCost(HeapBudget.ofThisProcess());
        for (RuleTest test : read.tests()) {
            problems.addAll(cost.check(test));
        }
        Loaded loaded = new Loaded(file, read.tests(), List.copyOf(problems));
        return loaded.isUsable() ? loaded : new Loaded(file, List.of(), loaded.problems());
    }

    /** The file's text, or null with a problem. */
    private String text() throws IOException {
        Path path = Path.of(file);
        if (Files.isDirectory(path)) {
            unreadable("it is a folder", "give the files in it: " + file + "/*.yaml");
            return null;
        }
        if (!Files.exists(path)) {
            unreadable("there is no such file", neighbour(path, "check the path"));
            return null;
        }
        Optional<String> text = DocumentText.read(path);
        if (text.isEmpty()) {
            problems.add(
                    Problem.error(
                            "TEST002",
                            file,
                            1,
                            1,
                            "more than " + DocumentText.MAX_BYTES + " bytes",
                            "split the file"));
        }
        return text.orElse(null);
    }

    private Loaded unreadable(String reason, String fix) {
        problems.add(Problem.error("TEST015", file, 0, 0, "cannot be read: " + reason, fix));
        return new Loaded(file, List.of(), List.copyOf(problems));
    }

    @Override
    public RuleTestDocuments.Loaded load(String path) {
        // Not computeIfAbsent: two spellings of one path may not make it call itself.
        RuleTestDocuments.Loaded known = rules.get(path);
        if (known == null) {
            known = loadRules(path);
            rules.put(path, known);
        }
        return known;
    }

    private RuleTestDocuments.Loaded loadRules(String path) {
        Path resolved;
        try {
            resolved = Path.of(file).resolveSibling(path);
        } catch (InvalidPathException e) {
            return RuleTestDocuments.Loaded.unusable("is no path", "Check the path.");
        }
        if (!Files.isRegularFile(resolved)) {
            return RuleTestDocuments.Loaded.unusable(
                    "is no file beside " + file,
                    neighbour(resolved, "Give it relative to the file of the test."));
        }
        if (ruleCount >= MAX_RULES) {
            return tooManyRules();
        }
        RuleFiles.Loaded loaded = RuleFiles.load(resolved.toString());
        problems.addAll(loaded.problems());
        ruleCount += loaded.rules().size() + loaded.patterns().size();
        if (ruleCount > MAX_RULES) {
            return tooManyRules();
        }
        return loaded.hasErrors()
                ? RuleTestDocuments.Loaded.unusable("has errors", "Mend the rules first.")
                : RuleTestDocuments.Loaded.of(loaded.rules(), loaded.patterns());
    }

    private static RuleTestDocuments.Loaded tooManyRules() {
        return RuleTestDocuments.Loaded.unusable(
                "brings the rules of this file to more than " + MAX_RULES,
                "Split the test, or name fewer rules.");
    }

    private static String neighbour(Path missing, String otherwise) {
        Path folder = missing.getParent() == null ? Path.of("") : missing.getParent();
        Path name = missing.getFileName();
        if (name == null || !Files.isDirectory(folder)) {
            return otherwise;
        }
        List<String> names = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            files.limit(MAX_NEIGHBOURS).forEach(each -> names.add(each.getFileName().toString()));
        } catch (IOException e) {
            return otherwise;
        }
        return DidYouMean.suggest(name.toString(), names)
                .map(meant -> "Did you mean " + meant + "?")
                .orElse(otherwise);
    }
}
