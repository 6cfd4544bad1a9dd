package io.chronofabric.jobs.config;

import io.chronofabric.core.ChronoFabricException;
import io.chronofabric.core.ErrorCode;
import io.chronofabric.core.Problem;
import java.util.List;
import java.util.stream.Collectors;

/** Everything that is wrong with what a person gave to a job, in one report. */
public final class ConfigurationProblems extends ChronoFabricException {
    private static final long serialVersionUID = 1L;

    // Problem is no Serializable; across a wire the message alone tells everything.
    private final transient List<Problem> problems;

    private final String report;

    /**
     * @param problems at least one
     */
    public ConfigurationProblems(List<Problem> problems) {
        super(
                ErrorCode.CONFIGURATION_INVALID,
                problems.size() + " problem(s)",
                "none",
                "Mend each and start again.");
        this.problems = List.copyOf(problems);
        this.report = problems.stream().map(Problem::toString).collect(Collectors.joining("\n"));
    }

    /** The problems, in the order they were found. */
    public List<Problem> problems() {
        return problems;
    }

    /** A line for each problem. */
    @Override
    public String getMessage() {
        return report;
    }
}
