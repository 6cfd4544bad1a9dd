package io.chronofabric.state.codec;

import io.chronofabric.core.NodeId;
import io.chronofabric.state.model.Fields;
import io.chronofabric.state.model.Origin;
import io.chronofabric.state.model.Signal;
import io.chronofabric.time.LogicalTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * Reads the section {@code given} of a case: the events in order of arrival. An element is one
 * event, a series of them at equal distance, or several such that arrive together, in order of
 * time.
 */
final class RuleTestGivenReader {
    private static final int MAX_EVENTS = 100_000;
    private static final int MAX_ENTITIES = 1_000;
    private static final String PATH = "given";

    private final RuleTestScope scope;
    private final RuleTestBudget budget;
    private final Findings findings;
    private final YamlScalars scalars;

    RuleTestGivenReader(RuleTestScope scope, RuleTestBudget budget) {
        this.scope = scope;
        this.budget = budget;
        this.findings = scope.findings();
        this.scalars = scope.scalars();
    }

    /** The events; those of elements with a fault are left out. */
    List<Signal> read(Node node) {
        List<Signal> events = new ArrayList<>();
        List<Node> elements =
                scalars.list(
                        node,
                        PATH,
                        "a list of events",
                        "Write - {at: 0s, fields: {NAME: NUMBER}}.");
        if (elements == null) {
            return events;
        }
        for (Node element : elements) {
            if (findings.isFull()) {
                break;
            }
            element(element, events);
        }
        TreeSet<String> entities = new TreeSet<>();
        events.forEach(event -> entities.add(event.entity()));
        checkSize(events.size(), MAX_EVENTS, "events", node);
        checkSize(entities.size(), MAX_ENTITIES, "entities", node);
        return events;
    }

    private void checkSize(int given, int max, String what, Node node) {
        if (given > max) {
            findings.add(
                    DocumentCode.TOO_LARGE,
                    node,
                    PATH + ": " + given + " " + what + " (expected: at most " + max + ")",
                    "Split the case.");
        }
    }

    private void element(Node node, List<Signal> events) {
        MappingNode mapping =
                scalars.mapping(node, PATH, "Write {at: 0s, fields: {NAME: NUMBER}}.");
        if (mapping == null) {
            return;
        }
        YamlMapping keys =
                new YamlMapping(
                        mapping,
                        PATH,
                        List.of("at", "every", "entity", "node", "fields", "together"),
                        findings);
        Node together = keys.get("together");
        if (together == null) {
            events(keys, node, events);
            return;
        }
        if (mapping.getValue().size() > 1) {
            findings.add(
                    DocumentCode.BAD_COMBINATION,
                    node,
                    PATH + ".together goes with no other key",
                    "Give at, every and fields to each element of together.");
        }
        together(together, events);
    }

    private void together(Node node, List<Signal> events) {
        List<Node> elements =
                scalars.list(
                        node,
                        PATH + ".together",
                        "a list of events",
                        "Write - {at: 0s, fields: {NAME: NUMBER}}.");
        if (elements == null) {
            return;
        }
        List<Signal> merged = new ArrayList<>();
        for (Node element : elements) {
            MappingNode mapping =
                    findings.isFull()
                            ? null
                            : scalars.mapping(
                                    element,
                                    PATH + ".together",
                                    "Write {at: 0s, fields: {NAME: NUMBER}}.");
            if (mapping != null) {
                YamlMapping keys =
                        new YamlMapping(
                                mapping,
                                PATH + ".together",
                                List.of("at", "every", "entity", "node", "fields"),
                                findings);
                events(keys, element, merged);
            }
        }
        merged.sort(Comparator.comparing(Signal::time));
        events.addAll(merged);
    }

