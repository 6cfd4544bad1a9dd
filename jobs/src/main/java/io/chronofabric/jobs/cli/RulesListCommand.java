package io.chronofabric.jobs.cli;

import io.chronofabric.clogic.egc.Tenure;
import io.chronofabric.jobs.rules.RuleLog;
import io.chronofabric.jobs.rules.RuleStanding;
import io.chronofabric.state.codec.RowJson;
import io.chronofabric.time.TimeSource;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code chronofabric rules list}. */
@Command(
        name = "list",
        description = {
            "List the rules and patterns that are in force, on trial or to come, a row each.",
            "",
            "As the topic and the files named by --base tell it."
        },
        exitCodeList = {
            ExitCodes.OK_TEXT,
            "1:the brokers failed or did not answer",
            ExitCodes.BAD_INPUT_TEXT
        })
final class RulesListCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Mixin private RulesTopicSettings settings;

    @Option(names = "--tenant", paramLabel = "NAME", description = "Only this tenant's rules.")
    private String tenant;

    @Option(names = "--all", description = "Also rules that have ended.")
    private boolean all;

    @Option(names = "--json", description = "Print one JSON object a rule, and nothing else.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        PrintWriter err = spec.commandLine().getErr();
        return settings.with(
                err,
                checked -> {
                    try (RuleLog log = checked.log()) {
                        list(log, RuleMoments.now(TimeSource.system()));
                        GovernorWatch watch = new GovernorWatch(log, checked.settings());
                        watch.remarks(RuleMoments.now(TimeSource.system())).forEach(err::println);
                        return ExitCodes.OK;
                    }
                });
    }

    private void list(RuleLog log, long now) {
        PrintWriter out = spec.commandLine().getOut();
        List<RuleStanding> found =
                RuleStanding.all(log, now).stream()
                        .filter(standing -> all || standing.isAlive())
                        .filter(standing -> tenant == null || standing.tenant().equals(tenant))
                        .toList();
        if (json) {
            found.forEach(standing -> out.println(RowJson.write(row(standing))));
        } else if (found.isEmpty()) {
            out.println(
                    "No rules"
                            + (tenant == null ? "" : " of tenant " + tenant)
                            + " on topic "
                            + log.topicName()
                            + ".");
        } else {
            TextTable table =
                    new TextTable("RULE", "KIND", "IN FORCE", "SINCE", "ON TRIAL", "TO COME", "BY");
            for (RuleStanding standing : found) {
                table.add(
                        standing.name(),
                        standing.kind(),
                        version(standing.inForce()),
                        standing.inForce()
                                .map(row -> RuleMoments.show(row.tenure().fromMillis()))
                                .orElse("-"),
                        version(standing.onTrial()),
                        toCome(standing),
                        by(standing));
            }
            table.print(out);
        }
        out.flush();
    }

    private static String version(Optional<RuleStanding.Row> row) {
        return row.map(there -> String.valueOf(there.version())).orElse("-");
    }

    private static String toCome(RuleStanding standing) {
        List<String> coming =
                new ArrayList<>(
                        standing.scheduled().stream()
                                .map(
                                        row ->
                                                row.version()
                                                        + (row.tenure().onTrial()
                                                                ? " on trial at "
                                                                : " at ")
                                                        + RuleMoments.show(
                                                                row.tenure().fromMillis()))
                                .toList());
        standing.ending().ifPresent(end -> coming.add("ends at " + RuleMoments.show(end)));
        return coming.isEmpty() ? "-" : String.join(", ", coming);
    }

    private static String by(RuleStanding standing) {
        Optional<RuleStanding.Row> row =
                standing.inForce().or(standing::atLast).or(standing::trialAtLast);
        return row.map(
                        there ->
                                there.tenure().fromMillis() == Tenure.ALWAYS
                                        ? "(a file)"
                                        : there.change().map(RuleLog.Change::by).orElse(""))
                .orElse("-");
    }

    private static Map<String, Object> row(RuleStanding standing) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("tenant", standing.tenant());
        row.put("rule", standing.rule());
        row.put("kind", standing.kind());
        row.put("inForce", standing.inForce().map(RuleStanding.Row::version).orElse(null));
        row.put(
                "since",
                standing.inForce()
                        .map(there -> RulesStatusCommand.moment(there.tenure().fromMillis()))
                        .orElse(null));
        row.put("onTrial", standing.onTrial().map(RuleStanding.Row::version).orElse(null));
        row.put(
                "toCome",
                standing.scheduled().stream()
                        .map(
                                there -> {
                                    Map<String, Object> one = new LinkedHashMap<>();
                                    one.put("version", there.version());
                                    one.put("from", there.tenure().fromMillis());
                                    one.put("trial", there.tenure().onTrial());
                                    return one;
                                })
                        .collect(Collectors.toList()));
        row.put("ends", standing.ending().orElse(null));
        row.put("by", by(standing));
        return row;
    }
}
