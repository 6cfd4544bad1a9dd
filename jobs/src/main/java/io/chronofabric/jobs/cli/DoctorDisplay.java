package io.chronofabric.jobs.cli;

import io.chronofabric.jobs.deadletters.Printable;
import io.chronofabric.jobs.doctor.Finding;
import io.chronofabric.jobs.doctor.Standing;
import io.chronofabric.state.codec.RowJson;
import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Shows findings, for people or as JSON. For one thread. */
final class DoctorDisplay {
    private static final int MOST = 1_000;
    private static final String INDENT = "             ";

    private final PrintWriter out;
    private final boolean json;
    private final boolean quiet;

    /**
     * @param json an object a line, and nothing else
     * @param quiet only what is not as it should be
     */
    DoctorDisplay(PrintWriter out, boolean json, boolean quiet) {
        this.out = out;
        this.json = json;
        this.quiet = quiet;
    }

    /**
     * Shows them in their order.
     *
     * @return the exit code
     */
    int show(List<Finding> findings) {
        for (Finding finding : findings) {
            boolean wanted =
                    !quiet
                            || finding.standing() == Standing.PROBLEM
                            || finding.standing() == Standing.WARNING;
            if (wanted && json) {
                out.println(RowJson.write(finding.row()));
            } else if (wanted) {
                print(finding);
            }
        }
        if (!json && !quiet) {
            out.println(summary(findings));
        }
        out.flush();
        return findings.stream().anyMatch(found -> found.standing() == Standing.PROBLEM)
                ? ExitCodes.FAILURE
                : ExitCodes.OK;
    }

    private void print(Finding finding) {
        out.println(
                line(
                        "%-11s  %-6s  %s: %s"
                                .formatted(
                                        finding.standing().word(),
                                        finding.code(),
                                        finding.subject(),
                                        finding.found())));
        more("needed", finding.needed());
        more("fix", finding.fix());
    }

    private void more(String what, String text) {
        if (!text.isEmpty()) {
            out.println(INDENT + line(what + ": " + text));
        }
    }

    private static String summary(List<Finding> findings) {
        return Stream.of(Standing.values())
                .map(
                        standing ->
                                findings.stream()
                                                .filter(found -> found.standing() == standing)
                                                .count()
                                        + " "
                                        + standing.word())
                .collect(Collectors.joining(", "));
    }

    private static String line(String text) {
        return Printable.line(text, MOST);
    }
}
