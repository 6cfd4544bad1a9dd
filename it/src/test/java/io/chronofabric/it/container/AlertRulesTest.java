package io.chronofabric.it.container;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The alerts that are shipped for Prometheus, against the names that the same file makes. */
final class AlertRulesTest {
    private static final Pattern METRIC = Pattern.compile("\\b(governance|chronofabric)_\\w+");

    @Test
    void everyAlertLooksAtNamesThatAreRecordedAndSaysWhatItMeans() throws IOException {
        Set<String> recorded = RecordingRules.flinkNames().keySet();
        List<JsonNode> alerts = alerts();
        assertThat(alerts).isNotEmpty();
        for (JsonNode alert : alerts) {
            String name = alert.path("alert").asText();
            Set<String> names =
                    METRIC.matcher(alert.path("expr").asText())
                            .results()
                            .map(MatchResult::group)
                            .collect(Collectors.toSet());
            assertThat(names).as(name).isNotEmpty().isSubsetOf(recorded);
            assertThat(alert.path("labels").path("severity").asText())
                    .as(name)
                    .isIn("warning", "critical");
            assertThat(alert.path("annotations").path("summary").asText())
                    .as(name)
                    .contains("$labels.job_name");
            assertThat(alert.path("annotations").path("description").asText())
                    .as(name)
                    .endsWith(".");
        }
    }

    private static List<JsonNode> alerts() throws IOException {
        JsonNode file =
                new YAMLMapper()
                        .readTree(
                                Files.readString(
                                        Checkout.file(
                                                "flink-conf/prometheus/chronofabric.rules.yml")));
        List<JsonNode> alerts = new ArrayList<>();
        for (JsonNode group : file.path("groups")) {
            for (JsonNode rule : group.path("rules")) {
                if (rule.has("alert")) {
                    alerts.add(rule);
                }
            }
        }
        return alerts;
    }
}
