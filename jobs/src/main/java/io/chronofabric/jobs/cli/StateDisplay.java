package io.chronofabric.jobs.cli;

import io.chronofabric.jobs.savepoint.EntityLine;
import io.chronofabric.jobs.savepoint.EntitySize;
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

    void entities(SizeSummary summary) {
        if (json) {
            entitiesJson(summary);
            return;
        }
        out.printf(
                Locale.ROOT,
                "%n%,d entities: %,d bytes, %,d events, %,d alerts out%n",
                summary.entities(),
                summary.bytes(),
                summary.events(),
                summary.alerts());
        if (summary.entities() > 0) {
            out.printf(
                    Locale.ROOT,
                    "an entity: mean %,d bytes, half of them at most %,d, 99 %% at most %,d%n%n",
                    summary.bytes() / summary.entities(),
                    summary.quantile(0.5),
                    summary.quantile(0.99));
            TextTable table =
                    new TextTable("entity", "bytes", "events", "rules", "alerts", "newest event");
            for (EntitySize size : summary.largest()) {
                table.add(
                        size.entity(),
                        number(size.bytes()),
                        number(size.events()),
                        number(size.rules()),
                        number(size.alerts()),
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
            case ENTITY ->
                    out.println(
                            entity
                                    + ": "
                                    + line.text()
                                    + (line.nanos() == 0
                                            ? ""
                                            : ", settled before " + instant(line.nanos())));
            case RULE -> out.println("rule   " + line.text());
            case ALERT -> out.println("alert  " + line.text());
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

    private void entitiesJson(SizeSummary summary) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("entities", summary.entities());
        all.put("bytes", summary.bytes());
        all.put("events", summary.events());
        all.put("alerts", summary.alerts());
        all.put("p50Bytes", summary.quantile(0.5));
        all.put("p99Bytes", summary.quantile(0.99));
        out.println(RowJson.write(all));
        for (EntitySize size : summary.largest()) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("entity", size.entity());
            row.put("bytes", size.bytes());
            row.put("events", size.events());
            row.put("rules", size.rules());
            row.put("alerts", size.alerts());
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
