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
    private static final String OPERATOR = "flink_taskmanager_job_task_operator_";
    private static final String SCOPE = OPERATOR + "chronofabric_";

    /** What Flink itself measures, by our name of it. */
    private static final Map<Metric, String> MADE_BY_FLINK =
            Map.of(Metric.GOVERNANCE_SPLIT_IDLE, "split_watermark_idleTimeMsPerSecond");

    @Test
    void everyMetricOfTheJobIsMappedFromTheNameFlinkGivesIt() throws IOException {
        Map<String, String> expected = new TreeMap<>();
        for (Metric metric : Metric.values()) {
            if (metric.metricName().startsWith("governance_")) {
                // Flink names a metric's labels in front of it.
                String labels =
                        metric.labels().stream().map(label -> label + '_').collect(joining());
                expected.put(
                        metric.metricName(),
                        MADE_BY_FLINK.containsKey(metric)
                                ? OPERATOR + MADE_BY_FLINK.get(metric)
                                : SCOPE + labels + metric.metricName());
            }
        }

        assertThat(RecordingRules.flinkNames()).isEqualTo(expected);
    }
}
