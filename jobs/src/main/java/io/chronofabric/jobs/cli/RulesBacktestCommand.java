package io.chronofabric.jobs.cli;

import io.chronofabric.clogic.egc.Backtest;
import io.chronofabric.clogic.egc.RuleBacktest;
import io.chronofabric.clogic.egc.Tenure;
import io.chronofabric.clogic.egc.pattern.PatternBacktest;
import io.chronofabric.core.ChronoFabricException;
import io.chronofabric.core.ErrorCode;
import io.chronofabric.jobs.GovernanceSettings;
import io.chronofabric.jobs.rules.RuleLog;
import io.chronofabric.state.model.RuleRef;
import java.io.PrintWriter;
import java.util.List;
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
            "Judge recorded events by two versions of a rule or pattern and tell which entities"
                    + " would have had other verdicts or matches, and how many alerts.",
            "",
            "Nothing is late here: answers wait for the lateness of the rules. A difference of rules"
                    + " begins where one version is broken and the other holds, and ends where they"
                    + " agree again; one of patterns is a match that only one version finds."
        },
        exitCodeList = {
            "0:the two were compared, whatever came of it",
            ExitCodes.FAILURE_TEXT,
            ExitCodes.BAD_INPUT_TEXT
        })
final class RulesBacktestCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "The document with the candidate.")
    private String file;

    @Option(
            names = "--against",
            required = true,
            paramLabel = "FILE|VERSION",
            description =
                    "What to compare with: a document, or a version that the rules' topic knows.")
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
                    "Show every entity, not only the "
                            + BacktestReport.SHOWN
                            + " that differ most.")
    private boolean all;

    @Option(
            names = "--json",
            description = "Print one JSON object an entity, and one for the whole.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        RuleChoice.Found candidate = RuleChoice.any(file, rule);
        boolean isVersion = against.matches("\\d{1,9}");
        if (!isVersion && !events.areInTopics()) {
            return compare(RuleChoice.any(against, candidate.ref().id()), candidate, null);
        }
        return settings.with(
                spec.commandLine().getErr(),
                checked ->
                        compare(
                                isVersion
                                        ? known(checked, candidate.ref())
                                        : RuleChoice.any(against, candidate.ref().id()),
                                candidate,
                                checked));
    }

    private int compare(
            RuleChoice.Found baseline,
            RuleChoice.Found candidate,
            RulesTopicSettings.Checked checked)
            throws Exception {
        BacktestReport<?> report;
        if (baseline instanceof RuleChoice.OfRule before
                && candidate instanceof RuleChoice.OfRule after) {
            RuleBacktest backtest =
                    new RuleBacktest(
                            before.rule(), after.rule(), GovernanceSettings.DEFAULT_MAX_SAMPLES);
            long judged = judge(backtest, checked);
            report = new RuleBacktestReport(before.ref(), after.ref(), backtest.outcomes(), judged);
        } else if (baseline instanceof RuleChoice.OfPattern before
                && candidate instanceof RuleChoice.OfPattern after) {
            PatternBacktest backtest =
                    new PatternBacktest(
                            before.pattern(),
                            after.pattern(),
                            GovernanceSettings.DEFAULT_MAX_SAMPLES);
            long judged = judge(backtest, checked);
            tell(
                    backtest.early(),
                    "matches count as found by one version, though the other may find them later:"
                            + " there are too many.");
            report =
                    new PatternBacktestReport(
                            before.ref(), after.ref(), backtest.outcomes(), judged);
        } else {
            throw new ChronoFabricException(
                    ErrorCode.INPUT_INVALID,
                    candidate.sort()
                            + " "
                            + candidate.ref()
                            + " against "
                            + baseline.sort()
                            + " "
                            + baseline.ref(),
                    "two rules, or two patterns",
                    "Give documents of the same kind.");
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            report.printJson(out);
        } else {
            report.print(out, all);
        }
        out.flush();
        return ExitCodes.OK;
    }

    /** How many events were judged. */
    private long judge(Backtest backtest, RulesTopicSettings.Checked checked) throws Exception {
        BacktestInput input = new BacktestInput(backtest, spec.commandLine().getErr());
        if (events.areInTopics()) {
            input.judge(checked.settings());
        } else {
            input.judge(events.trace());
        }
        tell(input.unusable(), "records are no events and were left out.");
        tell(backtest.rejected(), "events could not be judged: late, or too many.");
        return input.events();
    }

    private void tell(long count, String what) {
        if (count > 0) {
            spec.commandLine().getErr().println(count + " " + what);
        }
    }

    private RuleChoice.Found known(RulesTopicSettings.Checked checked, RuleRef candidate) {
        int version = Integer.parseInt(against);
        try (RuleLog log = checked.log()) {
            List<Tenure> tenures = log.table().tenures(candidate.tenant(), candidate.id());
            return tenures.stream()
                    .filter(tenure -> tenure.ref().version() == version)
                    .findFirst()
                    .map(tenure -> RuleChoice.of(tenure.version()))
                    .orElseThrow(
                            () ->
                                    new ChronoFabricException(
                                            ErrorCode.INPUT_INVALID,
                                            "--against "
                                                    + version
                                                    + ": topic "
                                                    + log.topicName()
                                                    + " knows no such version of "
                                                    + candidate.id(),
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
                                            "See chronofabric rules status, or give a document."));
        }
    }
}
