package io.chronofabric.jobs.cli;

import io.chronofabric.clogic.egc.CompiledRule;
import io.chronofabric.clogic.egc.GovernedDocument;
import io.chronofabric.clogic.egc.pattern.EveryDocument;
import io.chronofabric.core.ChronoFabricException;
import io.chronofabric.core.ErrorCode;
import io.chronofabric.core.Problem;
import io.chronofabric.jobs.RuleFiles;
import io.chronofabric.jobs.config.ConfigurationProblems;
import io.chronofabric.jobs.rules.RuleDiff;
import io.chronofabric.jobs.rules.RuleLog;
import io.chronofabric.jobs.rules.RuleStanding;
import io.chronofabric.state.codec.RowJson;
import io.chronofabric.time.TimeSource;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code chronofabric rules diff}. */
@Command(
        name = "diff",
        description = {
            "Show where two versions of a rule differ, and whether one can take over the state of"
                    + " the other.",
            "",
            "A and B are versions that the topic or the files of --base tell of, or rule files."
                    + " With two files no broker is needed."
        },
        exitCodeList = {
            ExitCodes.OK_TEXT,
            "1:the brokers failed or did not answer",
            "2:no such rule, version or file, or wrong arguments or settings"
        })
final class RulesDiffCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Mixin private RulesTopicSettings settings;

    @Mixin private RuleTarget target;

    @Parameters(index = "1", paramLabel = "A", description = "A version or a rule file.")
    private String first;

    @Parameters(index = "2", paramLabel = "B", description = "A version or a rule file.")
    private String second;

    @Option(names = "--json", description = "Print one JSON object, and nothing else.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        if (!isVersion(first) && !isVersion(second)) {
            print(ofFile(first), ofFile(second));
            return ExitCodes.OK;
        }
        return settings.with(
                spec.commandLine().getErr(),
                checked -> {
                    try (RuleLog log = checked.log()) {
                        RuleStanding standing =
                                target.find(log, RuleMoments.now(TimeSource.system()));
                        print(of(first, standing, log), of(second, standing, log));
                        return ExitCodes.OK;
                    }
                });
    }

    private static boolean isVersion(String given) {
        return given.matches("\\d{1,9}");
    }

    private GovernedDocument of(String given, RuleStanding standing, RuleLog log) {
        if (!isVersion(given)) {
            return ofFile(given);
        }
        int version = RulesRollbackCommand.known(standing, Integer.parseInt(given), log);
        return standing.rows().stream()
                .filter(row -> row.version() == version)
                .findFirst()
                .orElseThrow()
                .tenure()
                .version();
    }

    private GovernedDocument ofFile(String file) {
        RuleFiles.Loaded loaded = RuleFiles.load(file);
        if (loaded.hasErrors()) {
            throw new ConfigurationProblems(
                    loaded.problems().stream().filter(Problem::isError).toList());
        }
        Map<String, List<GovernedDocument>> byName = new TreeMap<>();
        for (GovernedDocument version :
                EveryDocument.compile(loaded.rules(), loaded.patterns()).documents()) {
            String name = version.ref().tenant() + "/" + version.ref().id();
            byName.merge(
                    name,
                    List.of(version),
                    (one, other) -> Stream.concat(one.stream(), other.stream()).toList());
        }
        String name =
                target.resolve(
                        byName.keySet(), "in " + file, "Name a file that has it, or a version.");
        List<GovernedDocument> versions = byName.get(name);
        if (versions.size() > 1) {
            throw new ChronoFabricException(
                    ErrorCode.INPUT_INVALID,
                    file + " has " + versions.size() + " versions of " + name,
                    "one",
                    "Put each version into a file of its own.");
        }
        return versions.get(0);
    }

    private void print(GovernedDocument from, GovernedDocument to) {
        PrintWriter out = spec.commandLine().getOut();
        List<RuleDiff.Difference> differences = RuleDiff.of(from, to);
        List<String> obstacles = to.whyNotCarriedFrom(from);
        if (json) {
            out.println(RowJson.write(row(from, to, differences, obstacles)));
        } else {
            out.println(from.ref() + " and " + to.ref());
            if (differences.isEmpty()) {
                out.println("No difference.");
            } else {
                TextTable table = new TextTable("KEY", "A", "B");
                differences.forEach(
                        one -> table.add(one.key(), shown(one.from()), shown(one.to())));
                table.print(out);
            }
            out.println(
                    obstacles.isEmpty()
                            ? carries(to)
                            : "State cannot be carried over: "
                                    + String.join("; ", obstacles)
                                    + ".");
        }
        out.flush();
    }

    private static String carries(GovernedDocument version) {
        return version instanceof CompiledRule
                ? "State can be carried over: onSwap: carry works."
                : "State is carried over: what one has begun the other goes on with.";
    }

    private static String shown(String value) {
        return value == null ? "-" : value.replace('\n', ' ');
    }

    private static Map<String, Object> row(
            GovernedDocument from,
            GovernedDocument to,
            List<RuleDiff.Difference> differences,
            List<String> obstacles) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("a", from.ref().toString());
        row.put("b", to.ref().toString());
        row.put(
                "differences",
                differences.stream()
                        .map(
                                one -> {
                                    Map<String, Object> member = new LinkedHashMap<>();
                                    member.put("key", one.key());
                                    member.put("a", one.from());
                                    member.put("b", one.to());
                                    return member;
                                })
                        .toList());
        row.put("carries", obstacles.isEmpty());
        row.put("obstacles", obstacles);
        return row;
    }
}
