package io.chronofabric.jobs.cli;

import io.chronofabric.clogic.egc.CompiledRule;
import io.chronofabric.clogic.egc.RuleCheck;
import io.chronofabric.clogic.egc.RuleSamples;
import io.chronofabric.clogic.egc.Tenure;
import io.chronofabric.core.ChronoFabricException;
import io.chronofabric.core.DidYouMean;
import io.chronofabric.core.ErrorCode;
import io.chronofabric.jobs.config.Settings;
import io.chronofabric.jobs.kafka.SignalScan;
import io.chronofabric.jobs.replay.RecordedTrace;
import io.chronofabric.jobs.rules.RuleLog;
import io.chronofabric.state.codec.Timestamps;
import io.chronofabric.state.model.Ingested;
import io.chronofabric.state.model.Rule;
import io.chronofabric.state.model.Signal;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code chronofabric explain}. */
@Command(
        name = "explain",
        description = {
            "Say why a rule was broken, or held, for an entity at a moment, from the events that the"
                    + " job read.",
            "",
            "The rule is the version in force at the moment as the rules' topic tells it, or that of"
                    + " a document. The events are sampled as the job does."
        },
        exitCodeList = {
            "0:it was explained",
            ExitCodes.FAILURE_TEXT,
            "2:no such rule, entity or moment, or wrong arguments or settings"
        })
final class ExplainCommand implements Callable<Integer> {
    private static final long NANOS_PER_MILLI = 1_000_000L;

    /** By how much a topic's clock may be behind that of the events. */
    private static final long MARGIN_MILLIS = 60_000;

    @Spec private CommandSpec spec;

    @Option(names = "--entity", required = true, paramLabel = "NAME", description = "Which entity.")
    private String entity;

    @Option(names = "--rule", required = true, paramLabel = "ID", description = "Which rule.")
    private String rule;

    @Option(names = "--tenant", paramLabel = "NAME", description = "Whose (default: default).")
    private String tenant = "default";

    @Option(
            names = "--at",
            required = true,
            paramLabel = "TIME",
            description = "The moment judged, a verdict's time, such as 2026-01-01T00:00:05Z.")
    private String at;

    @Option(
            names = "--rules",
            paramLabel = "FILE",
            description = "The document with the rule; without it the rules' topic is asked.")
    private String rules;

    @ArgGroup(multiplicity = "1")
    private EventPlace events;

    @Mixin private RulesTopicSettings settings;

