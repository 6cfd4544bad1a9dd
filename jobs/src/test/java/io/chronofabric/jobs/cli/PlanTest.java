package io.chronofabric.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlanTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String RULE =
            """
            kind: Rule
            metadata: {id: slo}
            spec:
              appliesTo: {entity: "svc-*"}
              signals: {lat: lat}
              sampling: {period: 1s}
              lateness: 20s
              formula: "lat < 0.9"
            """;
    private static final String PATTERN =
            """
            kind: Pattern
            metadata: {id: storm}
            spec:
              appliesTo: {entity: "svc-*"}
              signals: {lat: {field: lat, range: [0, 1000]}}
              within: 20s
              lateness: 10s
              sequence:
                - {name: spike, when: "lat > LEAST"}
                - {name: worse, when: "lat > spike.lat + 900"}
              afterMatch: no-skip
            """;

    @TempDir Path folder;

    @Test
    void theRulesAndThePatternOfTheDemoArePlannedTogether() throws IOException {
        Path rules = Ran.ROOT.resolve("flink-conf/rules/host.yaml");

        Ran text = plan(rules.toString());
        assertThat(text.code()).as(text.err()).isZero();
        assertThat(text.err()).isEmpty();
        assertThat(text.out())
                .contains("7 rules, 1 pattern, 100 entities, 100 events a second (1.000 a second")
                .containsPattern("kept for rules +[0-9]+ events, [0-9,]+ bytes of an entity")
                .containsPattern("kept for patterns +[0-9]+ events that wait, [0-9.]+ partial")
                .contains("bytes of an entity, by their bounds")
                .containsPattern("state.budget +1mb for each of 1 subtask")
                .doesNotContain("Nothing began");

        JsonNode json = json(rules.toString());
        // 2 m of a value a second, and 5 s for which events are waited for.
        assertThat(json.get("patternBytesOfAnEntity").asLong()).isBetween(120 * 16L, 120 * 40L);
        assertThat(json.get("patternEventsOfAnEntity").asLong()).isBetween(4L, 7L);
        assertThat(json.get("patternBytesOfAnEntityAtMost").asLong())
                .isGreaterThan(json.get("patternBytesOfAnEntity").asLong());
        assertThat(json.get("stateBytes").asLong())
                .isGreaterThan(100 * json.get("patternBytesOfAnEntity").asLong());
        assertThat(json.get("checkpointBytes").asLong())
                .isGreaterThan(json.get("stateBytes").asLong());
        assertThat(json.get("patternNanos").asLong()).isPositive();
    }

    @Test
    void aBudgetIsForTheOperatorThatKeepsMore() throws IOException {
        JsonNode both = json(rule(), pattern("svc-*", 100));
        JsonNode rule = json(rule());
        JsonNode pattern = json(pattern("svc-*", 100));

        double most =
                Math.max(rule.get("stateBudget").asDouble(), pattern.get("stateBudget").asDouble());
        assertThat(both.get("stateBudget").asDouble()).isCloseTo(most, withinPercentage(10));
        assertThat(both.get("stateBytes").asDouble())
                .isCloseTo(
                        rule.get("stateBytes").asDouble() + pattern.get("stateBytes").asDouble(),
                        withinPercentage(10));
        assertThat(pattern.get("eventsKeptOfAnEntity").asLong()).isZero();
        assertThat(pattern.get("partialMatchesOfAnEntity").asLong()).isPositive();
        assertThat(rule.get("patternBytesOfAnEntity").asLong()).isZero();
    }

    @Test
    void aPatternThatNeverBeginsAndOneForOtherNamesAreSpokenOf() throws IOException {
        Ran never = plan(pattern("svc-*", 1_001));
        assertThat(never.out()).contains("Nothing began on made-up values");

        String twoRules = write("two.yaml", RULE + "---\n" + RULE.replace("slo", "slo2"));
        Ran other = plan(twoRules, pattern("db-*", 100), "--json");
        assertThat(other.code()).isZero();
        assertThat(other.err()).contains("default/storm@1 is not in the plan");
        assertThat(JSON.readTree(other.out()).get("notPlanned").get(0).asText())
                .isEqualTo("default/storm@1");
        assertThat(plan(twoRules, pattern("*-0*", 100)).err()).isEmpty();
    }

    /** To a plan that ends when 256 events make no difference, 26,000 are the end. */
    @Test
    void aLongMemoryIsFilledBeforeItIsMeasured() throws IOException {
        String pattern =
                write(
                        "long.yaml",
                        """
                        kind: Pattern
                        metadata: {id: long}
                        spec:
                          signals: {lat: lat}
                          features: {usual: {max: lat, over: 40000s}}
                          sequence: [{name: high, when: "lat > 2 * usual"}]
                          bounds: {events: 100000}
                        """);

        assertThat(json(pattern).get("patternBytesOfAnEntity").asLong())
                .isBetween(38_000 * 16L, 42_000 * 24L);
    }

    @Test
    void eventsThatAreTooManyAreExitCodeOne() throws IOException {
        Ran full = plan(rule(), "--max-samples", "5");
        assertThat(full.code()).isEqualTo(1);
        assertThat(full.out()).contains("more events than the 5 that may be kept");
        assertThat(plan(pattern("svc-*", 100), "--max-samples", "5").code()).isEqualTo(1);
    }

    @Test
    void nothingToPlanIsRefused() throws IOException {
        Ran nothing = plan(write("none.yaml", "# none\n"));

        assertThat(nothing.code()).isEqualTo(2);
        assertThat(nothing.err()).contains("rules that can be used", "rules check");
    }

    private static JsonNode json(String... files) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(files));
        arguments.addAll(List.of("--json"));
        Ran ran = plan(arguments.toArray(String[]::new));
        assertThat(ran.code()).as(ran.err()).isZero();
        return JSON.readTree(ran.out());
    }

    /** Plans files, up to the first flag, for 100 entities with an event a second each. */
    private static Ran plan(String... filesAndFlags) {
        List<String> arguments = new ArrayList<>(List.of("plan", "--keys", "100", "--rate", "100"));
        boolean isFile = true;
        for (String each : filesAndFlags) {
            isFile &= !each.startsWith("--");
            if (isFile) {
                arguments.add("--rules");
            }
            arguments.add(each);
        }
        return Ran.command(arguments.toArray(String[]::new));
    }

    private String rule() throws IOException {
        return write("rule.yaml", RULE);
    }

    private String pattern(String entity, int least) throws IOException {
        return write(
                "pattern.yaml",
                PATTERN.replace("svc-*", entity).replace("LEAST", String.valueOf(least)));
    }

    private String write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }
}
