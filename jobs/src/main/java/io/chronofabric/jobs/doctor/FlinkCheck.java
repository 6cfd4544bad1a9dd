package io.chronofabric.jobs.doctor;

import java.util.List;
import java.util.function.Function;

/**
 * A look at Flink's configuration.
 *
 * @param code of the check
 * @param subject what it looks at
 * @param file the configuration
 * @param judge says what it found
 */
record FlinkCheck(String code, String subject, FlinkFile file, Function<FlinkFile, Finding> judge)
        implements Check {
    @Override
    public List<Finding> look() {
        try {
            return List.of(judge.apply(file));
        } catch (IllegalArgumentException e) {
            // Flink says so of a value that it cannot read.
            return List.of(
                    Finding.problem(
                            code,
                            subject,
                            file.name() + ": " + Words.firstLine(e),
                            "values that Flink can read",
                            "Correct the value."));
        }
    }
}
