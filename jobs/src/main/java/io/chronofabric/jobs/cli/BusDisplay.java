package io.chronofabric.jobs.cli;

import io.chronofabric.bus.aeron.BusStatus;
import io.chronofabric.bus.aeron.Recording;
import io.chronofabric.jobs.deadletters.Printable;
import io.chronofabric.jobs.embedded.Console;
import io.chronofabric.state.codec.RowJson;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** Shows how a bus stands, as tables for people or as JSON. For one thread. */
final class BusDisplay {
    private static final String CLEAR = "\u001b[H\u001b[J";
    private static final int TEXT = 300;
    private static final int PERCENT = 100;

    private final Console console;
    private final boolean json;

    BusDisplay(Console console, boolean json) {
        this.console = console;
        this.json = json;
    }

    void show(BusStatus status, boolean watching) {
        PrintWriter out = console.out();
        if (json) {
            out.println(RowJson.write(row(status)));
        } else {
            if (watching && console.terminal()) {
                out.print(CLEAR);
            }
            print(status, out);
            if (watching && !console.terminal()) {
                out.println();
            }
        }
        out.flush();
    }

    private static void print(BusStatus status, PrintWriter out) {
        BusStatus.Driver driver = status.driver();
        out.println(
                "Driver "
                        + driver.pid()
                        + " in "
                        + driver.directory()
                        + " ("
                        + bytes(driver.freeMemory())
                        + " free), log in "
                        + driver.log()
                        + " ("
                        + bytes(driver.freeLog())
                        + " free).");
        publishers(status, out);
        subscribers(status, out);
        recordings(status, out);
        consumers(status, out);
        for (BusStatus.Fault fault : status.faults()) {
            out.println(
                    "Error of the driver, "
                            + fault.count()
                            + " times, last at "
                            + Instant.ofEpochMilli(fault.lastMillis())
                            + ": "
                            + Printable.line(fault.text(), TEXT));
        }
    }

    private static void publishers(BusStatus status, PrintWriter out) {
        out.println();
        if (status.publishers().isEmpty()) {
            out.println("Nobody publishes.");
            return;
        }
        TextTable table =
                new TextTable(
                        "PUBLISHER",
                        "BUS",
                        "KIND",
                        "SESSION",
                        "PID",
                        "POSITION",
                        "WINDOW",
                        "STATE");
        for (BusStatus.Publisher one : status.publishers()) {
            table.add(
                    named(one.source()),
                    one.bus(),
                    one.kind(),
                    Integer.toString(one.session()),
                    pid(one.pid()),
                    Long.toString(one.position()),
                    window(one) + " %",
                    state(status, one));
        }
        table.print(out);
    }

    private static String state(BusStatus status, BusStatus.Publisher publisher) {
        if (publisher.waiting()) {
            return "WAITS for those behind";
        }
        boolean heard =
                status.subscribers().stream().anyMatch(one -> one.session() == publisher.session());
        return heard ? "ok" : "NOT heard";
    }

    private static long window(BusStatus.Publisher publisher) {
        long window = publisher.behind() + publisher.room();
        return window == 0 ? 0 : PERCENT * publisher.behind() / window;
    }

    private static void subscribers(BusStatus status, PrintWriter out) {
        out.println();
        if (status.subscribers().isEmpty()) {
            out.println("Nobody listens.");
            return;
        }
        TextTable table = new TextTable("SUBSCRIBER", "BUS", "PUBLISHER", "PID", "BEHIND");
        for (BusStatus.Subscriber one : status.subscribers()) {
            table.add(
                    one.role(),
                    one.bus(),
                    named(one.source()),
                    pid(one.pid()),
                    Long.toString(one.behind()));
        }
        table.print(out);
    }

    private static void recordings(BusStatus status, PrintWriter out) {
        out.println();
        if (status.recordings().isEmpty()) {
            out.println("The log is empty.");
            return;
        }
        TextTable table =
                new TextTable(
                        "RECORDING", "BUS", "KIND", "SOURCE", "FROM", "TO", "STATE", "ON DISK");
        for (BusStatus.Stored one : status.recordings()) {
            Recording recording = one.recording();
            table.add(
                    Long.toString(recording.id()),
                    recording.bus(),
                    kind(recording),
                    recording.source(),
                    Long.toString(recording.startPosition()),
                    Long.toString(one.end()),
                    recording.isActive() ? "active" : "ended",
                    bytes(one.bytesOnDisk()));
        }
        table.print(out);
    }

