package io.chronofabric.jobs.rules;

import io.chronofabric.clogic.egc.CompiledRule;
import io.chronofabric.clogic.egc.GovernedDocument;
import io.chronofabric.clogic.egc.pattern.CompiledPattern;
import io.chronofabric.state.codec.Durations;
import io.chronofabric.state.model.PatternRule;
import io.chronofabric.state.model.Rule;
import io.chronofabric.state.model.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** Where two versions differ, key by key as a document names them. Stateless. */
public final class RuleDiff {
    private static final long NANOS_PER_MILLI = 1_000_000L;

    private RuleDiff() {}

    /**
     * A key with two values.
     *
     * @param key as in the document
     * @param from the first one's value; null where it has none
     * @param to the second one's value; null where it has none
     */
    public record Difference(String key, String from, String to) {}

    /** All differences of two versions. */
    public static List<Difference> of(GovernedDocument from, GovernedDocument to) {
        Map<String, String> before = keys(from);
        Map<String, String> after = keys(to);
        Set<String> all = new LinkedHashSet<>(before.keySet());
        all.addAll(after.keySet());
        List<Difference> differences = new ArrayList<>();
        for (String key : all) {
            if (!Objects.equals(before.get(key), after.get(key))) {
                differences.add(new Difference(key, before.get(key), after.get(key)));
            }
        }
        return differences;
    }

    private static Map<String, String> keys(GovernedDocument version) {
        Map<String, String> keys = new LinkedHashMap<>();
        keys.put("kind", version.kind());
        keys.put("metadata.tenant", version.ref().tenant());
        keys.put("metadata.id", version.ref().id());
        keys.put("metadata.version", String.valueOf(version.ref().version()));
        keys.put("appliesTo.entity", version.entityPattern());
        if (version instanceof CompiledRule rule) {
            add(rule.rule(), keys);
        } else if (version instanceof CompiledPattern pattern) {
            add(pattern.rule(), keys);
        }
        return keys;
    }

    private static void add(Rule rule, Map<String, String> keys) {
        keys.put("formula", rule.formula());
        add(rule.params(), rule.signals(), keys);
        Rule.Sampling sampling = rule.sampling();
        keys.put("sampling.period", millis(sampling.periodMillis()));
        keys.put("sampling.tolerance", Durations.print(sampling.toleranceNanos()));
        keys.put("sampling.fill", word(sampling.fill()));
        keys.put("sampling.maxGap", millis(sampling.maxGapMillis()));
        keys.put("lateness", millis(rule.latenessMillis()));
        keys.put("onSwap", word(rule.onSwap()));
        keys.put(
                "emit",
                rule.emit().stream()
                        .sorted()
                        .map((Verdict.Kind kind) -> word(kind))
                        .collect(Collectors.joining(", ")));
        keys.put("report", report(rule.report()));
        keys.put("semantics", word(rule.semantics()));
        keys.put("engine", word(rule.engine()));
    }

    private static void add(
            List<Rule.Param> params, List<Rule.SignalSpec> signals, Map<String, String> keys) {
        for (Rule.Param param : params) {
            String key = "params." + param.name();
            keys.put(key + ".value", number(param.value()));
            keys.put(key + ".range", range(param.min(), param.max()));
        }
        for (Rule.SignalSpec signal : signals) {
            String key = "signals." + signal.name();
            boolean isAge = signal.measure() == Rule.Measure.AGE;
            keys.put(key + (isAge ? ".ageOf" : ".field"), signal.field());
            keys.put(key + ".role", word(signal.role()));
            keys.put(key + ".unit", signal.unit());
            keys.put(key + ".range", range(signal.min(), signal.max()));
        }
    }

    private static void add(PatternRule pattern, Map<String, String> keys) {
        add(pattern.params(), pattern.signals(), keys);
        for (PatternRule.Feature feature : pattern.features()) {
            keys.put(
                    "features." + feature.name(),
                    word(feature.statistic())
                            + " of "
                            + feature.signal()
                            + " over "
                            + limit(feature.windowMillis()));
        }
        for (int i = 0; i < pattern.steps().size(); i++) {
            add("sequence[" + (i + 1) + "]", pattern.steps().get(i), keys);
        }
        keys.put("within", limit(pattern.withinMillis()));
        keys.put(
                "afterMatch",
                (word(pattern.afterMatch().skip()) + " " + pattern.afterMatch().step()).strip());
        keys.put("bounds.partialMatches", String.valueOf(pattern.bounds().partialMatches()));
        keys.put("bounds.events", String.valueOf(pattern.bounds().events()));
        keys.put("bounds.whenFull", word(pattern.bounds().whenFull()));
        keys.put("lateness", millis(pattern.latenessMillis()));
        keys.put("guard", limit(pattern.guardMillis()));
    }

    private static void add(String key, PatternRule.Step step, Map<String, String> keys) {
        keys.put(key + (step.absent() ? ".none" : ".name"), step.name());
        keys.put(key + ".when", step.when().text());
        keys.put(key + ".then", word(step.then()));
        keys.put(
                key + ".times",
                step.least() + ".." + (step.most() == PatternRule.ANY_NUMBER ? "" : step.most()));
        keys.put(key + ".repeat", word(step.repeat()));
        keys.put(key + ".optional", String.valueOf(step.optional()));
        keys.put(key + ".greedy", String.valueOf(step.greedy()));
        keys.put(key + ".within", limit(step.withinMillis()));
    }

    private static String limit(long millis) {
        return millis == PatternRule.UNLIMITED ? "unlimited" : millis(millis);
    }

    private static String report(Rule.Report report) {
        if (report instanceof Rule.Report.Period period) {
            return millis(period.millis());
        }
        return report instanceof Rule.Report.Every ? "every" : "change";
    }

    private static String range(double min, double max) {
        return "[" + number(min) + ", " + number(max) + "]";
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? String.valueOf((long) value)
                : String.valueOf(value);
    }

    private static String millis(long millis) {
        return Durations.print(millis * NANOS_PER_MILLI);
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
