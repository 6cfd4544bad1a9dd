package io.chronofabric.jobs.cli;

import io.chronofabric.core.Problem;
import io.chronofabric.jobs.RuleFiles;
import io.chronofabric.state.codec.ProblemJson;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code chronofabric rules check}. */
@Command(
        name = "check",
        description = {
            "Read rule documents and compile their formulas, or check many formulas from a file.",
            "",
            "Each problem is a line FILE:LINE:COLUMN: CODE: reason; fix: what to do. Warnings alone"
                    + " leave the exit code 0."
        },
        exitCodeList = {
            "0:every rule can be used",
            ExitCodes.FAILURE_TEXT,
            "2:a rule cannot be used, a file cannot be read, or wrong arguments"
        })
final class RulesCheckCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @ArgGroup(multiplicity = "1")
    private Input input;

    /** One of two things to check. */
    static final class Input {
        @Parameters(paramLabel = "FILE", arity = "1..*", description = "Rule documents in YAML.")
        private List<String> files;

        @Option(
                names = "--cases",
                required = true,
                paramLabel = "FILE",
                description =
                        "JSON lines {\"formula\": ..., \"declared\": [\"x\", ...], \"period\":"
                                + " \"1s\", \"mode\": \"online\"}. Prints a JSON object a line:"
                                + " index, from 0 on, and code, which is null where the formula is"
                                + " fine; or line and error.")
        private String cases;
    }

    @Option(names = "--json", description = "Print one JSON object a problem, and nothing else.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        if (input.cases != null) {
            return new CaseFile(input.cases).answer(out, new CaseCheck());
        }
        List<String> files = input.files;
        RuleFiles.Loaded loaded = RuleFiles.loadForJob(files);
        Set<String> faulty = new HashSet<>();
        for (Problem problem : loaded.problems()) {
            out.println(json ? ProblemJson.write(problem) : problem.toString());
            if (problem.isError()) {
                faulty.add(problem.source());
            }
        }
        if (!json) {
            loaded.remarks().forEach(out::println);
            for (String file : files) {
                if (!faulty.contains(file)) {
                    out.println(file + ": " + count(loaded, file) + " ok");
                }
            }
        }
        out.flush();
        return loaded.hasErrors() ? ExitCodes.BAD_INPUT : ExitCodes.OK;
    }

    private static String count(RuleFiles.Loaded loaded, String file) {
        long rules =
                loaded.rules().stream()
                        .filter(rule -> rule.formulaAt().source().equals(file))
                        .count();
        long patterns =
                loaded.patterns().stream()
                        .filter(pattern -> pattern.at().source().equals(file))
                        .count();
        String ofPatterns = patterns == 1 ? "1 pattern" : patterns + " patterns";
        if (rules == 0 && patterns > 0) {
            return ofPatterns;
        }
        String ofRules = rules == 1 ? "1 rule" : rules + " rules";
        return patterns == 0 ? ofRules : ofRules + " and " + ofPatterns;
    }
}
