package io.chronofabric.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/**
 * Keeps {@code docs/metrics.md} equal to {@link Metric}; {@code -Dmetrics.write=true} rewrites it.
 */
class MetricsDocumentTest {
    private static final Path DOCUMENT =
            Path.of(System.getProperty("chronofabric.root"), "docs", "metrics.md");

    @Test
    void theDocumentSaysWhatTheTableSays() throws IOException {
        if (Boolean.getBoolean("metrics.write")) {
            Files.createDirectories(DOCUMENT.getParent());
            Files.writeString(DOCUMENT, document());
        }
        assertThat(DOCUMENT)
                .as("rewrite with ./mvnw -pl time test -Dmetrics.write=true")
                .hasContent(document());
    }

    @Test
    void namesAreUniqueAndSayTheirKind() {
        assertThat(Metric.values()).extracting(Metric::metricName).doesNotHaveDuplicates();
        for (Metric metric : Metric.values()) {
            assertThat(metric.metricName()).matches("[a-z][a-z0-9_]*");
            assertThat(metric.metricName().matches(".*_(total|bucket)"))
                    .as("%s ends in _total or _bucket exactly if it is a counter", metric)
                    .isEqualTo(metric.kind() == Metric.Kind.COUNTER);
            assertThat(metric.meaning()).endsWith(".");
            assertThat(metric.alarm()).matches("|.*\\.");
        }
    }

    private static String document() {
        StringBuilder text =
                new StringBuilder(
                        """
                        # Metrics

                        Made from the table in `io.chronofabric.core.Metric`; do not edit. To rewrite it:
                        `./mvnw -pl time test -Dtest=MetricsDocumentTest -Dmetrics.write=true`.

                        Names are those a user sees in Prometheus. Flink puts a prefix of its own and labels such
                        as `job_name`, `task_name` and `subtask_index` around those of the job.

                        | name | kind | unit | labels | meaning | alarm |
                        |---|---|---|---|---|---|
                        """);
        Arrays.stream(Metric.values())
                .forEach(
                        metric ->
                                text.append("| `")
                                        .append(metric.metricName())
                                        .append("` | ")
                                        .append(metric.kind().name().toLowerCase(Locale.ROOT))
                                        .append(" | ")
                                        .append(metric.unit())
                                        .append(" | ")
                                        .append(String.join(", ", metric.labels()))
                                        .append(" | ")
                                        .append(metric.meaning())
                                        .append(" | ")
                                        .append(metric.alarm())
                                        .append(" |\n"));
        return text.toString();
    }
}
