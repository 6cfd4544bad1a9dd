package io.chronofabric.it.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The measurements of one benchmark, as a table for people or as lines of JSON. */
final class Report {
    private static final List<String> HEADER =
            List.of("benchmark", "score", "+/-", "unit", "B/op", "peer", "ratio");

    private final String topic;
    private final List<Measurement> rows;
    private final Map<String, Measurement> byName = new HashMap<>();

    Report(String topic, List<Measurement> rows) {
        this.topic = topic;
        this.rows = List.copyOf(rows);
        for (Measurement row : rows) {
            if (byName.put(row.name(), row) != null) {
                throw new IllegalArgumentException("two rows are named " + row.name());
            }
        }
        for (Measurement row : rows) {
            Measurement peer = byName.get(row.peer());
            if (!row.peer().isEmpty() && (peer == null || !peer.unit().equals(row.unit()))) {
                throw new IllegalArgumentException(
                        row.name()
                                + " has the peer "
                                + row.peer()
                                + " (expected: a row of the same benchmark and unit, one of "
                                + rows.stream().map(Measurement::name).toList()
                                + ")");
            }
        }
    }

    /** A line for the header and one for each row; the last column is score / peer's score. */
    String table() {
        List<List<String>> cells = new ArrayList<>();
        cells.add(HEADER);
        for (Measurement row : rows) {
            double ratio = ratio(row);
            cells.add(
                    List.of(
                            row.name(),
                            number(row.score()),
                            Double.isNaN(row.error()) ? "" : number(row.error()),
                            row.unit(),
                            Double.isNaN(row.bytesPerOp()) ? "" : bytes(row.bytesPerOp()),
                            shortPeer(row),
                            Double.isNaN(ratio) ? "" : String.format(Locale.ROOT, "%.2f", ratio)));
        }
        int[] widths =
                IntStream.range(0, HEADER.size())
                        .map(
                                column ->
                                        cells.stream()
                                                .mapToInt(line -> line.get(column).length())
                                                .max()
                                                .orElse(0))
                        .toArray();
        return cells.stream().map(line -> align(line, widths)).collect(Collectors.joining());
    }

    /** One JSON object a row; what was not measured is left out. */
    String json() {
        ObjectMapper mapper = new ObjectMapper();
        StringBuilder lines = new StringBuilder();
        for (Measurement row : rows) {
            ObjectNode node = mapper.createObjectNode();
            node.put("topic", topic).put("benchmark", row.name()).put("score", row.score());
            putIfMeasured(node, "error", row.error());
            node.put("unit", row.unit());
            putIfMeasured(node, "bytesPerOp", row.bytesPerOp());
            if (!row.peer().isEmpty()) {
                node.put("peer", row.peer());
            }
            putIfMeasured(node, "ratio", ratio(row));
            lines.append(node).append('\n');
        }
        return lines.toString();
    }

    private double ratio(Measurement row) {
        return row.peer().isEmpty() ? Double.NaN : row.score() / byName.get(row.peer()).score();
    }

    /** The peer's name without what it shares with the row's own: the class. */
    private static String shortPeer(Measurement row) {
        String owner = row.name().substring(0, row.name().indexOf('.') + 1);
        return row.peer().startsWith(owner) ? row.peer().substring(owner.length()) : row.peer();
    }

    private static void putIfMeasured(ObjectNode node, String field, double value) {
        if (!Double.isNaN(value)) {
            node.put(field, value);
        }
    }

    private static String align(List<String> line, int[] widths) {
        StringBuilder text = new StringBuilder();
        for (int column = 0; column < widths.length; column++) {
            boolean words = column == 0 || column == 3 || column == 5;
            String padding = " ".repeat(widths[column] - line.get(column).length());
            text.append(column == 0 ? "" : "  ");
            text.append(words ? line.get(column) + padding : padding + line.get(column));
        }
        return text.toString().stripTrailing() + "\n";
    }

    /** Four significant digits or so; no exponent, since people compare these by eye. */
    private static String number(double value) {
        double size = Math.abs(value);
        String format = size >= 1000 ? "%,.0f" : size >= 100 ? "%.1f" : size >= 1 ? "%.2f" : "%.4f";
        return String.format(Locale.ROOT, format, value);
    }

    /** JMH shares a fork's few background bytes among the operations: below 0.1 that is none. */
    private static String bytes(double value) {
        return value < 0.1 ? "0" : String.format(Locale.ROOT, "%,.1f", value);
    }
}
