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
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code chronofabric rules rollback}. */
@Command(
        name = "rollback",
        description = {
            "Bring a former version of a rule into force again.",
            "",
            "Without --to it is the version that was in force before the present one, or, of a rule"
                    + " that has ended, the last one."
        },
        exitCodeList = {
            "0:the version is in force from the moment that is printed",
            RuleSending.REFUSED_TEXT,
            "2:no such rule or version, or wrong arguments or settings"
        })
final class RulesRollbackCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Mixin private RulesTopicSettings settings;

    @Mixin private RuleTarget target;

    @Mixin private RuleSending sending;

    @Option(names = "--to", paramLabel = "VERSION", description = "The version to go back to.")
    private Integer version;

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
                                new RuleRef(
                                        standing.tenant(),
                                        standing.rule(),
                                        version == null
                                                ? before(standing, log)
                                                : to(standing, log));
                        return sending.send(
                                spec,
                                checked.settings(),
                                log,
                                time,
                                List.of(RuleOrder.activate(ref)));
                    }
                });
    }

    private static int before(RuleStanding standing, RuleLog log) {
        return standing.before()
                .map(RuleStanding.Row::version)
                .orElseThrow(
                        () ->
                                new ChronoFabricException(
                                        ErrorCode.INPUT_INVALID,
                                        standing.name()
                                                + ": no other version was in force before"
                                                + standing.atLast()
                                                        .map(row -> " version " + row.version())
                                                        .orElse(""),
                                        "a rule with a former version",
                                        RuleTarget.hint(log)));
    }

    private int to(RuleStanding standing, RuleLog log) {
        return known(standing, version, log);
    }

    /** The version, if it is one that the log knows. */
    static int known(RuleStanding standing, int version, RuleLog log) {
        if (!standing.versions().contains(version)) {
            throw new ChronoFabricException(
                    ErrorCode.INPUT_INVALID,
                    "there is no version " + version + " of " + standing.name(),
                    standing.versions().isEmpty()
                            ? "a version; there is none"
                            : standing.versions().stream()
                                    .map(String::valueOf)
                                    .collect(Collectors.joining(", ", "one of ", "")),
                    RuleTarget.hint(log));
        }
        return version;
    }
}
