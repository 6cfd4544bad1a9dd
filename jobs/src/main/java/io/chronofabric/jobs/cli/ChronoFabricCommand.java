package io.chronofabric.jobs.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code chronofabric}. */
@Command(
        name = "chronofabric",
        description = "Temporal-safety rules on event streams, on Apache Flink.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        scope = ScopeType.INHERIT,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            DemoCommand.class,
            RunCommand.class,
            RulesCommand.class,
            ExplainCommand.class,
            DeadLettersCommand.class,
            ClockCommand.class,
            BusCommand.class,
            StateCommand.class,
            PlanCommand.class,
            DoctorCommand.class
        },
        optionListHeading = "%nOptions:%n",
        commandListHeading = "%nCommands:%n",
        parameterListHeading = "%nParameters:%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {ExitCodes.OK_TEXT, ExitCodes.FAILURE_TEXT, ExitCodes.BAD_INPUT_TEXT})
final class ChronoFabricCommand implements Runnable {
    static final String VERBOSE = "--verbose";

    @Spec private CommandSpec spec;

    @Option(
            names = VERBOSE,
            scope = ScopeType.INHERIT,
            description = "Show stack traces of failures.")
    @SuppressWarnings(
            "unused") // looked for among the arguments, so that it works in a bad line too
    private boolean verbose;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                spec.commandLine(),
                "no command (expected: demo, run, rules, explain, dead-letters, clock, bus, state,"
                        + " plan or doctor)");
    }
}