    private void events(YamlMapping keys, Node node, List<Signal> events) {
        int before = findings.count();
        Optional<String> entity = scope.entity(keys, node, PATH);
        Node nodeNode = keys.get("node");
        int producer =
                nodeNode == null
                        ? 0
                        : scalars.whole(nodeNode, keys.path("node"), 0, NodeId.MAX).orElse(0);
        Node atNode = keys.need("at", "Add at: TIME after the start, such as 0s.");
        OptionalLong at =
                atNode == null ? OptionalLong.empty() : scope.offset(atNode, keys.path("at"));
        Node everyNode = keys.get("every");
        Node fieldsNode = keys.need("fields", "Add fields: {NAME: NUMBER}.");
        List<Column> columns =
                fieldsNode == null ? List.of() : columns(fieldsNode, everyNode != null);
        long every = everyNode == null ? 0 : every(everyNode, keys.path("every"));
        int length = length(columns, everyNode, node);
        if (findings.count() > before
                || !scope.isPossible(at.orElse(0), every, length - 1L, node, PATH)) {
            return;
        }
        Origin origin = new Origin(scope.source(), 0, node.getStartMark().getLine() + 1L);
        String[] names = columns.stream().map(Column::name).toArray(String[]::new);
        for (int i = 0; i < length; i++) {
            Fields fields = fields(columns, names, i);
            if (fields.size() > 0) {
                long nanos = scope.startNanos() + at.orElse(0) + i * every;
                events.add(
                        new Signal(
                                new LogicalTime(nanos, 0, producer),
                                entity.orElseThrow(),
                                fields,
                                origin));
            }
        }
    }

    private long every(Node node, String path) {
        OptionalLong every = scope.offset(node, path);
        if (every.isPresent() && every.getAsLong() == 0) {
            findings.add(
                    DocumentCode.OUT_OF_RANGE,
                    node,
                    path + ": 0s (expected: more)",
                    "Write the distance of the events, such as 1s.");
        }
        return every.orElse(0);
    }

    /**
     * A field's values.
     *
     * @param values one for each event of a series, NaN where it has none; a single one for all
     */
    private record Column(String name, RuleTestValues values, boolean listed, Node node) {}

    private List<Column> columns(Node node, boolean series) {
        List<Column> columns =
                new ArrayList<>(
                        NamedEntries.ofFields(findings, scalars)
                                .read(
                                        node,
                                        PATH + ".fields",
                                        Limits.FIELDS,
                                        "Write fields: {NAME: NUMBER}.",
                                        entry -> column(entry, series)));
        if (columns.isEmpty()) {
            findings.add(
                    DocumentCode.MISSING,
                    node,
                    PATH + ".fields has no field",
                    "Write fields: {NAME: NUMBER}.");
        }
        columns.sort(Comparator.comparing(Column::name));
        return columns;
    }

    private Column column(NamedEntries.Entry entry, boolean series) {
        RuleTestValues values = new RuleTestValues();
        boolean listed = entry.value() instanceof SequenceNode;
        if (listed && !series) {
            findings.add(
                    DocumentCode.BAD_COMBINATION,
                    entry.value(),
                    entry.path() + " is a list, and every is missing",
                    "Add every: TIME, the distance of the events.");
        } else if (listed) {
            values.read(entry, scalars, findings, budget);
        } else if (budget.take(1, entry.value())) {
            values.add(scalars.number(entry.value(), entry.path(), false).orElse(0), 1);
        }
        return new Column(entry.name(), values, listed, entry.value());
    }

    /** How many events there are; reports lists of different lengths. */
    private int length(List<Column> columns, Node every, Node node) {
        Column first = null;
        for (Column column : columns) {
            if (!column.listed()) {
                continue;
            }
            if (first == null) {
                first = column;
            } else if (column.values().size() != first.values().size()) {
                findings.add(
                        DocumentCode.BAD_COMBINATION,
                        column.node(),
                        column.name()
                                + ": "
                                + column.values().size()
                                + " values (expected: "
                                + first.values().size()
                                + ", as many as "
                                + first.name()
                                + " has)",
                        "Write null where a field has no value.");
            }
        }
        if (first == null && every != null) {
            findings.add(
                    DocumentCode.BAD_COMBINATION,
                    node,
                    "every is there, and no field is a list",
                    "Write a list of values, or leave out every.");
        }
        return first == null ? 1 : first.values().size();
    }

    private static Fields fields(List<Column> columns, String[] names, int index) {
        double[] values = new double[names.length];
        int present = 0;
        String[] kept = names;
        for (int i = 0; i < names.length; i++) {
            double value = columns.get(i).values().at(columns.get(i).listed() ? index : 0);
            if (!Double.isNaN(value)) {
                if (kept != names) {
                    kept[present] = names[i];
                }
                values[present++] = value;
            } else if (kept == names) {
                kept = names.clone();
            }
        }
        // A whole event shares its names with the others of the series.
        return present == names.length
                ? Fields.ofSorted(names, values)
                : Fields.ofSorted(Arrays.copyOf(kept, present), Arrays.copyOf(values, present));
    }
}
