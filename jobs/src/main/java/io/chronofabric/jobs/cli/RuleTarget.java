package io.chronofabric.jobs.cli;

import io.chronofabric.core.ChronoFabricException;
import io.chronofabric.core.DidYouMean;
import io.chronofabric.core.ErrorCode;
import io.chronofabric.jobs.rules.RuleLog;
import io.chronofabric.jobs.rules.RuleStanding;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The rule that a command is about. */
final class RuleTarget {
    @Parameters(
            index = "0",
            paramLabel = "ID",
            description = "The rule: its id, or tenant/id where several tenants have one.")
    private String id;

    @Option(names = "--tenant", paramLabel = "NAME", description = "Whose rule it is.")
    private String tenant;

    /** How the rule was named. */
    String given() {
        return tenant == null ? id : tenant + "/" + id;
    }

    /** The rule among those that a log tells of, also where it only tells of refused changes. */
    RuleStanding find(RuleLog log, long nowMillis) {
        List<RuleStanding> standings = RuleStanding.all(log, nowMillis);
        Set<String> names = new TreeSet<>();
        standings.forEach(standing -> names.add(standing.name()));
        log.changes().forEach(change -> names.add(change.name()));
        String name = resolve(names, "on topic " + log.topicName(), hint(log));
        return standings.stream()
                .filter(standing -> standing.name().equals(name))
                .findFirst()
                .orElseGet(
                        () -> {
                            int slash = name.indexOf('/');
                            return new RuleStanding(
                                    name.substring(0, slash), name.substring(slash + 1), List.of());
                        });
    }

    /** What to do where a version or rule may be one that no record brought. */
    static String hint(RuleLog log) {
        return log.hasBase()
                ? "rules list --all shows all there are."
                : "If the job starts with it from a file, name that file by --base: the topic does"
                        + " not tell. rules list --all shows the others.";
    }

    /** The one of some names, each tenant/id, that is meant. */
    String resolve(Collection<String> names, String where, String action) {
        String given = given();
        if (names.contains(given)) {
            return given;
        }
        List<String> same =
                tenant != null
                        ? List.of()
                        : names.stream().filter(name -> name.endsWith("/" + id)).toList();
        if (same.size() == 1) {
            return same.get(0);
        }
        if (!same.isEmpty()) {
            throw new ChronoFabricException(
                    ErrorCode.INPUT_INVALID,
                    "rule " + given + " " + where + ": several tenants have one",
                    "one of " + String.join(", ", same),
                    "Add --tenant NAME.");
        }
        List<String> known = new ArrayList<>(names);
        names.forEach(name -> known.add(name.substring(name.indexOf('/') + 1)));
        throw new ChronoFabricException(
                ErrorCode.INPUT_INVALID,
                "there is no rule " + given + " " + where,
                names.isEmpty()
                        ? "a rule; there is none at all"
                        : names.stream()
                                .limit(10)
                                .collect(Collectors.joining(", ", "such as ", "")),
                DidYouMean.suggest(given, known)
                        .map(name -> "Did you mean " + name + "?")
                        .orElse(action));
    }
}
