package io.chronofabric.jobs.cli;

import io.chronofabric.core.ChronoFabricException;
import io.chronofabric.core.ErrorCode;
import io.chronofabric.core.PlainText;
import io.chronofabric.core.Problem;
import io.chronofabric.state.codec.ProblemJson;
import io.chronofabric.state.codec.RuleTestJson;
import io.chronofabric.state.model.RuleTest;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code chronofabric rules test}. */
@Command(
        name = "test",
        description = {
            "Run rule tests: cases of events that arrive, and what rules and patterns must say of"
                    + " them.",
            "",
            "The events go through the engines that judge streams, in the order given, and the"
                    + " watermark follows them. A line a case, and one for each difference:"
                    + " FILE:LINE:COLUMN: what was expected; what came."
        },
        exitCodeList = {
            "0:every case passed",
            "1:a case failed, or something failed while it ran",
            "2:a file cannot be used, or wrong arguments"
        })
final class RulesTestCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "Rule tests in YAML.")
    private List<String> files;

    @Option(
            names = "--json",
            description = "Print one JSON object a problem, a case, and for the whole.")
    private boolean json;

    @Option(
            names = "--junit",
            paramLabel = "FILE",
            description = "Write the report there, too, in the XML of JUnit.")
    private String junit;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        List<RuleTestJUnit.Suite> suites = new ArrayList<>();
        for (String file : new LinkedHashSet<>(files)) {
            suites.add(run(RuleTestFile.read(file), out));
        }
        int cases = suites.stream().mapToInt(suite -> suite.outcomes().size()).sum();
        int failed = (int) suites.stream().mapToLong(RuleTestJUnit.Suite::failures).sum();
        int unusable = suites.stream().mapToInt(RuleTestJUnit.Suite::errors).sum();
        out.println(
                json
                        ? RuleTestJson.summary(cases - failed, failed, unusable)
                        : summary(cases, failed, unusable));
        out.flush();
        if (junit != null) {
            report(suites);
        }
        if (unusable > 0) {
            return ExitCodes.BAD_INPUT;
        }
        return failed > 0 ? ExitCodes.FAILURE : ExitCodes.OK;
    }

    private RuleTestJUnit.Suite run(RuleTestFile.Loaded file, PrintWriter out) {
        for (Problem problem : file.problems()) {
            out.println(json ? ProblemJson.write(problem) : problem.toString());
        }
        List<RuleTest.Outcome> outcomes = new ArrayList<>();
        for (RuleTest test : file.tests()) {
            for (RuleTest.Case of : test.cases()) {
                RuleTest.Outcome outcome = RuleTestJudge.judge(test, of);
                outcomes.add(outcome);
                print(outcome, out);
            }
        }
        return new RuleTestJUnit.Suite(file, outcomes);
    }

    private void print(RuleTest.Outcome outcome, PrintWriter out) {
        if (json) {
            out.println(RuleTestJson.write(outcome));
            return;
        }
        out.println(
                PlainText.visible(
                        (outcome.passed() ? "ok      " : "FAILED  ")
                                + outcome.test()
                                + ": "
                                + outcome.of().name()));
        for (RuleTest.Difference difference : outcome.differences()) {
            out.println(PlainText.visible(RuleTestJudge.print(difference)));
        }
    }

    private static String summary(int cases, int failed, int unusable) {
        return (cases == 1 ? "1 case: " : cases + " cases: ")
                + (cases - failed)
                + " ok, "
                + failed
                + " failed"
                + (unusable == 0
                        ? ""
                        : "; " + unusable + (unusable == 1 ? " file" : " files") + " not usable");
    }

    private void report(List<RuleTestJUnit.Suite> suites) {
        try {
            RuleTestJUnit.write(Path.of(junit), suites);
        } catch (IOException | InvalidPathException e) {
            throw new ChronoFabricException(
                    ErrorCode.INPUT_INVALID,
                    "--junit " + junit + ": cannot be written: " + e.getMessage(),
                    "a file in a folder that is there and may be written",
                    "Make the folder, or choose another file.",
                    e);
        }
    }
}
