package io.chronofabric.jobs.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code chronofabric rules}. */
@Command(
        name = "rules",
        description = "Check, test and explain rules; change them in running jobs.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            RulesCheckCommand.class,
            RulesTestCommand.class,
            RulesEvalCommand.class,
            RulesBacktestCommand.class,
            RulesApplyCommand.class,
            RulesListCommand.class,
            RulesStatusCommand.class,
            RulesDiffCommand.class,
            RulesPromoteCommand.class,
            RulesRollbackCommand.class,
            RulesDisableCommand.class,
            RulesGovernorCommand.class
        })
final class RulesCommand implements Runnable {
    @Spec private CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                spec.commandLine(),
                "no command (expected: check, test, eval, backtest, apply, list, status, diff, promote,"
                        + " rollback, disable or governor)");
    }
}