    @Option(
            names = "--plot",
            paramLabel = "FILE",
            description =
                    "Draw it, too, as a picture in SVG. A picture that is there is replaced, any"
                            + " other file is not.")
    private String plot;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        long millis = Timestamps.parseNanos(at) / NANOS_PER_MILLI;
        Optional<PictureFile> picture =
                Optional.ofNullable(plot)
                        .map(path -> PictureFile.at(path, spec.commandLine().getErr()));
        if (rules != null && !events.areInTopics()) {
            Rule found = RuleChoice.one(rules, rule);
            explain(found, recorded(RuleSamples.reach(found, millis)), millis, picture);
            return ExitCodes.OK;
        }
        return settings.with(
                spec.commandLine().getErr(),
                checked -> {
                    Rule found =
                            rules == null ? inForce(checked, millis) : RuleChoice.one(rules, rule);
                    RuleSamples.Reach reach = RuleSamples.reach(found, millis);
                    List<Signal> read =
                            events.areInTopics()
                                    ? fromTopics(checked.settings(), reach)
                                    : recorded(reach);
                    explain(found, read, millis, picture);
                    return ExitCodes.OK;
                });
    }

    private Rule inForce(RulesTopicSettings.Checked checked, long millis) {
        try (RuleLog log = checked.log()) {
            List<Tenure> tenures = log.table().tenures(tenant, rule);
            for (Tenure tenure : tenures) {
                if (tenure.isInForceAt(millis)) {
                    return ruleOf(tenure);
                }
            }
            List<String> known =
                    log.table().tenures().stream().map(tenure -> tenure.ref().id()).toList();
            throw new ChronoFabricException(
                    ErrorCode.INPUT_INVALID,
                    "rule "
                            + tenant
                            + "/"
                            + rule
                            + (tenures.isEmpty()
                                    ? ": topic " + log.topicName() + " does not know it"
                                    : ": no version of it was in force at "
                                            + Instant.ofEpochMilli(millis)),
                    "a rule that was in force at that moment",
                    DidYouMean.suggest(rule, known)
                            .filter(name -> !name.equals(rule))
                            .map(name -> "Did you mean " + name + "?")
                            .orElse("See chronofabric rules status, or give --rules FILE."));
        }
    }

    private static Rule ruleOf(Tenure tenure) {
        if (tenure.version() instanceof CompiledRule compiled) {
            return compiled.rule();
        }
        throw new ChronoFabricException(
                ErrorCode.INPUT_INVALID,
                tenure.ref() + " is a " + tenure.version().kind(),
                "a rule: a match says itself which events it took",
                "Look at the steps of its verdict.");
    }

    private List<Signal> recorded(RuleSamples.Reach reach) throws IOException {
        List<Signal> found = new ArrayList<>();
        TraceReading reading =
                new TraceReading(
                        events.trace(), HeapBudget.ofThisProcess(), spec.commandLine().getErr());
        RecordedTrace recorded = RecordedTrace.read(events.trace(), reading);
        reading.end();
        for (Signal signal : recorded.entities().getOrDefault(entity, List.of())) {
            if (reach.contains(signal.time().physicalNanos())) {
                found.add(signal);
            }
        }
        return found;
    }

    private List<Signal> fromTopics(Settings topicSettings, RuleSamples.Reach reach) {
        List<Signal> found = new ArrayList<>();
        SignalScan.of(topicSettings)
                .read(
                        new SignalScan.Visitor() {
                            @Override
                            public void partition(String topic, int partition, long records) {
                                // One entity's events are few; there is no progress to tell.
                            }

                            @Override
                            public void record(Ingested record) {
                                if (record instanceof Signal signal
                                        && signal.entity().equals(entity)
                                        && reach.contains(signal.time().physicalNanos())) {
                                    found.add(signal);
                                }
                            }
                        },
                        Math.max(0, reach.fromNanos() / NANOS_PER_MILLI - MARGIN_MILLIS));
        return found;
    }

    private void explain(Rule of, List<Signal> read, long millis, Optional<PictureFile> picture) {
        RuleSamples samples =
                RuleSamples.around(of, read, millis)
                        .orElseThrow(() -> noSample(of, read.size(), millis));
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        if (samples.answer().isEmpty()) {
            err.println(
                    "The rule gave no answer for that moment: its trace ends within the look-ahead."
                            + " What follows is about the samples that there are.");
        }
        if (!json) {
            out.println(of.ref() + ": " + of.formula());
        }
        new ExplainedMoment(
                        out,
                        json ? ExplainedMoment.Form.JSON : ExplainedMoment.Form.WHOLE,
                        OptionalLong.of(millis * NANOS_PER_MILLI),
                        picture)
                .say(
                        new TraceAnswer.Sampled(
                                entity,
                                RuleCheck.parse(of).formula(),
                                RuleCheck.context(of, samples.signals(), Long.MAX_VALUE),
                                new Samples(
                                        samples.firstMillis() * NANOS_PER_MILLI,
                                        samples.columns()[0].length,
                                        samples.columns())));
        out.flush();
        err.flush();
    }

    private ChronoFabricException noSample(Rule of, int found, long millis) {
        boolean onGrid = millis % of.sampling().periodMillis() == 0;
        return new ChronoFabricException(
                ErrorCode.INPUT_INVALID,
                "--at "
                        + Instant.ofEpochMilli(millis)
                        + ": "
                        + of.ref()
                        + " has no sample of "
                        + entity
                        + " there ("
                        + found
                        + " events around it)",
                onGrid
                        ? "a moment at which all of its signals have a value no older than maxGap"
                        : "a multiple of its period, " + of.sampling().periodMillis() + " ms",
                found == 0
                        ? "Look at the entity's name, and at where its events are."
                        : "Take the time of a verdict.");
    }
}
