package io.chronofabric.it.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.chronofabric.state.codec.RuleControlJson;
import io.chronofabric.state.model.Origin;
import io.chronofabric.state.model.RuleChange;
import io.chronofabric.state.model.RuleControl;
import io.chronofabric.state.model.RuleFrontier;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * What the savepoints of a release are made of: rules of every kind, and events in order that leave
 * each of them in the middle of something where the savepoint is taken.
 */
final class GoldenLoad {
    static final int PARTITIONS = 2;

    /** Judged by monitors, by Flink CEP and by the sequence engine. */
    static final String RULES =
            """
            apiVersion: egc/v1
            kind: Rule
            metadata: {id: window}
            spec:
              signals: {lat: lat}
              sampling: {period: 1s, fill: hold, maxGap: 5s}
              lateness: 3s
              report: every
              formula: "lat > 400 -> eventually[0,6s](lat < 100)"
            ---
            apiVersion: egc/v1
            kind: Rule
            metadata: {id: since}
            spec:
              signals: {lat: lat, load: load}
              sampling: {period: 1s, fill: hold, maxGap: 5s}
              report: every
              formula: "(load < 0.9) since[0,20s] (lat < 250)"
            ---
            apiVersion: egc/v1
            kind: Rule
            metadata: {id: answered}
            spec:
              appliesTo: {entity: "svc-?"}
              engine: cep
              signals: {ask: ask, say: say}
              sampling: {period: 1ms, maxGap: 1h}
              formula: "rise(ask > 0) -> eventually[0,7s] rise(say > 0)"
            ---
            """;

    private static final String PATTERN =
            """
            apiVersion: egc/v1
            kind: Pattern
            metadata: {id: storm, version: %d}
            spec:
              signals: {lat: lat}
              features: {usual: {mean: lat, over: 20s}}
              lateness: 2s
              within: 30s
              sequence:
                - {name: spike, when: "lat > %s * usual"}
                - {name: more, when: "lat > spike.lat", times: 2, then: followed-by-any}
                - {none: calm, when: "lat < usual / 4", within: 5s}
              afterMatch: no-skip
            """;

    private static final long BASE = 1_750_000_000L;
    private static final int SECONDS = 90;

    /** What the savepoint is in the middle of. */
    private static final int TAKEN = 45;

    private static final int ENTITIES = 9;

    private GoldenLoad() {}

    /** What a job with fixed rules begins with. */
    static String documents() {
        return RULES + PATTERN.formatted(1, "1.5");
    }

    /** What a job with live rules hears: some of it takes effect after the savepoint. */
    static List<RuleControl> changes() {
        String[] documents = RULES.split("---\n");
        String later = documents[0].replace("{id: window}", "{id: window, version: 2}");
        List<RuleControl> changes = new ArrayList<>();
        changes.add(apply("window", 1, -60, documents[0]));
        changes.add(apply("since", 1, -60, documents[1]));
        changes.add(apply("storm", 1, -60, PATTERN.formatted(1, "1.5")));
        changes.add(apply("window", 2, 60, later.replace("400", "300")));
        changes.add(apply("storm", 2, 55, PATTERN.formatted(2, "1.2")));
        changes.add(new RuleFrontier(millis(10 * SECONDS), "golden"));
        return changes;
    }

    /** A record's key on the topic. */
    static String key(RuleControl control) {
        return control instanceof RuleChange change ? "change/" + change.id() : "frontier";
    }

    static String json(RuleControl control) {
        return control instanceof RuleChange change
                ? RuleControlJson.write(change)
                : RuleControlJson.write((RuleFrontier) control);
    }

    private static RuleChange apply(String rule, int version, int second, String document) {
        return new RuleChange(
                rule + "-" + version,
                RuleChange.Action.APPLY,
                "default",
                rule,
                version,
                millis(second),
                document,
                "golden",
                0,
                new Origin("", 0, 0));
    }

    /** Lines of {@code before|after TAB partition TAB record}, in order of time. */
    static List<String> events() {
        Random random = new Random(20_261_122L);
        List<String> lines = new ArrayList<>();
        for (int second = 0; second < SECONDS; second++) {
            String when = second < TAKEN ? "before" : "after";
            for (int entity = 0; entity < ENTITIES; entity++) {
                if (random.nextInt(12) == 0) {
                    continue; // a gap
                }
                String fields =
                        String.format(
                                Locale.ROOT,
                                "{\"lat\":%d,\"load\":%.2f,\"ask\":%d,\"say\":%d}",
                                random.nextInt(500),
                                random.nextDouble(),
                                random.nextInt(4) == 0 ? 1 : 0,
                                random.nextInt(8) == 0 ? 1 : 0);
                long millis = millis(second) + 100L * entity;
                lines.add(line(when, entity % PARTITIONS, "svc-" + entity, millis, fields));
            }
        }
        for (int partition = 0; partition < PARTITIONS; partition++) {
            lines.add(
                    line(
                            "after",
                            partition,
                            "tick-" + partition,
                            millis(3 * SECONDS),
                            "{\"x\":1}"));
        }
        return lines;
    }

    private static String line(
            String when, int partition, String entity, long millis, String fields) {
        return String.join(
                "\t",
                when,
                String.valueOf(partition),
                "{\"physicalNanos\":\""
                        + millis
                        + "000000\",\"entity\":\""
                        + entity
                        + "\",\"fields\":"
                        + fields
                        + "}");
    }

    private static long millis(int second) {
        return (BASE + second) * 1000L;
    }

    static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
