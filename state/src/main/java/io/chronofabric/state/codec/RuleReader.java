package io.chronofabric.state.codec;

import io.chronofabric.state.model.Rule;
import io.chronofabric.state.model.RuleRef;
import io.chronofabric.state.model.Verdict;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;

/**
 * Makes a rule of one document, or reports why it cannot. After a fault it reads on with the
 * default in its place, so that one pass finds them all.
 */
final class RuleReader {
    private static final long NANOS_PER_MILLI = 1_000_000L;
    private static final int MAX_SIGNALS = 256;
    private static final int MAX_PARAMS = 256;
    private static final int MAX_FORMULA = 1 << 16;
    private static final int MAX_TEXT = 256;
    private static final long DEFAULT_PERIOD_MILLIS = 1_000;
    private static final int DEFAULT_TOLERANCE_PERCENT = 10;
    private static final int DEFAULT_GAP_PERIODS = 5;
    private static final long DEFAULT_LATENESS_MILLIS = 30_000;

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,128}");
    private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,127}");
    private static final Pattern PERCENT = Pattern.compile("\\d{1,3}(?:\\.\\d{1,9})? ?%");

    private final String source;
    private final int[] text;
    private final Findings findings;
    private final YamlScalars scalars;

    RuleReader(String source, int[] text, Findings findings) {
        this.source = source;
        this.text = text;
        this.findings = findings;
        scalars = new YamlScalars(findings);
    }

    /** The rule, or null if anything is wrong with it. */
    Rule read(Node document) {
        int before = findings.count();
        MappingNode root =
                scalars.mapping(
                        document, "document", "Begin with apiVersion, kind, metadata and spec.");
        if (root == null) {
            return null;
        }
        YamlMapping keys =
                new YamlMapping(
                        root, "", List.of("apiVersion", "kind", "metadata", "spec"), findings);
        expect(keys, "apiVersion", "egc/v1");
        expect(keys, "kind", "Rule");
        RuleRef ref = metadata(keys);
        Rule rule = spec(keys, ref);
        return findings.count() == before ? rule : null;
    }

    private void expect(YamlMapping keys, String key, String expected) {
        Node node = keys.get(key);
        if (node == null) {
            return;
        }
        Optional<String> given = scalars.text(node, key);
        if (given.isPresent() && !given.get().equals(expected)) {
            findings.addUnknown(RuleCode.WRONG_KIND, node, key, given.get(), List.of(expected));
        }
    }

    private RuleRef metadata(YamlMapping document) {
        String fix = "Add metadata: {id: NAME}.";
        Node node = document.need("metadata", fix);
        MappingNode mapping = node == null ? null : scalars.mapping(node, "metadata", fix);
        if (mapping == null) {
            return new RuleRef("", "", 1);
        }
        YamlMapping keys =
                new YamlMapping(mapping, "metadata", List.of("id", "version", "tenant"), findings);
        Node id = keys.need("id", "Add id: NAME.");
        Node tenant = keys.get("tenant");
        Node version = keys.get("version");
        return new RuleRef(
                tenant == null ? "default" : name(tenant, "metadata.tenant"),
                id == null ? "" : name(id, "metadata.id"),
                version == null ? 1 : scalars.ordinal(version, "metadata.version").orElse(1));
    }

    private String name(Node node, String path) {
        Optional<String> name = scalars.text(node, path);
        if (name.isPresent() && !ID.matcher(name.get()).matches()) {
            findings.add(
                    RuleCode.BAD_NAME,
                    node,
                    path
                            + ": "
                            + Shown.of(name.get())
                            + " (expected: 1 to 128 of A-Z a-z 0-9 . _ -)",
                    "Choose another name.");
        }
        return name.orElse("");
    }

    private Rule spec(YamlMapping document, RuleRef ref) {
        String fix = "Add spec with signals and formula.";
        Node node = document.need("spec", fix);
        MappingNode mapping = node == null ? null : scalars.mapping(node, "spec", fix);
        if (mapping == null) {
            return null;
        }
        YamlMapping keys =
                new YamlMapping(
                        mapping,
                        "spec",
                        List.of(
                                "appliesTo",
                                "signals",
                                "sampling",
                                "lateness",
                                "params",
                                "formula",
                                "onSwap",
                                "emit",
                                "report"),
                        findings);
        String entityPattern = appliesTo(keys.get("appliesTo"));
        List<Rule.SignalSpec> signals = signals(keys);
        Rule.Sampling sampling = sampling(keys.get("sampling"));
        Node latenessNode = keys.get("lateness");
        long lateness =
                latenessNode == null
                        ? DEFAULT_LATENESS_MILLIS
                        : scalars.millis(latenessNode, "spec.lateness", 0)
                                .orElse(DEFAULT_LATENESS_MILLIS);
        List<Rule.Param> params = params(keys.get("params"));
        Node formulaNode = keys.need("formula", "Add formula: \"…\".");
        Optional<String> formula = formulaNode == null ? Optional.empty() : formula(formulaNode);
        Rule.OnSwap onSwap = onSwap(keys.get("onSwap"));
        Set<Verdict.Kind> emit = emit(keys.get("emit"));
        Rule.Report report = report(keys.get("report"));
        if (formula.isEmpty()) {
            return null;
        }
        return new Rule(
                ref,
                entityPattern,
                signals,
                sampling,
                lateness,
                params,
                formula.get(),
                FormulaPlace.of(source, text, (ScalarNode) formulaNode),
                onSwap,
                emit,
                report);
    }

    private String appliesTo(Node node) {
        MappingNode mapping =
                node == null
                        ? null
                        : scalars.mapping(
                                node, "spec.appliesTo", "Write appliesTo: {entity: \"svc-*\"}.");
        if (mapping == null) {
            return "*";
        }
        Node entity =
                new YamlMapping(mapping, "spec.appliesTo", List.of("entity"), findings)
                        .get("entity");
        return entity == null ? "*" : shortText(entity, "spec.appliesTo.entity").orElse("*");
    }

    private Optional<String> shortText(Node node, String path) {
        Optional<String> given = scalars.text(node, path);
        if (given.isPresent() && (given.get().isBlank() || given.get().length() > MAX_TEXT)) {
            findings.add(
                    RuleCode.BAD_NAME,
                    node,
                    path
                            + ": "
                            + Shown.of(given.get())
                            + " (expected: 1 to "
                            + MAX_TEXT
                            + " characters)",
                    "Choose another name.");
        }
        return given;
    }

    private List<Rule.SignalSpec> signals(YamlMapping spec) {
        String fix = "Add signals: {NAME: FIELD}.";
        Node node = spec.need("signals", fix);
        if (node == null) {
            return List.of();
        }
        List<Rule.SignalSpec> signals = named(node, "spec.signals", MAX_SIGNALS, fix, this::signal);
        if (signals.isEmpty()
                && node instanceof MappingNode mapping
                && mapping.getValue().isEmpty()) {
            findings.add(RuleCode.MISSING, node, "spec.signals is empty", fix);
        }
        return signals;
    }

    /** An entry of a mapping whose keys are names of the author's choice. */
    private record Entry(String name, String path, Node value) {}

    private <T> List<T> named(
            Node node, String path, int max, String fix, Function<Entry, T> read) {
        MappingNode mapping = scalars.mapping(node, path, fix);
        if (mapping == null) {
            return List.of();
        }
        if (mapping.getValue().size() > max) {
            findings.add(
                    RuleCode.TOO_LARGE,
                    node,
                    path + ": " + mapping.getValue().size() + " (expected: at most " + max + ")",
                    "Split the rule.");
            return List.of();
        }
        List<T> entries = new ArrayList<>();
        Map<String, Node> places = new HashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            Node key = tuple.getKeyNode();
            Optional<String> name = scalars.text(key, path + ": name");
            if (name.isEmpty()) {
                continue;
            }
            if (!IDENTIFIER.matcher(name.get()).matches()) {
                findings.add(
                        RuleCode.BAD_NAME,
                        key,
                        path
                                + ": "
                                + Shown.of(name.get())
                                + " (expected: a letter or _, then letters, digits, _)",
                        "Choose a name that can stand in a formula.");
            } else if (YamlMapping.isNew(places, name.get(), key, findings)) {
                entries.add(
                        read.apply(
                                new Entry(
                                        name.get(),
                                        path + "." + name.get(),
                                        tuple.getValueNode())));
            }
        }
        return entries;
    }

    private Rule.SignalSpec signal(Entry entry) {
        String field = entry.name();
        String unit = "";
        double[] range = {Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY};
        if (entry.value() instanceof ScalarNode scalar) {
            if (!YamlMapping.isEmpty(scalar)) {
                field = shortText(scalar, entry.path()).orElse(field);
            }
        } else {
            MappingNode mapping =
                    scalars.mapping(
                            entry.value(),
                            entry.path(),
                            "Write " + entry.name() + ": FIELD or {field, unit, range}.");
            if (mapping != null) {
                YamlMapping keys =
                        new YamlMapping(
                                mapping, entry.path(), List.of("field", "unit", "range"), findings);
                Node fieldNode = keys.get("field");
                Node unitNode = keys.get("unit");
                Node rangeNode = keys.get("range");
                if (fieldNode != null) {
                    field = shortText(fieldNode, keys.path("field")).orElse(field);
                }
                if (unitNode != null) {
                    unit = shortText(unitNode, keys.path("unit")).orElse(unit);
                }
                if (rangeNode != null) {
                    range = range(rangeNode, keys.path("range"), range);
                }
            }
        }
        return new Rule.SignalSpec(entry.name(), field, unit, range[0], range[1]);
    }

    private double[] range(Node node, String path, double[] fallback) {
        String expected = "two numbers";
        String fix = "Write [LOWEST, HIGHEST], with .inf where there is no end.";
        List<Node> ends = scalars.list(node, path, expected, fix);
        if (ends == null) {
            return fallback;
        }
        if (ends.size() != 2) {
            findings.add(
                    RuleCode.WRONG_TYPE,
                    node,
                    path + ": a list of " + ends.size() + " (expected: " + expected + ")",
                    fix);
            return fallback;
        }
        OptionalDouble low = scalars.number(ends.get(0), path, true);
        OptionalDouble high = scalars.number(ends.get(1), path, true);
        if (low.isEmpty() || high.isEmpty()) {
            return fallback;
        }
        if (low.getAsDouble() > high.getAsDouble()
                || low.getAsDouble() == Double.POSITIVE_INFINITY
                || high.getAsDouble() == Double.NEGATIVE_INFINITY) {
            findings.add(
                    RuleCode.OUT_OF_RANGE,
                    node,
                    path
                            + ": ["
                            + print(low.getAsDouble())
                            + ", "
                            + print(high.getAsDouble())
                            + "] (expected: lowest <= highest)",
                    "Swap the two numbers.");
            return fallback;
        }
        return new double[] {low.getAsDouble(), high.getAsDouble()};
    }

    private Rule.Sampling sampling(Node node) {
        MappingNode mapping =
                node == null
                        ? null
                        : scalars.mapping(
                                node,
                                "spec.sampling",
                                "Write sampling: {period: 1s, tolerance: 10%}.");
        Node periodNode = null;
        Node toleranceNode = null;
        Node fillNode = null;
        Node gapNode = null;
        if (mapping != null) {
            YamlMapping keys =
                    new YamlMapping(
                            mapping,
                            "spec.sampling",
                            List.of("period", "tolerance", "fill", "maxGap"),
                            findings);
            periodNode = keys.get("period");
            toleranceNode = keys.get("tolerance");
            fillNode = keys.get("fill");
            gapNode = keys.get("maxGap");
        }
        OptionalLong given =
                periodNode == null ? OptionalLong.of(DEFAULT_PERIOD_MILLIS) : period(periodNode);
        long period = given.orElse(DEFAULT_PERIOD_MILLIS);
        // What is measured against a period that could not be read would be wrong by its fault.
        boolean known = given.isPresent();
        return new Rule.Sampling(
                period,
                tolerance(toleranceNode, period * NANOS_PER_MILLI, known),
                fill(fillNode),
                maxGap(gapNode, period, known));
    }

    private OptionalLong period(Node node) {
        OptionalLong millis = scalars.millis(node, "spec.sampling.period", 1);
        long longest = Long.MAX_VALUE / NANOS_PER_MILLI / 100;
        if (millis.isPresent() && millis.getAsLong() > longest) {
            findings.add(
                    RuleCode.OUT_OF_RANGE,
                    node,
                    "spec.sampling.period: longer than two years",
                    "Choose a shorter period.");
            return OptionalLong.empty();
        }
        return millis;
    }

    private long tolerance(Node node, long periodNanos, boolean periodKnown) {
        long fallback = periodNanos / 100 * DEFAULT_TOLERANCE_PERCENT;
        if (node == null) {
            return fallback;
        }
        String path = "spec.sampling.tolerance";
        Optional<String> text = scalars.text(node, path);
        if (text.isEmpty()) {
            return fallback;
        }
        String given = text.get().strip();
        long nanos;
        if (PERCENT.matcher(given).matches()) {
            BigDecimal percent = new BigDecimal(given.substring(0, given.length() - 1).strip());
            nanos = percent.multiply(BigDecimal.valueOf(periodNanos)).movePointLeft(2).longValue();
        } else if (given.endsWith("%") || Decimals.isDecimal(given)) {
            findings.add(
                    RuleCode.BAD_DURATION,
                    node,
                    path + ": " + Shown.of(given) + " (expected: a percentage or a duration)",
                    "Write it like 10% or 100ms.");
            return fallback;
        } else {
            OptionalLong parsed = scalars.nanos(node, path);
            if (parsed.isEmpty()) {
                return fallback;
            }
            nanos = parsed.getAsLong();
        }
        if (periodKnown && nanos >= periodNanos) {
            findings.add(
                    RuleCode.OUT_OF_RANGE,
                    node,
                    path
                            + ": "
                            + given
                            + " (expected: less than the period, "
                            + Durations.print(periodNanos)
                            + ")",
                    "Choose a smaller tolerance.");
            return fallback;
        }
        return nanos;
    }

    private Rule.Fill fill(Node node) {
        if (node == null) {
            return Rule.Fill.HOLD;
        }
        if (node instanceof ScalarNode scalar && scalar.getValue().equals("linear")) {
            findings.add(
                    RuleCode.NOT_SUPPORTED,
                    node,
                    "spec.sampling.fill: linear is not supported yet (expected: hold, none)",
                    "Use hold.");
            return Rule.Fill.HOLD;
        }
        return scalars.word(
                        node,
                        "spec.sampling.fill",
                        List.of("hold", "none"),
                        List.of(Rule.Fill.HOLD, Rule.Fill.NONE))
                .orElse(Rule.Fill.HOLD);
    }

    private long maxGap(Node node, long periodMillis, boolean periodKnown) {
        long fallback = periodMillis * DEFAULT_GAP_PERIODS;
        if (node == null) {
            return fallback;
        }
        long millis = scalars.millis(node, "spec.sampling.maxGap", 1).orElse(fallback);
        if (periodKnown && millis < periodMillis) {
            findings.add(
                    RuleCode.OUT_OF_RANGE,
                    node,
                    "spec.sampling.maxGap: "
                            + Durations.print(millis * NANOS_PER_MILLI)
                            + " (expected: at least the period, "
                            + Durations.print(periodMillis * NANOS_PER_MILLI)
                            + ")",
                    "Raise it, or write fill: none if no value is to be held.");
            return fallback;
        }
        return millis;
    }

    private List<Rule.Param> params(Node node) {
        return node == null
                ? List.of()
                : named(
                        node,
                        "spec.params",
                        MAX_PARAMS,
                        "Write params: {NAME: NUMBER}.",
                        this::param);
    }

    private Rule.Param param(Entry entry) {
        double low = Double.NEGATIVE_INFINITY;
        double high = Double.POSITIVE_INFINITY;
        if (!(entry.value() instanceof MappingNode mapping)) {
            double value = scalars.number(entry.value(), entry.path(), false).orElse(0);
            return new Rule.Param(entry.name(), value, low, high);
        }
        YamlMapping keys =
                new YamlMapping(mapping, entry.path(), List.of("value", "min", "max"), findings);
        Node valueNode = keys.need("value", "Add value: NUMBER.");
        Node minNode = keys.get("min");
        Node maxNode = keys.get("max");
        OptionalDouble value =
                valueNode == null
                        ? OptionalDouble.empty()
                        : scalars.number(valueNode, keys.path("value"), false);
        if (minNode != null) {
            low = scalars.number(minNode, keys.path("min"), true).orElse(low);
        }
        if (maxNode != null) {
            high = scalars.number(maxNode, keys.path("max"), true).orElse(high);
        }
        if (low > high) {
            findings.add(
                    RuleCode.OUT_OF_RANGE,
                    minNode,
                    keys.path("min")
                            + ": "
                            + print(low)
                            + " (expected: <= max, "
                            + print(high)
                            + ")",
                    "Swap min and max.");
        } else if (value.isPresent() && (value.getAsDouble() < low || value.getAsDouble() > high)) {
            findings.add(
                    RuleCode.OUT_OF_RANGE,
                    valueNode,
                    keys.path("value")
                            + ": "
                            + print(value.getAsDouble())
                            + " (expected: "
                            + print(low)
                            + " to "
                            + print(high)
                            + ")",
                    "Choose a value between min and max, or widen them.");
        }
        return new Rule.Param(entry.name(), value.orElse(0), low, high);
    }

    private Optional<String> formula(Node node) {
        Optional<String> formula = scalars.text(node, "spec.formula").map(String::strip);
        if (formula.isPresent() && formula.get().isEmpty()) {
            findings.add(RuleCode.MISSING, node, "spec.formula is empty", "Write the formula.");
        } else if (formula.isPresent() && formula.get().length() > MAX_FORMULA) {
            findings.add(
                    RuleCode.TOO_LARGE,
                    node,
                    "spec.formula: "
                            + formula.get().length()
                            + " characters (expected: at most "
                            + MAX_FORMULA
                            + ")",
                    "Split the rule.");
        }
        return formula;
    }

    private Rule.OnSwap onSwap(Node node) {
        return node == null
                ? Rule.OnSwap.WARM
                : scalars.word(
                                node,
                                "spec.onSwap",
                                List.of("cold", "warm", "carry"),
                                List.of(Rule.OnSwap.COLD, Rule.OnSwap.WARM, Rule.OnSwap.CARRY))
                        .orElse(Rule.OnSwap.WARM);
    }

    private Set<Verdict.Kind> emit(Node node) {
        Set<Verdict.Kind> kinds = EnumSet.noneOf(Verdict.Kind.class);
        if (node == null) {
            return Set.of(Verdict.Kind.VERDICT);
        }
        String fix = "Write emit: [verdict], with interval and correction as you need them.";
        List<Node> words = scalars.list(node, "spec.emit", "a list of words", fix);
        if (words == null) {
            return kinds;
        }
        if (words.isEmpty()) {
            findings.add(RuleCode.MISSING, node, "spec.emit is empty", fix);
        }
        for (Node word : words) {
            if (findings.isFull()) {
                return kinds;
            }
            scalars.word(
                            word,
                            "spec.emit",
                            List.of("interval", "verdict", "correction"),
                            List.of(
                                    Verdict.Kind.INTERVAL,
                                    Verdict.Kind.VERDICT,
                                    Verdict.Kind.CORRECTION))
                    .filter(kind -> !kinds.add(kind))
                    .ifPresent(
                            kind ->
                                    findings.add(
                                            RuleCode.DUPLICATE_KEY,
                                            word,
                                            "spec.emit: "
                                                    + ((ScalarNode) word).getValue()
                                                    + " is there twice",
                                            "Keep one of them."));
        }
        return kinds;
    }

    private Rule.Report report(Node node) {
        Rule.Report fallback = new Rule.Report.OnChange();
        if (node == null) {
            return fallback;
        }
        String path = "spec.report";
        Optional<String> given = scalars.text(node, path);
        if (given.isEmpty()) {
            return fallback;
        }
        if (!given.get().isEmpty() && Character.isDigit(given.get().charAt(0))) {
            OptionalLong millis = scalars.millis(node, path, 1);
            return millis.isPresent() ? new Rule.Report.Period(millis.getAsLong()) : fallback;
        }
        return switch (given.get()) {
            case "change" -> fallback;
            case "every" -> new Rule.Report.Every();
            default -> {
                findings.addUnknown(
                        RuleCode.UNKNOWN_WORD,
                        node,
                        path,
                        given.get(),
                        List.of("change", "every", "10s"));
                yield fallback;
            }
        };
    }

    /** A number as a document would have it. */
    private static String print(double value) {
        if (Double.isInfinite(value)) {
            return value > 0 ? ".inf" : "-.inf";
        }
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}
