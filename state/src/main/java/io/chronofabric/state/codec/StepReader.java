package io.chronofabric.state.codec;

import io.chronofabric.state.model.PatternRule;
import io.chronofabric.state.model.PatternRule.Contiguity;
import io.chronofabric.state.model.PatternRule.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** Reads the section {@code spec.sequence} of a pattern: its steps, in order. */
final class StepReader {
    /** The most steps of a pattern. */
    static final int MAX_STEPS = 32;

    /** The highest number of times that a step can be asked for. */
    static final int MAX_TIMES = 1_000;

    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,63}");
    private static final Pattern TIMES = Pattern.compile("(\\d{1,9})(?:\\.\\.(\\d{1,9})?)?");
    private static final String TIMES_EXPECTED = "how often, such as 3, \"2..5\" or \"1..\"";
    private static final List<String> CONTIGUITY_WORDS =
            List.of("next", "followed-by", "followed-by-any");
    private static final List<Contiguity> CONTIGUITIES = List.of(Contiguity.values());

    private final String source;
    private final int[] text;
    private final Findings findings;
    private final YamlScalars scalars;

    StepReader(String source, int[] text, Findings findings, YamlScalars scalars) {
        this.source = source;
        this.text = text;
        this.findings = findings;
        this.scalars = scalars;
    }

    List<Step> read(YamlMapping spec) {
        String fix = "Add sequence: [{name: NAME, when: CONDITION}].";
        Node node = spec.need("sequence", fix);
        List<Node> nodes =
                node == null ? null : scalars.list(node, "spec.sequence", "a list of steps", fix);
        if (nodes == null) {
            return List.of();
        }
        if (nodes.isEmpty()) {
            findings.add(DocumentCode.MISSING, node, "spec.sequence is empty", fix);
        }
        if (nodes.size() > MAX_STEPS) {
            findings.add(
                    DocumentCode.TOO_LARGE,
                    node,
                    "spec.sequence: "
                            + nodes.size()
                            + " steps (expected: at most "
                            + MAX_STEPS
                            + ")",
                    "Split the pattern.");
            return List.of();
        }
        Map<String, Node> places = new HashMap<>();
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < nodes.size(); i++) {
            Step step = step(nodes.get(i), i, places);
            if (step != null) {
                steps.add(step);
            }
        }
        return steps;
    }

    private Step step(Node node, int index, Map<String, Node> places) {
        String path = "spec.sequence[" + index + "]";
        MappingNode mapping = scalars.mapping(node, path, "Write {name: NAME, when: CONDITION}.");
        if (mapping == null) {
            return null;
        }
        YamlMapping keys =
                new YamlMapping(
                        mapping,
                        path,
                        List.of(
                                "name",
                                "none",
                                "when",
                                "then",
                                "times",
                                "optional",
                                "repeat",
                                "greedy",
                                "within"),
                        findings);
        Node none = keys.get("none");
        boolean absent = none != null;
        Node named = absent ? none : keys.need("name", "Add name: NAME, or none: NAME.");
        String name = named == null ? "" : name(named, path, places);
        if (absent) {
            refuseWithNone(keys, none);
        }
        Node when = keys.need("when", "Add when: \"CONDITION\".");
        Optional<String> condition =
                when == null
                        ? Optional.empty()
                        : new FormulaReader(findings, scalars).read(when, path + ".when");
        int[] times = times(keys.get("times"), path + ".times");
        Contiguity then = contiguity(keys.get("then"), path + ".then");
        if (index == 0 && keys.get("then") != null) {
            findings.add(
                    DocumentCode.BAD_COMBINATION,
                    keys.get("then"),
                    path + ".then: nothing comes before the first step",
                    "Leave it out.");
        }
        Node within = keys.get("within");
        OptionalLong limit =
                within == null ? OptionalLong.empty() : scalars.millis(within, path + ".within", 1);
        if (condition.isEmpty()) {
            return null;
        }
        return new Step(
                name,
                absent,
                new PatternRule.Condition(
                        condition.get(), FormulaPlace.of(source, text, (ScalarNode) when)),
                then,
                times[0],
                times[1],
                flag(keys.get("optional"), path + ".optional"),
                contiguity(keys.get("repeat"), path + ".repeat"),
                flag(keys.get("greedy"), path + ".greedy"),
                limit.orElse(PatternRule.UNLIMITED));
    }

    private String name(Node node, String path, Map<String, Node> places) {
        Optional<String> given = scalars.text(node, path + ".name");
        if (given.isEmpty()) {
            return "";
        }
        if (!NAME.matcher(given.get()).matches()) {
            findings.add(
                    DocumentCode.BAD_NAME,
                    node,
                    path
                            + ".name: "
                            + Shown.of(given.get())
                            + " (expected: a letter or _, then letters, digits, _; at most 64)",
                    "Choose a name that can stand in a condition.");
        } else {
            YamlMapping.isNew(places, given.get(), node, findings);
        }
        return given.get();
    }

    /** What must not happen has no number and no order of its own. */
    private void refuseWithNone(YamlMapping keys, Node none) {
        for (String key : List.of("name", "times", "optional", "repeat", "greedy")) {
            if (keys.get(key) != null) {
                findings.add(
                        DocumentCode.BAD_COMBINATION,
                        none,
                        keys.path("none") + " together with " + key,
                        "Leave " + key + " out: such a step must not happen at all.");
            }
        }
    }

    private int[] times(Node node, String path) {
        if (node == null) {
            return new int[] {1, 1};
        }
        Optional<String> given = scalars.text(node, path);
        if (given.isEmpty()) {
            return new int[] {1, 1};
        }
        Matcher matcher = TIMES.matcher(given.get());
        if (!matcher.matches()) {
            findings.add(
                    DocumentCode.WRONG_TYPE,
                    node,
                    path + ": " + Shown.of(given.get()) + " (expected: " + TIMES_EXPECTED + ")",
                    "Write a whole number, or two with .. between them.");
            return new int[] {1, 1};
        }
        int least = Integer.parseInt(matcher.group(1));
        int most =
                matcher.group(2) != null
                        ? Integer.parseInt(matcher.group(2))
                        : given.get().endsWith("..") ? PatternRule.ANY_NUMBER : least;
        boolean tooMany = least > MAX_TIMES || most != PatternRule.ANY_NUMBER && most > MAX_TIMES;
        if (least < 1 || most < least || tooMany) {
            findings.add(
                    DocumentCode.OUT_OF_RANGE,
                    node,
                    path
                            + ": "
                            + Shown.of(given.get())
                            + " (expected: 1 to "
                            + MAX_TIMES
                            + ", the smaller number first)",
                    least < 1
                            ? "Write optional: true for what may be missing."
                            : "Swap or lower them.");
        }
        return new int[] {least, most};
    }

    private Contiguity contiguity(Node node, String path) {
        return node == null
                ? Contiguity.FOLLOWED_BY
                : scalars.word(node, path, CONTIGUITY_WORDS, CONTIGUITIES)
                        .orElse(Contiguity.FOLLOWED_BY);
    }

    private boolean flag(Node node, String path) {
        return node != null
                && scalars.word(node, path, List.of("true", "false"), List.of(true, false))
                        .orElse(false);
    }
}
