package io.chronofabric.jobs.cli;

import io.chronofabric.jobs.savepoint.EntityLine;
import io.chronofabric.jobs.savepoint.EntitySize;
import io.chronofabric.jobs.savepoint.Purpose;
import io.chronofabric.jobs.savepoint.SavepointContents;
import io.chronofabric.jobs.savepoint.SizeSummary;
import io.chronofabric.state.codec.RowJson;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What {@code state inspect} prints. For one thread. */
final class StateDisplay {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final PrintWriter out;
    private final boolean json;

    StateDisplay(PrintWriter out, boolean json) {
        this.out = out;
        this.json = json;
    }

    void operators(SavepointContents contents) {
        if (json) {
            contents.operators().forEach(this::operatorJson);
            return;
        }
        out.printf(
                Locale.ROOT,
                "%s%ncheckpoint %,d, %,d bytes%n%n",
                contents.path(),
                contents.checkpoint(),
                contents.bytes());
        TextTable table =
                new TextTable(
                        "operator",
                        "name",
                        "subtasks",
                        "at most",
                        "keyed",
                        "timers",
                        "operator",
                        "bytes");
        for (SavepointContents.Operator operator : contents.operators()) {
            table.add(
                    operator.uid(),
                    operator.name(),
                    String.valueOf(operator.parallelism()),
                    String.valueOf(operator.maxParallelism()),
                    number(operator.keyedBytes()),
                    number(operator.timerBytes()),
                    number(operator.operatorBytes()),
                    number(operator.bytes()));
        }
        table.print(out);
        out.flush();
    }

    /** What rules and patterns call what is open for an entity: on the page, and in JSON. */
    private static String[] words(Purpose purpose) {
        return switch (purpose) {
            case RULES -> new String[] {"rules", "alerts", "alerts out", "alerts"};
            case PATTERNS ->
                    new String[] {
                        "patterns", "partial matches", "partial matches", "partialMatches"
                    };
        };
    }

    void entities(Purpose purpose, SizeSummary summary) {
        String[] words = words(purpose);
        if (json) {
            entitiesJson(words, summary);
            return;
        }
        out.printf(
                Locale.ROOT,
                "%n%,d entities with %s: %,d bytes, %,d events, %,d %s%n",
                summary.entities(),
                words[0],
                summary.bytes(),
                summary.events(),
                summary.open(),
                words[2]);
        if (summary.entities() > 0) {
            out.printf(
                    Locale.ROOT,
                    "an entity: mean %,d bytes, half of them at most %,d, 99 %% at most %,d%n%n",
                    summary.bytes() / summary.entities(),
                    summary.quantile(0.5),
                    summary.quantile(0.99));
            TextTable table =
                    new TextTable("entity", "bytes", "events", words[0], words[1], "newest event");
            for (EntitySize size : summary.largest()) {
                table.add(
                        size.entity(),
                        number(size.bytes()),
                        number(size.events()),
                        number(size.rules()),
                        number(size.open()),
                        size.events() == 0 ? "" : instant(size.newestNanos()));
            }
            table.print(out);
        }
        out.flush();
    }

    void line(String entity, EntityLine line) {
        if (json) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("entity", entity);
            row.put("kind", line.kind().name().toLowerCase(Locale.ROOT));
            row.put("nanos", line.nanos());
            row.put("text", line.text());
            out.println(RowJson.write(row));
            out.flush();
            return;
        }
        switch (line.kind()) {
            case ENTITY, PATTERNS ->
                    out.println(
                            entity
                                    + ": "
                                    + line.text()
                                    + (line.nanos() == 0
                                            ? ""
                                            : ", settled before " + instant(line.nanos())));
            case RULE -> out.println("rule   " + line.text());
            case ALERT -> out.println("alert  " + line.text());
            case PATTERN -> out.println("pattern  " + line.text());
            case WAITING -> out.println("waiting  " + instant(line.nanos()) + "  " + line.text());
            case EVENT -> out.println("event  " + instant(line.nanos()) + "  " + line.text());
            case NONE -> throw new IllegalArgumentException(line.toString());
        }
        out.flush();
    }

    private void operatorJson(SavepointContents.Operator operator) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("operator", operator.uid());
        row.put("name", operator.name());
        row.put("parallelism", operator.parallelism());
        row.put("maxParallelism", operator.maxParallelism());
        row.put("keyedBytes", operator.keyedBytes());
        row.put("timerBytes", operator.timerBytes());
        row.put("operatorBytes", operator.operatorBytes());
        row.put("bytes", operator.bytes());
        out.println(RowJson.write(row));
        out.flush();
    }

    private void entitiesJson(String[] words, SizeSummary summary) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("entities", summary.entities());
        all.put("keptFor", words[0]);
        all.put("bytes", summary.bytes());
        all.put("events", summary.events());
        all.put(words[3], summary.open());
        all.put("p50Bytes", summary.quantile(0.5));
        all.put("p99Bytes", summary.quantile(0.99));
        out.println(RowJson.write(all));
        for (EntitySize size : summary.largest()) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("entity", size.entity());
            row.put("keptFor", words[0]);
            row.put("bytes", size.bytes());
            row.put("events", size.events());
            row.put(words[0], size.rules());
            row.put(words[3], size.open());
            row.put("newestNanos", size.events() == 0 ? null : size.newestNanos());
            out.println(RowJson.write(row));
        }
        out.flush();
    }

    private static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    private static String instant(long nanos) {
        return Instant.ofEpochSecond(
                        Math.floorDiv(nanos, NANOS_PER_SECOND),
                        Math.floorMod(nanos, NANOS_PER_SECOND))
                .toString();
    }
}
