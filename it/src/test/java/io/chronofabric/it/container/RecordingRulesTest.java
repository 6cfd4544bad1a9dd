package io.chronofabric.it.container;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.chronofabric.core.Metric;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The recording rules against the table of metrics. */
final class RecordingRulesTest {
    private static final String SCOPE = "flink_taskmanager_job_task_operator_chronofabric_";

    @Test
    void everyMetricOfTheJobIsMappedFromTheNameFlinkGivesIt() throws IOException {
        Map<String, String> expected = new TreeMap<>();
        for (Metric metric : Metric.values()) {
            if (metric.metricName().startsWith("governance_")) {
                // Flink names a metric's labels in front of it.
                String labels =
                        metric.labels().stream().map(label -> label + '_').collect(joining());
                expected.put(metric.metricName(), SCOPE + labels + metric.metricName());
            }
        }

        assertThat(RecordingRules.flinkNames()).isEqualTo(expected);
    }
}
