package io.chronofabric.state.codec;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/**
 * The values of a field in a series: numbers, {@code null} where an event lacks the field, and
 * {@code 250 x20} for twenty times the same. Not thread-safe.
 */
final class RuleTestValues {
    private static final Pattern REPEATED = Pattern.compile("(\\S{1,64}) +x ?([1-9]\\d{0,8})");
    private static final List<String> NOTHING = List.of("null", "~", "Null", "NULL");

    private double[] values = new double[1];
    private int size;

    int size() {
        return size;
    }

    /** A value; NaN where there is none. */
    double at(int index) {
        return values[index];
    }

    /** Adds a value so many times. */
    void add(double value, int times) {
        if (size + times > values.length) {
            values = Arrays.copyOf(values, Math.max(size + times, size + size / 2 + 1));
        }
        Arrays.fill(values, size, size + times, value);
        size += times;
    }

    /** Adds the elements of a list; stops where the budget is spent. */
    void read(
            NamedEntries.Entry entry,
            YamlScalars scalars,
            Findings findings,
            RuleTestBudget budget) {
        List<Node> elements =
                scalars.list(entry.value(), entry.path(), "a list of numbers", "Write [1, 2, 3].");
        if (elements == null) {
            return;
        }
        if (elements.isEmpty()) {
            findings.add(
                    DocumentCode.MISSING,
                    entry.value(),
                    entry.path() + " is empty",
                    "Add a value.");
        }
        for (Node element : elements) {
            if (findings.isFull()) {
                return;
            }
            Matcher repeated =
                    element instanceof ScalarNode scalar && scalar.isPlain()
                            ? REPEATED.matcher(scalar.getValue())
                            : null;
            boolean repeats = repeated != null && repeated.matches();
            int times = repeats ? Integer.parseInt(repeated.group(2)) : 1;
            if (!budget.take(times, element)) {
                return;
            }
            add(
                    repeats
                            ? repeated(repeated.group(1), element, entry.path(), findings)
                            : single(element, entry.path(), scalars),
                    times);
        }
    }

    private static double single(Node element, String path, YamlScalars scalars) {
        return YamlMapping.isEmpty(element)
                ? Double.NaN
                : scalars.number(element, path, false).orElse(Double.NaN);
    }

    private static double repeated(String text, Node element, String path, Findings findings) {
        if (NOTHING.contains(text)) {
            return Double.NaN;
        }
        double value = Decimals.isDecimal(text) ? Double.parseDouble(text) : Double.NaN;
        if (!Double.isFinite(value)) {
            findings.add(
                    DocumentCode.WRONG_TYPE,
                    element,
                    path + ": " + Shown.of(text) + " (expected: a decimal number or null)",
                    "Write it like 250 x20, for twenty times 250.");
        }
        return value;
    }
}
