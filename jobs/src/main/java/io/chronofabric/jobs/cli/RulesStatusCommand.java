package io.chronofabric.jobs.cli;

import io.chronofabric.clogic.egc.Tenure;
import io.chronofabric.jobs.deadletters.Printable;
import io.chronofabric.jobs.rules.RuleLog;
import io.chronofabric.jobs.rules.RuleStanding;
import io.chronofabric.state.codec.RowJson;
import io.chronofabric.time.TimeSource;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code chronofabric rules status}. */
@Command(
        name = "status",
        description = {
            "Show the history of a rule, what was refused, and how the governor is.",
            "",
            "As the topic and the files named by --base tell it."
        },
        exitCodeList = {
            ExitCodes.OK_TEXT,
            "1:the brokers failed or did not answer",
            "2:no such rule, or wrong arguments or settings"
        })
final class RulesStatusCommand implements Callable<Integer> {
    private static final int TEXT = 1_000;

    @Spec private CommandSpec spec;

    @Mixin private RulesTopicSettings settings;

    @Mixin private RuleTarget target;

    @Option(names = "--json", description = "Print one JSON object, and nothing else.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        return settings.with(
                spec.commandLine().getErr(),
                checked -> {
                    try (RuleLog log = checked.log()) {
                        long now = RuleMoments.now(TimeSource.system());
                        RuleStanding standing = target.find(log, now);
                        GovernorWatch watch = new GovernorWatch(log, checked.settings());
                        if (json) {
                            out.println(RowJson.write(row(standing, log, watch, now)));
                        } else {
                            print(standing, log, watch, now);
                        }
                        out.flush();
                        return ExitCodes.OK;
                    }
                });
    }

    private void print(RuleStanding standing, RuleLog log, GovernorWatch watch, long now) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(Printable.line(standing.name(), TEXT));
        if (!standing.rows().isEmpty()) {
            TextTable table = new TextTable("VERSION", "FROM", "TO", "STATE", "BY", "OFFSET");
            for (RuleStanding.Row row : standing.rows()) {
                table.add(
                        String.valueOf(row.version()),
                        RuleMoments.show(row.tenure().fromMillis()),
                        RuleMoments.show(row.tenure().toMillis()),
                        state(row),
                        row.tenure().fromMillis() == Tenure.ALWAYS
                                ? "(a file)"
                                : row.change().map(RuleLog.Change::by).orElse(""),
                        row.change().map(change -> String.valueOf(change.offset())).orElse(""));
            }
            table.print(out);
        }
        List<RuleLog.Change> refused = refused(standing, log);
        if (!refused.isEmpty()) {
            out.println("Refused:");
        }
        for (RuleLog.Change change : refused) {
            out.println(
                    Printable.line(
                            "  offset "
                                    + change.offset()
                                    + ", "
                                    + asked(change)
                                    + " from "
                                    + RuleMoments.show(change.fromMillis())
                                    + " by "
                                    + change.by()
                                    + ": "
                                    + change.outcome().refusal()
                                    + (log.isWithdrawn(change) ? "; withdrawn" : ""),
                            TEXT));
        }
        out.println(watch.frontier(now));
        watch.unreadable().forEach(out::println);
    }

    private static String asked(RuleLog.Change change) {
        String action = change.action().name().toLowerCase(Locale.ROOT);
        return change.ref().version() == 0 ? action : action + " " + change.ref().version();
    }

    private static List<RuleLog.Change> refused(RuleStanding standing, RuleLog log) {
        return log.changes().stream()
                .filter(change -> change.name().equals(standing.name()))
                .filter(change -> change.outcome().isRefused())
                .toList();
    }

    private static String state(RuleStanding.Row row) {
        boolean trial = row.tenure().onTrial();
        return switch (row.phase()) {
            case SCHEDULED -> trial ? "scheduled, on trial" : "scheduled";
            case NOW -> trial ? "on trial" : "in force";
            case ENDED -> trial ? "ended trial" : "ended";
        };
    }

    /** A moment as JSON has it: null for the beginning and for no end so far. */
    static Long moment(long millis) {
        return millis == Tenure.ALWAYS || millis == Tenure.OPEN ? null : (Long) millis;
    }

    private static Map<String, Object> row(
            RuleStanding standing, RuleLog log, GovernorWatch watch, long now) {
        List<Map<String, Object>> versions = new ArrayList<>();
        for (RuleStanding.Row row : standing.rows()) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("version", row.version());
            one.put("from", moment(row.tenure().fromMillis()));
            one.put("to", moment(row.tenure().toMillis()));
            one.put("state", state(row));
            one.put("by", row.change().map(RuleLog.Change::by).orElse(null));
            one.put("offset", row.change().map(RuleLog.Change::offset).orElse(null));
            versions.add(one);
        }
        List<Map<String, Object>> refused = new ArrayList<>();
        for (RuleLog.Change change : refused(standing, log)) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("action", change.action().name().toLowerCase(Locale.ROOT));
            one.put("version", change.ref().version());
            one.put("from", change.fromMillis());
            one.put("by", change.by());
            one.put("offset", change.offset());
            one.put("reason", change.outcome().refusal());
            one.put("withdrawn", log.isWithdrawn(change));
            refused.add(one);
        }
        Map<String, Object> frontier = new LinkedHashMap<>();
        frontier.put("through", log.promise().map(p -> log.table().frontierMillis()).orElse(null));
        frontier.put("by", log.promise().map(RuleLog.Promise::by).orElse(null));
        frontier.put("written", log.promise().map(RuleLog.Promise::writtenMillis).orElse(null));
        frontier.put("silent", watch.isSilent(now));
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("tenant", standing.tenant());
        row.put("rule", standing.rule());
        row.put("kind", standing.kind());
        row.put("versions", versions);
        row.put("refused", refused);
        row.put("frontier", frontier);
        row.put("unreadable", log.unreadableCount());
        return row;
    }
}
