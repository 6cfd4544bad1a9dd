package io.chronofabric.jobs.cli;

import io.chronofabric.jobs.rules.RuleLog;
import io.chronofabric.jobs.rules.RuleOrder;
import io.chronofabric.jobs.rules.RuleStanding;
import io.chronofabric.time.TimeSource;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code chronofabric rules disable}. */
@Command(
        name = "disable",
        description = {
            "End a rule in running jobs, and any trial of it. rules rollback brings it back.",
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

    @Override
    public Integer call() throws Exception {
        PrintWriter err = spec.commandLine().getErr();
        return settings.with(
                err,
                checked -> {
                    TimeSource time = TimeSource.system();
                    try (RuleLog log = checked.log()) {
                        RuleStanding standing = target.find(log, RuleMoments.now(time));
                        RuleOrder order = RuleOrder.disable(standing.tenant(), standing.rule());
                        return sending.send(spec, checked.settings(), log, time, List.of(order));
                    }
                });
    }
}
