package io.chronofabric.jobs.cli;

import io.chronofabric.clogic.egc.Backtest;
import io.chronofabric.clogic.egc.Tenure;
import io.chronofabric.core.ChronoFabricException;
import io.chronofabric.core.ErrorCode;
import io.chronofabric.jobs.GovernanceSettings;
import io.chronofabric.jobs.rules.RuleLog;
import io.chronofabric.state.codec.RowJson;
import io.chronofabric.state.model.BacktestOutcome;
import io.chronofabric.state.model.Rule;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code chronofabric rules backtest}. */
@Command(
        name = "backtest",
        description = {
            "Judge recorded events by two versions of a rule and tell which entities would have had"
                    + " other verdicts, and how many alerts.",
            "",
            "Nothing is late here: answers wait for the lateness of the rules. A difference begins"
                    + " where one version is broken and the other holds, and ends where they agree"
                    + " again."
        },
        exitCodeList = {
            "0:the two were compared, whatever came of it",
            ExitCodes.FAILURE_TEXT,
            ExitCodes.BAD_INPUT_TEXT
        })
final class RulesBacktestCommand implements Callable<Integer> {
    private static final int SHOWN = 20;

    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "The rule document with the candidate.")
    private String file;

    @Option(
            names = "--against",
            required = true,
            paramLabel = "FILE|VERSION",
            description =
                    "What to compare with: a rule document, or a version that the rules' topic"
                            + " knows.")
    private String against;

    @Option(
            names = "--rule",
            paramLabel = "ID",
            description = "Which rule, where the document holds several.")
    private String rule;

    @ArgGroup(multiplicity = "1")
    private EventPlace events;

    @Mixin private RulesTopicSettings settings;

    @Option(
            names = "--all",
            description =
                    "Show every entity, not only the " + SHOWN + " that differ for the longest.")
    private boolean all;

    @Option(
            names = "--json",
            description = "Print one JSON object an entity, and one for the whole.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        Rule candidate = RuleChoice.one(file, rule);
        boolean isVersion = against.matches("\\d{1,9}");
        if (!isVersion && !events.areInTopics()) {
            return compare(RuleChoice.one(against, candidate.ref().id()), candidate, null);
        }
        return settings.with(
                spec.commandLine().getErr(),
                checked ->
                        compare(
                                isVersion
                                        ? known(checked, candidate)
                                        : RuleChoice.one(against, candidate.ref().id()),
                                candidate,
                                checked));
    }

    private int compare(Rule baseline, Rule candidate, RulesTopicSettings.Checked checked)
            throws Exception {
        PrintWriter err = spec.commandLine().getErr();
        Backtest backtest =
                new Backtest(baseline, candidate, GovernanceSettings.DEFAULT_MAX_SAMPLES);
        BacktestInput input = new BacktestInput(backtest, err);
        if (events.areInTopics()) {
            input.judge(checked.settings());
        } else {
            input.judge(events.trace());
        }
        if (input.unusable() > 0) {
            err.println(input.unusable() + " records are no events and were left out.");
        }
        if (backtest.rejected() > 0) {
            err.println(backtest.rejected() + " events could not be judged: late, or too many.");
        }
        PrintWriter out = spec.commandLine().getOut();
        List<BacktestOutcome> found = backtest.outcomes();
        if (json) {
            found.forEach(outcome -> out.println(RowJson.write(row(outcome))));
            out.println(RowJson.write(summary(baseline, candidate, found, input.events())));
        } else {
            print(baseline, candidate, found, input.events(), out);
        }
        out.flush();
        return ExitCodes.OK;
    }

    private Rule known(RulesTopicSettings.Checked checked, Rule candidate) {
        int version = Integer.parseInt(against);
        try (RuleLog log = checked.log()) {
            List<Tenure> tenures =
                    log.table().tenures(candidate.ref().tenant(), candidate.ref().id());
            return tenures.stream()
                    .filter(tenure -> tenure.ref().version() == version)
                    .findFirst()
                    .orElseThrow(
                            () ->
                                    new ChronoFabricException(
                                            ErrorCode.INPUT_INVALID,
                                            "--against "
                                                    + version
                                                    + ": topic "
                                                    + log.topicName()
                                                    + " knows no such version of "
                                                    + candidate.ref().id(),
                                            tenures.isEmpty()
                                                    ? "a version that was applied"
                                                    : "one of "
                                                            + tenures.stream()
                                                                    .map(t -> t.ref().version())
                                                                    .distinct()
                                                                    .map(String::valueOf)
                                                                    .collect(
                                                                            Collectors.joining(
                                                                                    ", ")),
                                            "See chronofabric rules status, or give a document."))
                    .rule()
                    .rule();
        }
    }

    private void print(
            Rule baseline,
            Rule candidate,
            List<BacktestOutcome> found,
            long judged,
            PrintWriter out) {
        List<BacktestOutcome> shown =
                found.stream()
                        .filter(outcome -> all || outcome.isChanged())
                        .sorted(
                                Comparator.comparingLong(BacktestOutcome::differingMillis)
                                        .reversed())
                        .limit(all ? Long.MAX_VALUE : SHOWN)
                        .toList();
        long changed = found.stream().filter(BacktestOutcome::isChanged).count();
        if (!shown.isEmpty()) {
            TextTable table =
                    new TextTable(
                            "ENTITY", "BROKEN", "ALERTS", "DIFFERS", "FOR", "FIRST DIFFERENCE");
            for (BacktestOutcome outcome : shown) {
                table.add(
                        outcome.entity(),
                        outcome.baseline().broken() + " -> " + outcome.candidate().broken(),
                        outcome.baseline().alerts() + " -> " + outcome.candidate().alerts(),
                        outcome.differences() + "x",
                        outcome.differingMillis() / 1e3 + " s",
                        outcome.isChanged()
                                ? Instant.ofEpochMilli(outcome.firstMillis()).toString()
                                : "-");
            }
            table.print(out);
            if (shown.size() < changed) {
                out.println("and " + (changed - shown.size()) + " more; see them with --all");
            }
            out.println();
        }
        out.println(
                candidate.ref()
                        + " against "
                        + baseline.ref()
                        + ", "
                        + judged
                        + " events of "
                        + found.size()
                        + " governed entities:");
        out.println("  entities with other verdicts  " + changed + " of " + found.size());
        out.println(
                "  broken moments                "
                        + sum(found, false, false)
                        + " -> "
                        + sum(found, true, false));
        out.println(
                "  alerts                        "
                        + sum(found, false, true)
                        + " -> "
                        + sum(found, true, true));
    }

    private static long sum(List<BacktestOutcome> found, boolean candidate, boolean alerts) {
        return found.stream()
                .map(outcome -> candidate ? outcome.candidate() : outcome.baseline())
                .mapToLong(count -> alerts ? count.alerts() : count.broken())
                .sum();
    }

    private static Map<String, Object> row(BacktestOutcome outcome) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("entity", outcome.entity());
        row.put("changed", outcome.isChanged());
        row.put("baseline", count(outcome.baseline()));
        row.put("candidate", count(outcome.candidate()));
        row.put("differences", outcome.differences());
        row.put("differingMillis", outcome.differingMillis());
        row.put("firstDifference", outcome.isChanged() ? outcome.firstMillis() : null);
        return row;
    }

    private static Map<String, Object> count(BacktestOutcome.Count count) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("moments", count.moments());
        row.put("broken", count.broken());
        row.put("alerts", count.alerts());
        return row;
    }

    private static Map<String, Object> summary(
            Rule baseline, Rule candidate, List<BacktestOutcome> found, long judged) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("baseline", baseline.ref().toString());
        row.put("candidate", candidate.ref().toString());
        row.put("events", judged);
        row.put("entities", (long) found.size());
        row.put("changed", found.stream().filter(BacktestOutcome::isChanged).count());
        row.put("brokenBefore", sum(found, false, false));
        row.put("brokenAfter", sum(found, true, false));
        row.put("alertsBefore", sum(found, false, true));
        row.put("alertsAfter", sum(found, true, true));
        return row;
    }
}
