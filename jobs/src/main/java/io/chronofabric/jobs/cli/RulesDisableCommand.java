package io.chronofabric.jobs.cli;

import io.chronofabric.jobs.rules.RuleLog;
import io.chronofabric.jobs.rules.RuleOrder;
import io.chronofabric.jobs.rules.RuleStanding;
import io.chronofabric.state.model.RuleRef;
import io.chronofabric.time.TimeSource;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code chronofabric rules disable}. */
@Command(
        name = "disable",
        description = {
            "End a rule in running jobs, and any trial of it. rules rollback brings it back.",
            "",
            "With --trial, end only the trial of a version."
        },
        exitCodeList = {
            "0:the rule ends at the moment that is printed",
            RuleSending.REFUSED_TEXT,
            "2:no such rule, or wrong arguments or settings"
        })
final class RulesDisableCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Mixin private RulesTopicSettings settings;

    @Mixin private RuleTarget target;

    @Mixin private RuleSending sending;

    @Option(names = "--trial", paramLabel = "VERSION", description = "The version on trial.")
    private Integer trial;

    @Override
    public Integer call() throws Exception {
        PrintWriter err = spec.commandLine().getErr();
        return settings.with(
                err,
                checked -> {
                    TimeSource time = TimeSource.system();
                    try (RuleLog log = checked.log()) {
                        RuleStanding standing = target.find(log, RuleMoments.now(time));
                        RuleOrder order =
                                trial == null
                                        ? RuleOrder.disable(standing.tenant(), standing.rule())
                                        : RuleOrder.endTrial(
                                                new RuleRef(
                                                        standing.tenant(), standing.rule(), trial));
                        return sending.send(spec, checked.settings(), log, time, List.of(order));
                    }
                });
    }
}
