package io.chronofabric.jobs.cli;

import io.chronofabric.core.ChronoFabricException;
import io.chronofabric.core.ErrorCode;
import io.chronofabric.jobs.rules.RuleLog;
import io.chronofabric.jobs.rules.RuleOrder;
import io.chronofabric.jobs.rules.RuleStanding;
import io.chronofabric.state.model.RuleRef;
import io.chronofabric.time.TimeSource;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code chronofabric rules promote}. */
@Command(
        name = "promote",
        description = "Bring the version of a rule that is on trial into force.",
        exitCodeList = {
            "0:the version is in force from the moment that is printed",
            RuleSending.REFUSED_TEXT,
            "2:no such rule, none on trial, or wrong arguments or settings"
        })
final class RulesPromoteCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Mixin private RulesTopicSettings settings;

    @Mixin private RuleTarget target;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "VERSION",
            description = "The version, to be sure that it is the one that is meant.")
    private Integer version;

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
                        RuleRef ref =
                                new RuleRef(standing.tenant(), standing.rule(), onTrial(standing));
                        return sending.send(
                                spec,
                                checked.settings(),
                                log,
                                time,
                                List.of(RuleOrder.activate(ref)));
                    }
                });
    }

    private int onTrial(RuleStanding standing) {
        Optional<RuleStanding.Row> trial = standing.trialAtLast();
        if (trial.isEmpty() || (version != null && trial.get().version() != version)) {
            throw new ChronoFabricException(
                    ErrorCode.INPUT_INVALID,
                    (version == null ? "no version" : "version " + version)
                            + " of "
                            + standing.name()
                            + " is "
                            + (version == null ? "on trial" : "not on trial"),
                    trial.map(row -> "version " + row.version()).orElse("a version on trial"),
                    trial.isPresent()
                            ? "Leave the version out, or give this one."
                            : "Put one on trial by rules apply --canary, or bring a former one back"
                                    + " by rules rollback --to.");
        }
        return trial.get().version();
    }
}
