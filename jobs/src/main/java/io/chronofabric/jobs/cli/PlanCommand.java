package io.chronofabric.jobs.cli;

import io.chronofabric.clogic.egc.CompiledRule;
import io.chronofabric.clogic.egc.RuleCheck;
import io.chronofabric.clogic.egc.pattern.CompiledPattern;
import io.chronofabric.clogic.egc.pattern.PatternCheck;
import io.chronofabric.core.ChronoFabricException;
import io.chronofabric.core.ErrorCode;
import io.chronofabric.core.Problem;
import io.chronofabric.jobs.RuleFiles;
import io.chronofabric.jobs.plan.OperatorPlan;
import io.chronofabric.jobs.plan.PlanInput;
import io.chronofabric.jobs.plan.StatePlan;
import io.chronofabric.jobs.plan.StatePlanner;
import io.chronofabric.state.codec.Durations;
import io.chronofabric.state.codec.RowJson;
import io.chronofabric.state.model.RuleRef;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code chronofabric plan}. */
@Command(
        name = "plan",
        description = {
            "Foretell what a job will keep and need: events and state of an entity, the size of a"
                    + " checkpoint, processor cores.",
            "",
            "Runs the rules and patterns on a few made-up entities until what is kept stays the"
                    + " same."
        },
        exitCodeList = {
            ExitCodes.OK_TEXT,
            "1:an entity would be sent more events than may be kept",
            "2:wrong arguments, or rules that cannot be used"
        })
final class PlanCommand implements Callable<Integer> {
    private static final long NANOS_PER_MILLI = 1_000_000L;
    private static final long MIB = 1 << 20;

    @Spec private CommandSpec spec;

    @Option(names = "--keys", paramLabel = "N", required = true, description = "How many entities.")
    private long keys;

    @Option(
            names = "--rate",
            paramLabel = "N",
            required = true,
            description = "Events a second, of all entities together.")
    private double rate;

    @Option(
            names = "--rules",
            paramLabel = "FILE",
            required = true,
            description = "A file with rules and patterns; may be given several times.")
    private List<String> files;

    @Option(
            names = "--fields",
            paramLabel = "N",
            defaultValue = "0",
            description = "Fields of an event. Default: those that are read.")
    private int fields;

    @Option(
            names = "--out-of-orderness",
            paramLabel = "TIME",
            defaultValue = "200ms",
            description = "As kafka.out-of-orderness. Default: 200ms.")
    private String outOfOrderness;

    @Option(
            names = "--name-length",
            paramLabel = "N",
            defaultValue = "12",
            description = "Characters of an entity's name. Default: 12.")
    private int nameLength;

    @Option(
            names = "--max-samples",
            paramLabel = "N",
            defaultValue = "100000",
            description = "As governance.max-samples-per-entity. Default: 100000.")
    private int maxSamples;

    @Option(
            names = "--parallelism",
            paramLabel = "N",
            defaultValue = "1",
            description = "Subtasks that share the entities. Default: 1.")
    private int parallelism;

