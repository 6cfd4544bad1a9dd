package io.chronofabric.jobs.rules;

import io.chronofabric.state.codec.Durations;
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

/** Where two rules differ, key by key as a document names them. Stateless. */
public final class RuleDiff {
    private static final long NANOS_PER_MILLI = 1_000_000L;

    private RuleDiff() {}

    /**
     * A key with two values.
     *
     * @param key as in the document
     * @param from the first rule's value; null where it has none
     * @param to the second rule's value; null where it has none
     */
    public record Difference(String key, String from, String to) {}

    /** All differences of two rules. */
    public static List<Difference> of(Rule from, Rule to) {
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

    private static Map<String, String> keys(Rule rule) {
        Map<String, String> keys = new LinkedHashMap<>();
        keys.put("metadata.tenant", rule.ref().tenant());
        keys.put("metadata.id", rule.ref().id());
        keys.put("metadata.version", String.valueOf(rule.ref().version()));
        keys.put("appliesTo.entity", rule.entityPattern());
        keys.put("formula", rule.formula());
        for (Rule.Param param : rule.params()) {
            String key = "params." + param.name();
            keys.put(key + ".value", number(param.value()));
            keys.put(key + ".range", range(param.min(), param.max()));
        }
        for (Rule.SignalSpec signal : rule.signals()) {
            String key = "signals." + signal.name();
            boolean isAge = signal.measure() == Rule.Measure.AGE;
            keys.put(key + (isAge ? ".ageOf" : ".field"), signal.field());
            keys.put(key + ".role", word(signal.role()));
            keys.put(key + ".unit", signal.unit());
            keys.put(key + ".range", range(signal.min(), signal.max()));
        }
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
        keys.put("semantics", word(rule.semantics()).replace('_', '-'));
        keys.put("engine", word(rule.engine()));
        return keys;
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
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
