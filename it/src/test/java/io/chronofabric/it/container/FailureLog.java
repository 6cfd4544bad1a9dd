package io.chronofabric.it.container;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.chronofabric.it.container.FailureLane.Again;
import io.chronofabric.it.kafka.FinalVerdicts;
import io.chronofabric.it.kafka.Workload;
import io.chronofabric.it.kafka.Workload.Moment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** What was broken when, and which answers differ after what. */
final class FailureLog {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int DIFFERENCES_TOLD = 5;

    /**
     * A fault.
     *
     * @param atMillis since the epoch
     * @param records records sent before
     * @param again what became of the jobs, lane by lane
     */
    private record Entry(Fault fault, long atMillis, int records, List<Again> again) {}

    private final List<String> lanes;
    private final int parts;
    private final int seconds;
    private long beganMillis;
    private final List<Entry> entries = new ArrayList<>();

    /**
     * @param lanes their names
     * @param parts of the load; in each, one fault
     * @param seconds of event time of the load
     */
    FailureLog(List<String> lanes, int parts, int seconds) {
        this.lanes = lanes;
        this.parts = parts;
        this.seconds = seconds;
    }

    /** The first record is about to be sent. */
    void begin() {
        beganMillis = System.currentTimeMillis();
    }

    /** Something is about to be broken. */
    void begin(Fault fault, int records) {
        long atMillis = System.currentTimeMillis();
        System.out.println(
                (entries.size() + 1) + ". " + fault + ", " + Instant.ofEpochMilli(atMillis));
        entries.add(new Entry(fault, atMillis, records, new ArrayList<>()));
    }

    /** The lanes run again after what broke last. */
    void end(List<Again> again) {
        entries.get(entries.size() - 1).again.addAll(again);
        System.out.println("   " + again);
    }

    /** The faults as a table. */
    String table() {
        StringBuilder table = new StringBuilder();
        row(
                table,
                "",
                "what",
                "at",
                "records before",
                lanes.stream()
                        .map(lane -> lane + ": runs again after | from checkpoint")
                        .collect(Collectors.joining(" | ")));
        table.append("|---:|---|---:|---:|").append("---:|---:|".repeat(lanes.size())).append('\n');
        for (int i = 0; i < entries.size(); i++) {
            Entry entry = entries.get(i);
            row(
                    table,
                    Integer.toString(i + 1),
                    entry.fault.toString(),
                    seconds(entry.atMillis - beganMillis),
                    String.format(Locale.ROOT, "%,d", entry.records),
                    entry.again.stream()
                            .map(
                                    again ->
                                            seconds(again.millis())
                                                    + " | "
                                                    + again.restored()
                                                            .map(Object::toString)
                                                            .orElse("not restarted"))
                            .collect(Collectors.joining(" | ")));
        }
        return table.toString();
    }

    private static void row(StringBuilder table, String... cells) {
        table.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }

    private static String seconds(long millis) {
        return String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
    }

    /** The moments whose last word is not the one wanted, each with what was said and when. */
    List<String> differences(
            Map<Moment, Double> wanted, List<ConsumerRecord<byte[], byte[]>> records) {
        Map<Moment, Double> said = FinalVerdicts.of(records).lastWords();
        TreeSet<Moment> moments =
                new TreeSet<>(
                        Comparator.comparingLong(Moment::timeMillis)
                                .thenComparing(Moment::entity)
                                .thenComparing(Moment::rule));
        moments.addAll(wanted.keySet());
        moments.addAll(said.keySet());
        moments.removeIf(moment -> Objects.equals(wanted.get(moment), said.get(moment)));
        List<String> told = new ArrayList<>();
        for (Moment moment : moments) {
            told.add(
                    told.size() < DIFFERENCES_TOLD
                            ? tell(moment, wanted.get(moment), said.get(moment))
                                    + history(moment, records)
                            : moment.toString());
        }
        return told;
    }

    private String tell(Moment moment, Double wanted, Double said) {
        long second = moment.timeMillis() / 1000 - 1 - Workload.BASE_SECOND;
        int part = (int) (second * parts / seconds);
        return moment
                + ": "
                + said
                + " (expected: "
                + wanted
                + "); its events came about fault "
                + (part + 1)
                + ", "
                + (part < entries.size() ? entries.get(part).fault : "none");
    }

    private String history(Moment moment, List<ConsumerRecord<byte[], byte[]>> records) {
        StringBuilder history = new StringBuilder();
        for (ConsumerRecord<byte[], byte[]> told : records) {
            String text = new String(told.value(), UTF_8);
            if (!new String(told.key(), UTF_8).equals(moment.entity())
                    || !text.contains(Long.toString(moment.timeMillis()))) {
                continue;
            }
            JsonNode verdict = parse(text);
            if (verdict.path("rule").asText().equals(moment.rule())
                    && verdict.path("time").asLong() == moment.timeMillis()) {
                history.append("\n    ")
                        .append(Instant.ofEpochMilli(told.timestamp()))
                        .append(" after fault ")
                        .append(faultsBefore(told.timestamp()))
                        .append(", partition ")
                        .append(told.partition())
                        .append(" offset ")
                        .append(told.offset())
                        .append(run(told))
                        .append(": correction ")
                        .append(verdict.path("correction").asInt())
                        .append(" says ")
                        .append(verdict.path("robustness").asDouble());
            }
        }
        return history.toString();
    }

    private static String run(ConsumerRecord<byte[], byte[]> told) {
        Header run = told.headers().lastHeader("chronofabric-run");
        return run == null ? "" : " run " + new String(run.value(), UTF_8);
    }

    private long faultsBefore(long millis) {
        return entries.stream().filter(entry -> entry.atMillis <= millis).count();
    }

    private static JsonNode parse(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