    @Option(names = "--json", description = "Print one JSON object, and nothing else.")
    private boolean json;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        if (parallelism < 1) {
            throw new ChronoFabricException(
                    ErrorCode.INPUT_INVALID,
                    "--parallelism " + parallelism,
                    "at least 1",
                    "Give the parallelism that the job is to have.");
        }
        RuleFiles.Loaded loaded = RuleFiles.load(files);
        List<Problem> errors = loaded.problems().stream().filter(Problem::isError).toList();
        boolean isEmpty = loaded.rules().isEmpty() && loaded.patterns().isEmpty();
        if (!errors.isEmpty() || isEmpty) {
            errors.forEach(spec.commandLine().getErr()::println);
            throw new ChronoFabricException(
                    ErrorCode.RULE_INVALID,
                    errors.isEmpty()
                            ? "no rule and no pattern in " + files
                            : errors.size() + " errors",
                    "rules that can be used",
                    "See chronofabric rules check.");
        }
        List<CompiledRule> rules = RuleCheck.compile(loaded.rules()).rules();
        List<CompiledPattern> patterns = PatternCheck.compile(loaded.patterns()).patterns();
        PlanInput input =
                new PlanInput(
                        keys,
                        rate,
                        fields,
                        Durations.parseNanos(outOfOrderness) / NANOS_PER_MILLI,
                        nameLength,
                        maxSamples);
        StatePlan plan = new StatePlanner(rules, patterns, input).plan();
        plan.apart()
                .forEach(
                        ref ->
                                spec.commandLine()
                                        .getErr()
                                        .println(
                                                ref
                                                        + " is not in the plan: its entities have"
                                                        + " other names than those of the rest."
                                                        + " Plan it apart."));
        out.println(
                json
                        ? RowJson.write(row(plan))
                        : text(rules.size(), patterns.size(), plan).stripTrailing());
        out.flush();
        return plan.isFull() ? ExitCodes.FAILURE : ExitCodes.OK;
    }

    private Map<String, Object> row(StatePlan plan) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("keys", keys);
        row.put("eventsKeptOfAnEntity", Math.round(plan.rules().events()));
        row.put("stateBytesOfAnEntity", Math.round(plan.entityBytes()));
        row.put("stateBytes", Math.round(plan.entityBytes() * keys));
        row.put("stateBudget", stateBudget(plan));
        row.put("checkpointBytes", Math.round(plan.checkpointBytes()));
        row.put("governNanos", Math.round(plan.rules().eventNanos()));
        row.put("patternEventsOfAnEntity", Math.round(plan.patterns().events()));
        row.put("partialMatchesOfAnEntity", Math.round(plan.patterns().partialMatches()));
        row.put("patternBytesOfAnEntity", Math.round(plan.patterns().entityBytes()));
        row.put("patternBytesOfAnEntityAtMost", Math.round(plan.atMostBytes()));
        row.put("patternCheckpointBytes", Math.round(plan.patterns().checkpointBytes()));
        row.put("patternNanos", Math.round(plan.patterns().eventNanos()));
        row.put("eventNanos", Math.round(plan.eventNanos()));
        row.put("coresHundredths", Math.round(100 * plan.cores()));
        row.put("full", plan.isFull());
        row.put("settled", plan.isSettled());
        row.put("notPlanned", plan.apart().stream().map(RuleRef::toString).toList());
        return row;
    }

    /** In mebibytes, rounded up, as it can be set. */
    private static String budgetText(long bytes) {
        return (bytes + MIB - 1) / MIB + "mb";
    }

    /** For {@code state.budget}, in bytes. */
    private long stateBudget(StatePlan plan) {
        return Math.round(StatePlanner.ROOM * plan.budgetBytes() * keys / parallelism);
    }

    private String text(int rules, int patterns, StatePlan plan) {
        return line(
                        "%s, %s, %,d entities, %,.0f events a second (%,.3f a second each)",
                        counted(rules, "rule"),
                        counted(patterns, "pattern"),
                        keys,
                        rate,
                        rate / keys)
                + (rules == 0 ? "" : rulesText(plan.rules()))
                + (patterns == 0 ? "" : patternsText(plan))
                + line("state               %,.0f bytes", plan.entityBytes() * keys)
                + line(
                        "state.budget        %s for each of %s",
                        budgetText(stateBudget(plan)), counted(parallelism, "subtask"))
                + line("full checkpoint     %,.0f bytes", plan.checkpointBytes())
                + line(
                        "cores               %,.2f at %.0f %% busy: %,.1f us an event for the rules"
                                + " here, %,.1f for the patterns, and the way through Kafka"
                                + " and Flink",
                        plan.cores(),
                        100 * StatePlanner.BUSY,
                        plan.rules().eventNanos() / 1e3,
                        plan.patterns().eventNanos() / 1e3)
                + (plan.isFull() ? fullText() : "")
                + (plan.isSettled() ? "" : line("What is kept still changed: it may become more."));
    }

    private static String rulesText(OperatorPlan plan) {
        return line(
                "kept for rules      %,.0f events, %,.0f bytes of an entity",
                plan.events(), plan.entityBytes());
    }

    private static String patternsText(StatePlan plan) {
        OperatorPlan patterns = plan.patterns();
        return line(
                        "kept for patterns   %,.0f events that wait, %,.1f partial matches, %,.0f"
                                + " bytes of an entity",
                        patterns.events(), patterns.partialMatches(), patterns.entityBytes())
                + line(
                        "                    at most %,.0f bytes of an entity, by their bounds",
                        plan.atMostBytes())
                + (patterns.partialMatches() == 0
                        ? line(
                                "                    Nothing began on made-up values: give the"
                                        + " signals a range, or count on the bounds.")
                        : "");
    }

    private String fullText() {
        return line(
                "An entity would be sent more events than the %,d that may be kept: the rest goes"
                        + " to the dead letters. Raise governance.max-samples-per-entity, or"
                        + " shorten lateness and windows.",
                maxSamples);
    }

    private static String counted(int number, String word) {
        return String.format(Locale.ROOT, "%,d %s%s", number, word, number == 1 ? "" : "s");
    }

    private static String line(String format, Object... values) {
        return String.format(Locale.ROOT, format + "%n", values);
    }
}
