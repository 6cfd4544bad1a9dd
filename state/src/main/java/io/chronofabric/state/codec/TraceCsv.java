package io.chronofabric.state.codec;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.FieldModifiers;
import de.siegmar.fastcsv.reader.StringArrayHandler;
import io.chronofabric.core.ChronoFabricException;
import io.chronofabric.core.DidYouMean;
import io.chronofabric.core.ErrorCode;
import io.chronofabric.core.NodeId;
import io.chronofabric.state.model.Fields;
import io.chronofabric.state.model.Ingested;
import io.chronofabric.state.model.Origin;
import io.chronofabric.state.model.RejectReason;
import io.chronofabric.state.model.Rejected;
import io.chronofabric.state.model.Signal;
import io.chronofabric.time.LogicalTime;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Recorded traces in CSV (RFC 4180, comma, UTF-8, one record a line): the columns {@code time},
 * {@code node} and {@code entity} in any order, every other column is a signal.
 *
 * <ul>
 *   <li>{@code time}: ISO-8601 with {@code Z} or an offset, to the nanosecond; or milliseconds
 *       since the epoch, with a fraction if need be.
 *   <li>{@code node}: a number, 0 to 65535, or a name, which stands for {@link NodeId#of}. A row
 *       whose node has the id of one named differently before is rejected.
 *   <li>a signal: a decimal number; an empty cell means that the event lacks it.
 * </ul>
 *
 * <p>Blanks around a cell do not count. Rows with the same signals share one array of names.
 * Remembers the nodes it has seen, so it reads one trace from its beginning. Not thread-safe.
 */
public final class TraceCsv {
    private static final String TIME = "time";
    private static final String NODE = "node";
    private static final String ENTITY = "entity";
    private static final List<String> IDENTITY = List.of(TIME, NODE, ENTITY);
    private static final String LAYOUT = "time,node,entity and one column for each signal";

    /** Characters of a number; longer ones say nothing more about a double. */
    private static final int NUMBER_LENGTH = 400;

    private final String source;
    private final int columns;
    private final int timeColumn;
    private final int nodeColumn;
    private final int entityColumn;

    /** Names of the signals in order of name, and their columns. */
    private final String[] signals;

    private final int[] signalColumns;
    private final FieldShapes shapes;
    private final NodeNames nodes = new NodeNames();

    private final CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder();

    private TraceCsv(String source, List<String> header) {
        this.source = source;
        columns = header.size();
        timeColumn = header.indexOf(TIME);
        nodeColumn = header.indexOf(NODE);
        entityColumn = header.indexOf(ENTITY);
        signals =
                header.stream()
                        .filter(name -> !IDENTITY.contains(name))
                        .sorted()
                        .toArray(String[]::new);
        shapes = new FieldShapes(signals);
        signalColumns = Arrays.stream(signals).mapToInt(header::indexOf).toArray();
    }

    /**
     * Begins a trace.
     *
     * @param source file name or other origin, for messages and the events' origin
     * @param headerLine the first line, with or without a byte order mark and a line end
     * @throws ChronoFabricException with {@link ErrorCode#INPUT_INVALID} and everything that is
     *     wrong with the header
     */
    public static TraceCsv open(String source, String headerLine) {
        String line = headerLine.startsWith("\uFEFF") ? headerLine.substring(1) : headerLine;
        List<String> header;
        try {
            header = Arrays.asList(cells(withoutLineEnd(line)));
        } catch (MalformedLine e) {
            throw badHeader(source, e.given, "Correct the first line.");
        }
        List<String> faults = new ArrayList<>();
        List<String> fixes = new ArrayList<>();
        checkNames(header, faults, fixes);
        int identities = 0;
        for (String name : IDENTITY) {
            if (header.contains(name)) {
                identities++;
                continue;
            }
            List<String> others = header.stream().filter(h -> !IDENTITY.contains(h)).toList();
            faults.add("no column " + name);
            fixes.add(
                    DidYouMean.suggest(name, others)
                            .map(meant -> "Rename " + Shown.of(meant) + " to " + name + ".")
                            .orElse("Add the column " + name + "."));
        }
        if (identities == IDENTITY.size() && header.size() == identities) {
            faults.add("no signal column");
            fixes.add("Add a column for each signal.");
        }
        if (header.size() > Limits.FIELDS + IDENTITY.size()) {
            faults.add(header.size() + " columns");
            fixes.add("Keep at most " + Limits.FIELDS + " signals.");
        }
        if (!faults.isEmpty()) {
            throw badHeader(source, String.join(", ", faults), String.join(" ", fixes));
        }
        return new TraceCsv(source, header);
    }

    private static void checkNames(List<String> header, List<String> faults, List<String> fixes) {
        Map<String, Integer> seen = new LinkedHashMap<>();
        for (int i = 0; i < header.size(); i++) {
            String name = header.get(i);
            if (name.isEmpty() || name.length() > Limits.NAME) {
                faults.add(
                        "column "
                                + (i + 1)
                                + " has "
                                + (name.isEmpty() ? "no" : "a huge")
                                + " name");
                fixes.add("Name column " + (i + 1) + ".");
                return;
            }
            Integer before = seen.putIfAbsent(name, i + 1);
            if (before != null) {
                faults.add("columns " + before + " and " + (i + 1) + " are both " + Shown.of(name));
                fixes.add("Rename or remove one of them.");
                return;
            }
        }
    }

    private static ChronoFabricException badHeader(String source, String fault, String fix) {
        return new ChronoFabricException(
                ErrorCode.INPUT_INVALID, source + ":1: header: " + fault, LAYOUT, fix);
    }

    /** The names of the signals, in order of name. */
    public List<String> signals() {
        return List.of(signals);
    }

    /**
     * The event of a row, or the row with the reason why it holds none. Never throws.
     *
     * @param rawLine the row, with or without its line end; kept, not copied, if it is rejected
     * @param lineNumber its line in the trace, from 1
     */
    public Ingested read(byte[] rawLine, long lineNumber) {
        Origin origin = new Origin(source, 0, lineNumber);
        try {
            return signal(cells(withoutLineEnd(decode(rawLine))), origin);
        } catch (MalformedLine e) {
            return new Rejected(rawLine, origin, RejectReason.MALFORMED, e.getMessage());
        } catch (Refusal e) {
            return new Rejected(rawLine, origin, e.reason(), e.getMessage());
        }
    }

    private Signal signal(String[] cells, Origin origin) throws MalformedLine, Refusal {
        if (cells.length != columns) {
            throw new MalformedLine(cells.length + " cells", Integer.toString(columns));
        }
        long nanos;
        try {
            nanos = Timestamps.parseNanos(cells[timeColumn]);
        } catch (ChronoFabricException e) {
            throw new Refusal(RejectReason.BAD_IDENTITY, e.given(), e.expected());
        }
        String entity = cells[entityColumn];
        if (entity.isEmpty() || entity.length() > Limits.NAME) {
            throw new Refusal(
                    RejectReason.BAD_IDENTITY, "entity: " + Shown.of(entity), Names.EXPECTED);
        }
        Fields fields = fields(cells);
        // Last, so that only rows that count lay claim to a node's id.
        LogicalTime time = new LogicalTime(nanos, 0, nodes.id(cells[nodeColumn]));
        return new Signal(time, entity, fields, origin);
    }

    private Fields fields(String[] cells) throws Refusal {
        BitSet present = new BitSet(signals.length);
        double[] values = new double[signals.length];
        int count = 0;
        for (int i = 0; i < signals.length; i++) {
            String cell = cells[signalColumns[i]];
            if (!cell.isEmpty()) {
                present.set(i);
                values[count++] = number(signals[i], cell);
            }
        }
        return shapes.of(present, values);
    }

    private static double number(String signal, String cell) throws Refusal {
        if (Decimals.isDecimal(cell) && cell.length() <= NUMBER_LENGTH) {
            double value = Double.parseDouble(cell);
            if (Double.isFinite(value)) {
                return value;
            }
        }
        throw new Refusal(
                RejectReason.BAD_VALUE,
                Shown.of(signal) + ": " + Shown.of(cell),
                "a finite decimal number");
    }

    private String decode(byte[] line) throws MalformedLine {
        try {
            return utf8.decode(ByteBuffer.wrap(line)).toString();
        } catch (CharacterCodingException e) {
            throw new MalformedLine("bytes that are no UTF-8", "UTF-8 text");
        }
    }

    private static String withoutLineEnd(String line) {
        int end = line.length();
        if (end > 0 && line.charAt(end - 1) == '\n') {
            end--;
        }
        if (end > 0 && line.charAt(end - 1) == '\r') {
            end--;
        }
        return line.substring(0, end);
    }

    private static String[] cells(String line) throws MalformedLine {
        // FastCSV takes the end of the text for a missing closing quote.
        if (line.chars().filter(c -> c == '"').count() % 2 != 0) {
            throw new MalformedLine("a quote that does not close", "pairs of \"");
        }
        StringArrayHandler handler =
                StringArrayHandler.builder()
                        .maxFields(Limits.FIELDS * 2)
                        .fieldModifier(FieldModifiers.STRIP)
                        .build();
        try (CsvReader<String[]> reader =
                CsvReader.builder()
                        .skipEmptyLines(false)
                        .acceptCharsAfterQuotes(false)
                        .build(handler, line)) {
            var records = reader.iterator();
            if (!records.hasNext()) {
                throw new MalformedLine("an empty line", "a row");
            }
            String[] cells = records.next();
            if (records.hasNext()) {
                throw new MalformedLine("a line break inside", "one row a line");
            }
            return cells;
        } catch (CsvParseException | IOException e) {
            throw new MalformedLine(
                    "no CSV: " + (e.getCause() == null ? e : e.getCause()).getMessage(),
                    "cells separated by commas, each quoted whole or not at all");
        }
    }

    /** A line that is no row of this trace. */
    private static final class MalformedLine extends Exception {
        private static final long serialVersionUID = 1L;

        private final String given;

        MalformedLine(String given, String expected) {
            super(given + " (expected: " + expected + ")", null, false, false);
            this.given = given;
        }
    }
}