    private static void consumers(BusStatus status, PrintWriter out) {
        if (status.consumers().isEmpty()) {
            return;
        }
        out.println();
        TextTable table =
                new TextTable("CONSUMER", "BUS", "READS", "RECORDING", "POSITION", "BEHIND");
        for (BusStatus.Consumer one : status.consumers()) {
            boolean said = one.position().isPresent();
            table.add(
                    (one.hold() ? "hold " : "") + one.name(),
                    one.bus(),
                    one.committed() ? "committed" : "packets",
                    Long.toString(one.recording()),
                    said ? Long.toString(one.position().getAsLong()) : "not said",
                    said ? Long.toString(one.behind()) : "");
        }
        table.print(out);
    }

    private static Map<String, Object> row(BusStatus status) {
        Map<String, Object> row = new LinkedHashMap<>();
        BusStatus.Driver driver = status.driver();
        Map<String, Object> head = new LinkedHashMap<>();
        head.put("pid", driver.pid());
        head.put("directory", driver.directory().toString());
        head.put("log", driver.log().toString());
        head.put("freeMemory", driver.freeMemory());
        head.put("freeLog", driver.freeLog());
        row.put("driver", head);
        row.put("publishers", rows(status.publishers(), one -> publisher(status, one)));
        row.put("subscribers", rows(status.subscribers(), BusDisplay::subscriber));
        row.put("recordings", rows(status.recordings(), BusDisplay::stored));
        row.put("consumers", rows(status.consumers(), BusDisplay::consumer));
        row.put("errors", rows(status.faults(), BusDisplay::fault));
        return row;
    }

    private static <T> List<Map<String, Object>> rows(
            List<T> all, Function<T, Map<String, Object>> row) {
        return all.stream().map(row).toList();
    }

    private static Map<String, Object> publisher(BusStatus status, BusStatus.Publisher one) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("bus", one.bus());
        row.put("kind", one.kind());
        row.put("source", one.source());
        row.put("session", one.session());
        row.put("pid", one.pid());
        row.put("position", one.position());
        row.put("limit", one.position() + one.room());
        row.put("room", one.room());
        row.put("behind", one.behind());
        row.put("windowUsedPercent", window(one));
        row.put("waiting", one.waiting());
        row.put("heard", !state(status, one).equals("NOT heard"));
        return row;
    }

    private static Map<String, Object> subscriber(BusStatus.Subscriber one) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("bus", one.bus());
        row.put("source", one.source());
        row.put("session", one.session());
        row.put("role", one.role());
        row.put("pid", one.pid());
        row.put("behind", one.behind());
        return row;
    }

    private static Map<String, Object> stored(BusStatus.Stored one) {
        Recording recording = one.recording();
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("recording", recording.id());
        row.put("bus", recording.bus());
        row.put("kind", kind(recording));
        row.put("source", recording.source());
        row.put("start", recording.startPosition());
        row.put("end", one.end());
        row.put("active", recording.isActive());
        row.put("bytesOnDisk", one.bytesOnDisk());
        return row;
    }

    private static Map<String, Object> consumer(BusStatus.Consumer one) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("bus", one.bus());
        row.put("name", one.name());
        row.put("hold", one.hold());
        row.put("committed", one.committed());
        row.put("recording", one.recording());
        row.put("position", one.position().isPresent() ? (Long) one.position().getAsLong() : null);
        row.put("behind", one.behind());
        return row;
    }

    private static Map<String, Object> fault(BusStatus.Fault one) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("count", one.count());
        row.put("last", Instant.ofEpochMilli(one.lastMillis()).toString());
        row.put("text", one.text());
        return row;
    }

    private static String kind(Recording recording) {
        return recording.kind().name().toLowerCase(Locale.ROOT);
    }

    private static String named(String source) {
        return source.isEmpty() ? "-" : source;
    }

    private static String pid(long pid) {
        return pid == 0 ? "-" : Long.toString(pid);
    }

    private static String bytes(long count) {
        long mib = count >> 20;
        return mib > 0 ? mib + " MiB" : count + " bytes";
    }
}
