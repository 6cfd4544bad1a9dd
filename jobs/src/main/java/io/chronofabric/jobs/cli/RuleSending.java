package io.chronofabric.jobs.cli;

import io.chronofabric.jobs.config.Settings;
import io.chronofabric.jobs.deadletters.Printable;
import io.chronofabric.jobs.rules.RuleLog;
import io.chronofabric.jobs.rules.RuleOrder;
import io.chronofabric.jobs.rules.RuleSender;
import io.chronofabric.jobs.rules.RuleStanding;
import io.chronofabric.state.model.RuleChange;
import io.chronofabric.time.TimeSource;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** The flags of commands that change rules, and how they say what came of it. */
final class RuleSending {
    static final String REFUSED_TEXT =
            "1:others were faster and it was refused, or the brokers failed or did not answer";

    private static final int TEXT = 1_000;

    @Option(
            names = "--from",
            paramLabel = "TIME",
            description =
                    "From when on in event time: a moment such as 2026-01-31T12:00:00Z, or how far"
                            + " ahead, such as 5min. Default: the earliest that is safe.")
    private String from;

    @Option(
            names = "--by",
            paramLabel = "NAME",
            description = "Who asks, for others to see (default: the user's name).")
    private String by;

    @Option(names = "--dry-run", description = "Say what would come of it, and send nothing.")
    private boolean dryRun;

    boolean isDryRun() {
        return dryRun;
    }

    /** Who asks. */
    String by() {
        return by == null ? System.getProperty("user.name", "unknown") : by;
    }

    /** Sends orders and prints what came of each; the exit code. */
    int send(
            CommandSpec spec,
            Settings settings,
            RuleLog log,
            TimeSource time,
            List<RuleOrder> orders)
            throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        OptionalLong asked = RuleMoments.from(spec, from, RuleMoments.now(time));
        Map<String, RuleStanding> before =
                RuleStanding.all(log, RuleMoments.now(time)).stream()
                        .collect(Collectors.toMap(RuleStanding::name, Function.identity()));
        List<RuleSender.Answer> answers;
        try (RuleSender sender = RuleSender.open(settings, log, time, by())) {
            answers = dryRun ? sender.rehearse(orders, asked) : sender.send(orders, asked);
        }
        boolean ready = answers.stream().allMatch(RuleSender.Answer::isAccepted);
        boolean sent = answers.stream().anyMatch(answer -> answer.offset() >= 0);
        for (RuleSender.Answer answer : answers) {
            if (!answer.isAccepted()) {
                err.println(
                        answer.order() + ": refused: " + Printable.line(answer.refusal(), TEXT));
            } else if (ready || sent) {
                out.println(
                        accepted(answer, before.get(answer.order().name()), RuleMoments.now(time)));
            }
        }
        out.flush();
        if (!ready) {
            explain(answers, asked, sent, log, err);
            return sent ? ExitCodes.FAILURE : ExitCodes.BAD_INPUT;
        }
        return ExitCodes.OK;
    }

    private static void explain(
            List<RuleSender.Answer> answers,
            OptionalLong asked,
            boolean sent,
            RuleLog log,
            PrintWriter err) {
        if (!sent && answers.size() > 1) {
            err.println("Nothing was sent.");
        }
        boolean late = asked.isPresent() && asked.getAsLong() <= log.table().frontierMillis();
        if (late) {
            err.println(
                    "The frontier moves on all the time. Leave --from out for the earliest moment"
                            + " that is safe, or give one well after it.");
        } else if (!log.hasBase() && answers.stream().anyMatch(one -> isUnknown(one, log))) {
            err.println(
                    "If the job starts with rules from files, name them by --base: the topic does"
                            + " not tell of them.");
        }
    }

    /** Whether it was refused, and is about a rule that no record brought. */
    private static boolean isUnknown(RuleSender.Answer answer, RuleLog log) {
        return !answer.isAccepted()
                && log.table()
                        .tenures(answer.order().ref().tenant(), answer.order().ref().id())
                        .isEmpty();
    }

    private String accepted(RuleSender.Answer answer, RuleStanding before, long now) {
        RuleOrder order = answer.order();
        String when =
                RuleMoments.show(answer.fromMillis())
                        + " ("
                        + RuleMoments.distance(answer.fromMillis(), now)
                        + ")"
                        + (dryRun ? "" : ", offset " + answer.offset());
        String verb =
                switch (order.action()) {
                    case CANARY -> "on trial from ";
                    case DISABLE -> order.ref().version() == 0 ? "ends at " : "trial ends at ";
                    default -> "in force from ";
                };
        int overtaken = answer.outcome().overtaken();
        String off =
                overtaken == 0
                        ? ""
                        : "; what was to come after that is off ("
                                + overtaken
                                + (overtaken == 1 ? " version)" : " versions)");
        String other =
                before == null
                                || order.ref().version() > 0
                                        && order.action() == RuleChange.Action.DISABLE
                        ? ""
                        : before.atLast()
                                .map(row -> other(order.action()) + row.version())
                                .orElse("");
        return order
                + (dryRun ? ": would be accepted, " : ": accepted, ")
                + verb
                + when
                + other
                + off;
    }

    private static String other(RuleChange.Action action) {
        return switch (action) {
            case CANARY -> "; beside version ";
            case DISABLE -> "; the last is version ";
            default -> "; replaces version ";
        };
    }
}
