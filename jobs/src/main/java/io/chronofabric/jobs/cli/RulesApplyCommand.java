package io.chronofabric.jobs.cli;

import io.chronofabric.clogic.egc.GovernedDocument;
import io.chronofabric.clogic.egc.pattern.EveryDocument;
import io.chronofabric.core.ChronoFabricException;
import io.chronofabric.core.ErrorCode;
import io.chronofabric.core.Problem;
import io.chronofabric.jobs.RuleFiles;
import io.chronofabric.jobs.rules.RuleDiff;
import io.chronofabric.jobs.rules.RuleLog;
import io.chronofabric.jobs.rules.RuleOrder;
import io.chronofabric.jobs.rules.RuleSplit;
import io.chronofabric.jobs.rules.RuleStanding;
import io.chronofabric.state.model.Rule;
import io.chronofabric.state.model.RuleChange;
import io.chronofabric.state.model.RuleRef;
import io.chronofabric.time.TimeSource;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code chronofabric rules apply}. */
@Command(
        name = "apply",
        description = {
            "Bring rules into force in running jobs, or put them on trial.",
            "",
            "Everything is checked first, as rules check does it, and nothing is sent if a rule"
                    + " would be refused. The change takes effect at one moment of event time for"
                    + " every entity. A version that is in force with the same content stays as it"
                    + " is."
        },
        exitCodeList = {
            "0:every rule is in force, or will be at the moment that is printed",
            RuleSending.REFUSED_TEXT,
            ExitCodes.BAD_INPUT_TEXT
        })
final class RulesApplyCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Mixin private RulesTopicSettings settings;

    @Mixin private RuleSending sending;

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "Rule documents in YAML.")
    private List<String> files;

    @Option(
            names = "--canary",
            description =
                    "On trial: judged beside the version in force, and only differences are told.")
    private boolean canary;

    /** A version and the text it was read from. */
    private record Document(GovernedDocument version, String text) {}

    @Override
    public Integer call() throws Exception {
        PrintWriter err = spec.commandLine().getErr();
        List<String> distinct = List.copyOf(new LinkedHashSet<>(files));
        RuleFiles.Loaded loaded = RuleFiles.load(distinct);
        List<Problem> problems = new ArrayList<>(loaded.problems());
        List<GovernedDocument> versions =
                EveryDocument.compile(loaded.rules(), loaded.patterns()).documents();
        if (!loaded.hasErrors()) {
            problems.addAll(twoOfOne(versions));
        }
        return settings.with(
                err,
                problems,
                checked -> {
                    List<Document> documents = read(distinct, versions);
                    if (!sending.isDryRun()) {
                        checked.prepare(err);
                    }
                    try (RuleLog log = checked.log()) {
                        return apply(documents, checked, log);
                    }
                });
    }

    /** Versions of one rule cannot begin at the same moment. */
    private static List<Problem> twoOfOne(List<GovernedDocument> versions) {
        List<Problem> problems = new ArrayList<>();
        Map<String, RuleRef> first = new HashMap<>();
        for (GovernedDocument version : versions) {
            String name = version.ref().tenant() + "/" + version.ref().id();
            RuleRef other = first.putIfAbsent(name, version.ref());
            if (other != null) {
                Rule.Place at = version.at();
                problems.add(
                        Problem.error(
                                "RULE016",
                                at.source(),
                                at.line(),
                                at.column(),
                                version.ref() + " beside " + other + " (expected: one version)",
                                "apply one version of a rule at a time"));
            }
        }
        return problems;
    }

    private static List<Document> read(List<String> files, List<GovernedDocument> versions)
            throws IOException {
        Map<RuleRef, String> texts = new HashMap<>();
        for (String file : files) {
            texts.putAll(RuleSplit.split(Files.readString(Path.of(file))));
        }
        List<Document> documents = new ArrayList<>();
        for (GovernedDocument version : versions) {
            if (!texts.containsKey(version.ref())) {
                throw new ChronoFabricException(
                        ErrorCode.RULE_INVALID,
                        version.ref() + " in " + version.at().source() + " cannot be told apart",
                        "documents divided by lines of ---",
                        "Put it into a file of its own.");
            }
            documents.add(new Document(version, texts.get(version.ref())));
        }
        return documents;
    }

    private int apply(List<Document> documents, RulesTopicSettings.Checked checked, RuleLog log)
            throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        TimeSource time = TimeSource.system();
        Map<String, RuleStanding> standings = new HashMap<>();
        for (RuleStanding standing : RuleStanding.all(log, RuleMoments.now(time))) {
            standings.put(standing.name(), standing);
        }
        List<RuleOrder> orders = new ArrayList<>();
        for (Document document : documents) {
            RuleRef ref = document.version().ref();
            RuleStanding standing = standings.get(ref.tenant() + "/" + ref.id());
            Optional<String> there =
                    standing == null ? Optional.empty() : there(document, standing);
            if (there.isPresent()) {
                out.println(there.get());
            } else {
                orders.add(
                        new RuleOrder(
                                canary ? RuleChange.Action.CANARY : RuleChange.Action.APPLY,
                                ref,
                                document.text()));
            }
        }
        out.flush();
        return orders.isEmpty()
                ? ExitCodes.OK
                : sending.send(spec, checked.settings(), log, time, orders);
    }

    /** A sentence where the version is what is asked for already. */
    private Optional<String> there(Document document, RuleStanding standing) {
        GovernedDocument version = document.version();
        for (RuleStanding.Row row : standing.rows()) {
            if (row.version() == version.ref().version()) {
                List<RuleDiff.Difference> differences =
                        RuleDiff.of(row.tenure().version(), version);
                if (!differences.isEmpty()) {
                    throw new ChronoFabricException(
                            ErrorCode.RULE_INVALID,
                            version.ref()
                                    + " is known with another content: "
                                    + String.join(
                                            ", ",
                                            differences.stream()
                                                    .map(RuleDiff.Difference::key)
                                                    .toList()),
                            "a new version for a new content",
                            "Raise metadata.version in " + version.at().source() + ".");
                }
            }
        }
        Optional<RuleStanding.Row> open = canary ? standing.trialAtLast() : standing.atLast();
        return open.filter(row -> row.version() == version.ref().version())
                .map(
                        row ->
                                version.ref()
                                        + ": "
                                        + (canary ? "on trial" : "in force")
                                        + (row.phase() == RuleStanding.Phase.SCHEDULED
                                                ? " from "
                                                : " already, since ")
                                        + RuleMoments.show(row.tenure().fromMillis())
                                        + ", with the same content");
    }
}
