package io.chronofabric.jobs.doctor;

import io.chronofabric.core.Problem;
import java.util.List;

/**
 * What was found in files that a person wrote, told as findings.
 *
 * @param code of the check
 * @param subject which files
 * @param problems what is wrong with them
 * @param fine what to say where nothing is
 */
record SettingsChecks(String code, String subject, List<Problem> problems, String fine)
        implements Check {
    @Override
    public List<Finding> look() {
        if (problems.isEmpty()) {
            return List.of(Finding.fine(code, subject, fine));
        }
        return problems.stream().map(this::told).toList();
    }

    private Finding told(Problem problem) {
        String place =
                problem.line() > 0
                        ? problem.source() + ":" + problem.line() + ":" + problem.column()
                        : problem.source();
        return new Finding(
                problem.isError() ? Standing.PROBLEM : Standing.WARNING,
                code,
                subject,
                place + ": " + problem.code() + ": " + problem.reason(),
                problem.isError()
                        ? "what the job can use: it refuses to start with this"
                        : "what does what its author meant",
                problem.fix().isEmpty() ? "Correct it." : problem.fix());
    }
}
