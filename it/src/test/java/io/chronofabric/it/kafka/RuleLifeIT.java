package io.chronofabric.it.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.chronofabric.it.kafka.EmbeddedKafka.Stamps;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The commands that change rules against a broker: what they write, tell and refuse. */
class RuleLifeIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String RULE =
            """
            apiVersion: egc/v1
            kind: Rule
            metadata: {id: latency-slo, version: %d, tenant: acme}
            spec:
              signals: {lat: p99_ms}
              params: {T: %d}
              formula: "lat <= $T"
            """;

    @RegisterExtension static final EmbeddedKafka KAFKA = EmbeddedKafka.broker();

    private static int number;

    @TempDir Path folder;

    private String topic;

    @BeforeEach
    void aTopicOfItsOwn() {
        topic = "rules-" + ++number;
    }

    @Test
    void aRuleComesIsTriedPromotedTakenBackAndEnds() {
        Ran first = rules("apply", file(1, 250), "--by", "alice");
        assertThat(first.code()).as(first.err()).isZero();
        assertThat(first.err()).contains("Created topic " + topic + ": 1 partition, compacted.");
        assertThat(first.out())
                .matches(
                        "acme/latency-slo@1: accepted, in force from \\S+Z \\(in \\d+\\.\\d s\\),"
                                + " offset 0\\R");
        assertThat(rules("apply", file(1, 250)).out())
                .matches("acme/latency-slo@1: in force from \\S+Z, with the same content\\R");

        Ran canary = rules("apply", "--canary", file(2, 300), "--by", "bob");
        assertThat(canary.out()).contains("@2: accepted, on trial from ", "; beside version 1");
        assertThat(rules("list").out())
                .contains("acme/latency-slo", "1 at ", "2 on trial at ", "alice");

        assertThat(rules("promote", "latency-slo").out())
                .contains("@2: accepted, in force from ", "; replaces version 1");
        assertThat(rules("rollback", "acme/latency-slo").out())
                .contains("@1: accepted, in force from ", "; replaces version 2");
        assertThat(rules("rollback", "latency-slo", "--tenant", "acme", "--to", "2").out())
                .contains("@2: accepted, in force from ", "; replaces version 1");
        assertThat(rules("disable", "latency-slo").out())
                .contains("acme/latency-slo: accepted, ends at ", "; the last is version 2");
        assertThat(rules("rollback", "latency-slo").out()).contains("@2: accepted");

        JsonNode status = json(rules("status", "latency-slo", "--json").out());
        assertThat(status.path("versions").findValuesAsText("version"))
                .containsExactly("1", "2", "2", "1", "2", "2");
        List<String> from = status.path("versions").findValuesAsText("from");
        List<String> to = status.path("versions").findValuesAsText("to");
        assertThat(from).doesNotContain("null").doesNotHaveDuplicates().isSorted();
        // Both versions end with the promotion, the next where another begins or the rule ends.
        assertThat(to.get(0)).isEqualTo(to.get(1)).isEqualTo(from.get(2));
        assertThat(to.get(2)).isEqualTo(from.get(3));
        assertThat(to.get(3)).isEqualTo(from.get(4));
        assertThat(to.get(4)).isLessThan(from.get(5));
        assertThat(to.get(5)).isEqualTo("null");
        assertThat(status.path("versions").findValuesAsText("by")).startsWith("alice", "bob");
        assertThat(status.path("refused")).isEmpty();
        assertThat(status.path("frontier").path("silent").asBoolean()).isTrue();
        assertThat(rules("status", "latency-slo").out())
                .contains("VERSION  FROM", "alice", "Frontier: nobody has promised anything yet");
        assertThat(rules("diff", "latency-slo", "1", "2").out())
                .contains(
                        "acme/latency-slo@1 and acme/latency-slo@2",
                        "params.T.value    250  300",
                        "State can be carried over");
        assertThat(changes()).hasSize(7);
    }

    @Test
    void aPatternLivesAsARuleDoes() {
        assertThat(rules("apply", pattern(1, 250)).out())
                .contains("acme/storm@1: accepted, in force from ");
        assertThat(rules("apply", pattern(1, 250)).out()).contains(", with the same content");
        assertThat(rules("apply", "--canary", pattern(2, 300)).out())
                .contains("@2: accepted, on trial from ", "; beside version 1");
        assertThat(rules("list").out()).containsPattern("acme/storm +pattern +");
        assertThat(rules("diff", "storm", "1", pattern(2, 300)).out())
                .contains(
                        "params.T.value    250  300",
                        "State cannot be carried over: the parameters differ.");
        String trace =
                write(
                        "trace.csv",
                        """
                        time,node,entity,p99_ms
                        2026-01-01T00:00:00Z,1,svc-a,260
                        2026-01-01T00:00:01Z,1,svc-a,290
                        """);
        assertThat(rules("backtest", pattern(2, 300), "--against", "1", "--trace", trace).out())
                .contains("acme/storm@2 against acme/storm@1, 2 events of 1")
                .containsPattern("svc-a +1 -> 0 ");
        assertWrong(
                "knows no such version of storm",
                "one of 1, 2",
                "backtest",
                pattern(3, 300),
                "--against",
                "7",
                "--trace",
                trace);
        assertThat(rules("promote", "storm").out()).contains("; replaces version 1");
        assertThat(rules("rollback", "storm").out()).contains("; replaces version 2");
        assertThat(rules("disable", "storm").out()).contains("acme/storm: accepted, ends at ");

        assertWrong("is known with another content", "new version", "apply", pattern(1, 251));
        String rule = write("as-rule.yaml", RULE.formatted(3, 1).replace("latency-slo", "storm"));
        assertRefused("acme/storm is a pattern (expected: another name for a rule)", rule);
        assertWrong(
                "rule acme/storm@3 against pattern acme/storm@1",
                "two rules, or two patterns",
                "backtest",
                rule,
                "--against",
                "1",
                "--trace",
                trace);
        assertRefused(
                "acme/storm@1 where only rules can be used",
                pattern(1, 250),
                "-D",
                "rules.patterns=false");
    }

    private void assertRefused(String reason, String... applied) {
        List<String> arguments = new ArrayList<>(List.of("apply"));
        arguments.addAll(List.of(applied));
        Ran ran = rules(arguments.toArray(String[]::new));
        assertThat(ran.code()).as(ran.out() + ran.err()).isEqualTo(2);
        assertThat(ran.out() + ran.err()).contains(reason);
    }

    private String pattern(int version, int target) {
        return write(
                "pattern-" + version + "-" + target + ".yaml",
                """
                apiVersion: egc/v1
                kind: Pattern
                metadata: {id: storm, version: %d, tenant: acme}
                spec:
                  signals: {lat: p99_ms}
                  params: {T: %d}
                  within: 10m
                  sequence:
                    - {name: spike, when: "lat > $T"}
                    - {name: worse, when: "lat > spike.lat"}
                """
                        .formatted(version, target));
    }

    @Test
    void whatTheTopicsHoldIsLookedBackAtAndExplained() {
        String signals = topic + ".signals";
        KAFKA.createTopic(signals, 1, Stamps.LOG_APPEND_TIME);
        List<ProducerRecord<byte[], byte[]>> events = new ArrayList<>();
        double[] latencies = {100, 280, 280, 100, 320, 100};
        for (int i = 0; i < latencies.length; i++) {
            for (String entity : List.of("svc-a", "svc-b")) {
                events.add(
                        new ProducerRecord<>(
                                signals,
                                bytes(entity),
                                bytes(
                                        "{\"physicalNanos\":\"%d\",\"entity\":\"%s\",\"fields\":{\"p99_ms\":%s}}"
                                                .formatted(
                                                        (1_700_000_000L + i) * 1_000_000_000L,
                                                        entity,
                                                        entity.equals("svc-a")
                                                                ? latencies[i]
                                                                : 100.0))));
            }
        }
        KAFKA.produce(events);
        rules("apply", file(1, 250));
        String input = "kafka.input.topics=" + signals;

        Ran back = rules("backtest", file(2, 300), "--against", "1", "--signals", "-D", input);
        assertThat(back.code()).as(back.err()).isZero();
        assertThat(back.err()).contains("Reading " + signals + "[0]: ");
        assertThat(back.out())
                .contains("acme/latency-slo@2 against acme/latency-slo@1, 12 events of 2")
                .contains("entities with other verdicts  1 of 2")
                .contains("alerts                        2 -> 1");
        assertWrong(
                "knows no such version",
                "one of 1",
                "backtest",
                file(2, 300),
                "--against",
                "7",
                "--signals",
                "-D",
                input);

        Ran why =
                Ran.command(
                        "explain",
                        "--entity",
                        "svc-a",
                        "--rule",
                        "latency-slo",
                        "--rules",
                        file(1, 250),
                        "--at",
                        "2023-11-14T22:13:24Z",
                        "--signals",
                        "--bootstrap",
                        KAFKA.bootstrap(),
                        "-D",
                        input);
        assertThat(why.code()).as(why.err()).isZero();
        assertThat(why.out())
                .contains(
                        "svc-a at 2023-11-14T22:13:24Z: broken, robustness -70.0, decided by lat <= $T");
        Ran early =
                Ran.command(
                        "explain",
                        "--entity",
                        "svc-a",
                        "--rule",
                        "latency-slo",
                        "--tenant",
                        "acme",
                        "--at",
                        "2023-11-14T22:13:24Z",
                        "--signals",
                        "--bootstrap",
                        KAFKA.bootstrap(),
                        "--topic",
                        topic,
                        "-D",
                        input);
        assertThat(early.err()).contains("no version of it was in force at 2023-11-14T22:13:24Z");
    }

    @Test
    void severalRulesOfAFileComeAtTheSameMomentOrNoneOfThem() throws IOException {
        String two =
                Files.readString(Path.of(file(1, 250)))
                        + "---\n"
                        + Files.readString(Path.of(file(1, 9))).replace("latency-slo", "errors");
        Path both = Files.writeString(folder.resolve("both.yaml"), two);

        Ran dry = rules("apply", both.toString(), "--dry-run");
        assertThat(dry.code()).isEqualTo(2);
        assertThat(dry.err()).contains(topic, "there is no such topic");

        assertThat(rules("apply", both.toString()).out().lines()).hasSize(2);
        List<JsonNode> list = rules("list", "--json").out().lines().map(RuleLifeIT::json).toList();
        assertThat(list)
                .extracting(row -> row.path("rule").asText())
                .containsExactly("errors", "latency-slo");
        assertThat(list)
                .extracting(row -> row.path("toCome").path(0).path("from").asLong())
                .doesNotContain(0L)
                .containsOnly(list.get(0).path("toCome").path(0).path("from").asLong());
        for (ConsumerRecord<byte[], byte[]> record : changes()) {
            assertThat(json(new String(record.value(), UTF_8)).path("document").asText())
                    .containsOnlyOnce("kind: Rule");
        }

        String other = Files.readString(both).replace("version: 1", "version: 2");
        Path carry =
                Files.writeString(
                        folder.resolve("carry.yaml"),
                        other.replaceFirst("lat <= ", "lat < ") + "  onSwap: carry\n");
        Files.writeString(
                carry, Files.readString(carry).replaceFirst("formula", "onSwap: carry\n  formula"));
        Ran refused = rules("apply", carry.toString());
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.out()).isEmpty();
        assertThat(refused.err())
                .contains("acme/latency-slo@2: refused: onSwap: carry", "Nothing was sent.");
        assertThat(changes()).hasSize(2);
    }

    @Test
    void rulesThatTheJobStartsWithAreKnownByBase() {
        String base = file(1, 250);
        rules("governor", "--once");

        assertThat(rules("list").err()).contains("--base FILE adds them");
        Ran unknown = rules("disable", "latency-slo");
        assertThat(unknown.code()).isEqualTo(2);
        assertThat(unknown.err()).contains("name that file by --base");
        assertThat(rules("list", "--base", base).out()).contains("(a file)", "the beginning");
        assertThat(rules("apply", "--canary", file(2, 300)).err())
                .contains("is in force to compare with", "name them by --base");

        assertThat(rules("apply", file(2, 300), "--base", base).out())
                .contains("; replaces version 1");
        assertThat(rules("rollback", "latency-slo").err()).contains("no other version", "--base");
        assertThat(rules("rollback", "latency-slo", "-D", "rules.files=" + base).out())
                .contains("@1: accepted");
        assertThat(rules("disable", "latency-slo", "--base", base).code()).isZero();
    }

    @Test
    void wrongInputOfEveryKindIsToldAndNothingIsSent() {
        rules("apply", file(1, 250));
        int before = changes().size();

        assertWrong(
                "is known with another content", "raise metadata.version", "apply", file(1, 999));
        assertWrong("latency-sol", "did you mean latency-slo?", "status", "latency-sol");
        assertWrong(
                "acmee/latency-slo",
                "did you mean acme/latency-slo?",
                "disable",
                "latency-slo",
                "--tenant",
                "acmee");
        assertWrong("no version 7", "one of 1", "rollback", "latency-slo", "--to", "7");
        assertWrong("no other version was in force", "--base", "rollback", "latency-slo");
        assertWrong(
                "no version of acme/latency-slo is on trial", "--canary", "promote", "latency-slo");
        assertWrong("no version 9", "one of 1", "diff", "latency-slo", "1", "9");
        assertWrong("none.yaml", "no such file", "diff", "latency-slo", "1", "none.yaml");
        assertWrong("--from", "5min", "disable", "latency-slo", "--from", "soon");
        assertWrong(
                "--from: 2999-01-01T00:00:00Z",
                "within 30 days",
                "disable",
                "latency-slo",
                "--from",
                "2999-01-01T00:00:00Z");
        assertWrong(
                "is not in force",
                "expected: a rule that is",
                "disable",
                "latency-slo",
                "--from",
                "2020-01-01T00:00:00Z");
        assertWrong(
                "cannot be written as a record",
                "1 to 1024 characters",
                "disable",
                "latency-slo",
                "--by",
                " ");
        assertWrong(
                "would have 2 rules", "its quota", "apply", other(), "-D", "rules.quota.rules=1");
        assertWrong(
                "there is no such topic",
                "did you mean " + topic + "?",
                "list",
                "--topic",
                topic + "x");

        assertThat(changes()).hasSize(before);
        KAFKA.createTopic("wide-" + topic, 2, Map.of());
        assertWrong("2 partitions", "one partition", "list", "--topic", "wide-" + topic);
    }

    @Test
    void whoAsksForAMomentThatIsPromisedAwayIsToldTheFrontier() {
        rules("apply", file(1, 250));
        assertThat(rules("governor", "--once", "-D", "rules.governor.lead=5min").out())
                .startsWith("Promised up to ");

        Ran late = rules("apply", file(2, 300), "--from", "4min");

        assertThat(late.code()).isEqualTo(2);
        assertThat(late.err())
                .contains(
                        "was promised to stay as it is",
                        "after the frontier, ",
                        "Leave --from out");
        assertThat(rules("apply", file(2, 300)).out())
                .containsPattern("in force from .* \\(in 5 min\\)");
        assertThat(rules("status", "latency-slo").out())
                .contains("last promise by governor ", "ahead of now")
                .doesNotContain("silent");
        assertThat(rules("status", "latency-slo", "-D", "rules.governor.timeout=500ms").out())
                .contains("Frontier: ");
    }

    @Test
    void recordsThatAreNoneStopNothingAndAreMentioned() {
        rules("apply", file(1, 250));
        KAFKA.produce(
                List.of(
                        new ProducerRecord<>(topic, bytes("x"), bytes("no json")),
                        new ProducerRecord<>(topic, bytes("y"), bytes("{\"kind\":\"apply\"}")),
                        new ProducerRecord<>(topic, bytes("z"), bytes(""))));

        assertThat(rules("apply", file(2, 300)).code()).isZero();
        assertThat(rules("list").err())
                .contains("3 records on the topic cannot be read and change nothing; the first at");
        assertThat(json(rules("status", "latency-slo", "--json").out()).path("unreadable").asInt())
                .isEqualTo(3);
    }

    @Test
    void aChangeThatOthersWroteTooLateIsListedWithTheReason() {
        rules("apply", file(1, 250));
        // As far as a governor's clock may be wrong, and then some.
        long far = Instant.now().truncatedTo(ChronoUnit.SECONDS).plusSeconds(1_800).toEpochMilli();
        KAFKA.produce(
                List.of(
                        new ProducerRecord<>(
                                topic,
                                bytes("frontier"),
                                bytes(
                                        "{\"kind\":\"frontier\",\"through\":"
                                                + far
                                                + ",\"by\":\"x\"}")),
                        new ProducerRecord<>(
                                topic,
                                bytes("change/late"),
                                bytes(
                                        "{\"kind\":\"disable\",\"id\":\"late\",\"tenant\":\"acme\","
                                                + "\"rule\":\"latency-slo\",\"from\":"
                                                + far
                                                + ",\"by\":\"\\u001b[31mmallory\"}"))));

        assertThat(rules("status", "latency-slo").out())
                .contains(
                        "Refused:",
                        "disable from " + Instant.ofEpochMilli(far) + " by",
                        "promised to stay")
                .doesNotContain("\u001b");
        // The next one comes after what was promised away.
        assertThat(rules("apply", file(2, 300), "--dry-run").out()).contains("would be accepted");
        // A governor takes it out of the log.
        rules("governor", "--once");
        assertThat(rules("status", "latency-slo").out()).contains("; withdrawn");
    }

    @Test
    void aGovernorOfItsOwnPromisesUntilItIsStopped() throws Exception {
        rules("apply", file(1, 250));
        try (Started governor =
                Started.chronofabric(
                        folder,
                        "rules",
                        "governor",
                        "--by",
                        "night-shift",
                        "--bootstrap",
                        KAFKA.bootstrap(),
                        "-D",
                        "rules.topic=" + topic)) {
            await().atMost(FlinkInside.PATIENCE)
                    .until(
                            () ->
                                    rules("status", "latency-slo").out().contains("by night-shift")
                                            || !governor.isAlive());
            assertThat(governor.isAlive()).as(governor.output()).isTrue();

            Ran next = rules("apply", file(2, 300));
            assertThat(next.code()).as(next.err()).isZero();

            governor.terminate();
            assertThat(governor.exit()).as(governor.output()).isZero();
            assertThat(governor.output())
                    .contains("Promising on topic " + topic, "Promised up to ", "Stopped.");
        }
        JsonNode status = json(rules("status", "latency-slo", "--json").out());
        assertThat(status.path("refused")).isEmpty();
        assertThat(status.path("frontier").path("by").asText()).isEqualTo("night-shift");
    }

    private void assertWrong(String given, String expected, String... arguments) {
        Ran ran = rules(arguments);
        assertThat(ran.code()).as(ran.out() + ran.err()).isEqualTo(2);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).containsIgnoringCase(given).containsIgnoringCase(expected);
    }

    private Ran rules(String... arguments) {
        List<String> all = new ArrayList<>(List.of("rules"));
        all.addAll(List.of(arguments));
        all.addAll(List.of("--bootstrap", KAFKA.bootstrap()));
        if (!all.contains("--topic")) {
            all.addAll(List.of("--topic", topic));
        }
        return Ran.command(all.toArray(String[]::new));
    }

    private List<ConsumerRecord<byte[], byte[]>> changes() {
        return KAFKA.readCommitted(topic).stream()
                .filter(record -> new String(record.key(), UTF_8).startsWith("change/"))
                .toList();
    }

    private String file(int version, int target) {
        return write("rule-" + version + "-" + target + ".yaml", RULE.formatted(version, target));
    }

    private String other() {
        try {
            return write(
                    "other.yaml",
                    Files.readString(Path.of(file(1, 250))).replace("latency-slo", "other"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String write(String name, String text) {
        try {
            return Files.writeString(folder.resolve(name), text).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode json(String line) {
        try {
            return JSON.readTree(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
