package io.chronofabric.jobs;

import io.chronofabric.clogic.egc.RuleQuota;
import io.chronofabric.clogic.egc.cep.EngineChoice;
import io.chronofabric.clogic.egc.cep.SequenceRule;
import io.chronofabric.clogic.egc.flink.FixedPatternsOperator;
import io.chronofabric.clogic.egc.flink.FixedRulesOperator;
import io.chronofabric.clogic.egc.flink.GovernOperator;
import io.chronofabric.clogic.egc.flink.GovernedDocuments;
import io.chronofabric.clogic.egc.flink.LivePatternsOperator;
import io.chronofabric.clogic.egc.flink.LiveRulesOperator;
import io.chronofabric.clogic.egc.flink.SequenceBranch;
import io.chronofabric.clogic.egc.flink.SilencePolicy;
import io.chronofabric.operators.IngestRouter;
import io.chronofabric.operators.VerdictOrder;
import io.chronofabric.state.flink.RecordTypes;
import io.chronofabric.state.model.Decision;
import io.chronofabric.state.model.Ingested;
import io.chronofabric.state.model.PatternRule;
import io.chronofabric.state.model.Rejected;
import io.chronofabric.state.model.Rule;
import io.chronofabric.state.model.RuleControl;
import io.chronofabric.state.model.Signal;
import io.chronofabric.state.model.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.DataStreamSink;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;

/**
 * The governance job: signals in, verdicts, decisions and dead letters out.
 *
 * <pre>
 *  source ─► route ─► keyBy(entity) ─► govern ─► [order] ─► verdicts
 *              │                         ├────────────────► decisions
 *              └──────── rejected ───────┴────────────────► dead letters
 * </pre>
 *
 * <p>A rule for Flink CEP has a {@link SequenceBranch} beside govern, and all patterns together a
 * {@link FixedPatternsOperator}, with the same outputs.
 *
 * <p>A function of environment, source, sinks, rules and settings, so that the demo, a cluster and
 * a test run the same graph.
 */
public final class GovernanceJob {
    private GovernanceJob() {}

    /** The uid of the operator that keeps what is known of the entities. */
    public static String governUid() {
        return OperatorUid.GOVERN.uid();
    }

    /** The uid of the operator that keeps what is known of the entities for their patterns. */
    public static String patternsUid() {
        return OperatorUid.PATTERNS.uid();
    }

    /**
     * Where signals come from.
     *
     * @param source gives signals, or the records that are none with the reason
     * @param name the operator's name in Flink's web UI
     * @param watermarks how far events have come; only signals have a time
     */
    public record Input(
            Source<Ingested, ?, ?> source, String name, WatermarkStrategy<Ingested> watermarks) {
        /** Checks that nothing is missing. */
        public Input {
            Objects.requireNonNull(source, "source");
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(watermarks, "watermarks");
        }

        /** A live stream whose events are out of order by no more than a bound, mostly. */
        public static Input live(
                Source<Ingested, ?, ?> source, String name, Duration outOfOrderness) {
            WatermarkStrategy<Ingested> watermarks =
                    WatermarkStrategy.<Ingested>forBoundedOutOfOrderness(outOfOrderness)
                            .withTimestampAssigner((record, ignored) -> timestampOf(record));
            return new Input(source, name, watermarks);
        }

        /**
         * A recording: nothing is lost by waiting, so the watermark waits for the longest lateness
         * of the rules, and every answer is given once and for all.
         */
        public static Input recorded(Source<Ingested, ?, ?> source, String name, List<Rule> rules) {
            long lateness = rules.stream().mapToLong(Rule::latenessMillis).max().orElse(0);
            return live(source, name, Duration.ofMillis(lateness));
        }
    }

    /**
     * Rules that change while the job runs.
     *
     * @param source gives the changes and frontiers, in one order
     * @param name the operator's name in Flink's web UI
     * @param governor hands on what the source gives and makes the promises itself; null where
     *     somebody else does
     * @param takesPatterns whether patterns may come, too
     * @param quota what a tenant may take
     * @param silence what to do when no promise comes
     */
    public record LiveRules(
            Source<RuleControl, ?, ?> source,
            String name,
            OneInputStreamOperator<RuleControl, RuleControl> governor,
            boolean takesPatterns,
            RuleQuota quota,
            SilencePolicy silence) {
        /** Checks that nothing is missing. */
        public LiveRules {
            Objects.requireNonNull(source, "source");
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(quota, "quota");
            Objects.requireNonNull(silence, "silence");
        }
    }

    /**
     * What the job judges by from the beginning.
     *
     * @param rules the rules
     * @param patterns the patterns; none where rules change and patterns cannot come
     */
    public record Documents(List<Rule> rules, List<PatternRule> patterns) {
        /** Copies both lists. */
        public Documents {
            rules = List.copyOf(rules);
            patterns = List.copyOf(patterns);
        }
    }

    /**
     * Where results go.
     *
     * @param verdicts takes verdicts
     * @param decisions takes alerts and their clearing
     * @param deadLetters takes what could not be used
     */
    public record Outputs(
            Sink<Verdict> verdicts, Sink<Decision> decisions, Sink<Rejected> deadLetters) {
        /** Checks that nothing is missing. */
        public Outputs {
            Objects.requireNonNull(verdicts, "verdicts");
            Objects.requireNonNull(decisions, "decisions");
            Objects.requireNonNull(deadLetters, "deadLetters");
        }
    }

    /**
     * Defines the job in an environment; the caller executes it.
     *
     * @throws io.chronofabric.core.ChronoFabricException if a rule does not compile
     */
    public static void define(
            StreamExecutionEnvironment env,
            Input input,
            Outputs outputs,
            List<Rule> rules,
            GovernanceSettings settings) {
        define(env, input, outputs, new Documents(rules, List.of()), null, settings);
    }

    /**
     * As {@link #define(StreamExecutionEnvironment, Input, Outputs, List, GovernanceSettings)},
     * with patterns, or with rules that change.
     *
     * @param live the changes; null for none
     * @throws io.chronofabric.core.ChronoFabricException if a rule or pattern does not compile
     */
    public static void define(
            StreamExecutionEnvironment env,
            Input input,
            Outputs outputs,
            Documents documents,
            LiveRules live,
            GovernanceSettings settings) {
        List<Rule> rules = documents.rules();
        SingleOutputStreamOperator<Signal> signals =
                env.fromSource(
                                input.source(),
                                input.watermarks(),
                                input.name(),
                                RecordTypes.ingested())
                        .uid(OperatorUid.SOURCE.uid())
                        .process(new IngestRouter(settings.refusals()), RecordTypes.signal())
                        .name("route: dead letters aside")
                        .uid(OperatorUid.ROUTE.uid());
        KeyedStream<Signal, String> keyed = signals.keyBy(Signal::entity, Types.STRING);
        // A job that runs can't take up a pattern of CEP: live rules are for monitors, all of them.
        EngineChoice.Result engines =
                live == null
                        ? EngineChoice.of(rules).orThrow()
                        : new EngineChoice.Result(rules, List.of(), List.of(), List.of());
        FixedRulesOperator fixed =
                new FixedRulesOperator(engines.monitored(), settings.maxSamplesPerEntity());
        fixed.stateBudget(settings.stateBudget());
        DataStream<RuleControl> controls = live == null ? null : controls(env, live).broadcast();
        SingleOutputStreamOperator<Verdict> verdicts =
                (live == null
                                ? keyed.transform(
                                        "govern: " + engines.monitored().size() + " rules",
                                        RecordTypes.verdict(),
                                        fixed)
                                : governedLive(keyed, controls, documents, live, settings))
                        .uid(OperatorUid.GOVERN.uid());
        DataStream<Verdict> judged = verdicts;
        DataStream<Decision> decisions = verdicts.getSideOutput(GovernOperator.DECISIONS);
        DataStream<Rejected> rejected =
                signals.getSideOutput(IngestRouter.REJECTED)
                        .union(verdicts.getSideOutput(GovernOperator.REJECTED));
        long answerDelay = fixed.answerDelayMillis();
        for (SequenceRule sequence : engines.sequences()) {
            SequenceBranch branch = branch(keyed, sequence, settings);
            judged = judged.union(branch.verdicts());
            decisions = decisions.union(branch.verdicts().getSideOutput(GovernOperator.DECISIONS));
            rejected = rejected.union(branch.rejected());
            answerDelay = Math.max(answerDelay, sequence.answerDelayMillis());
        }
        if (!documents.patterns().isEmpty() || (live != null && live.takesPatterns())) {
            SingleOutputStreamOperator<Verdict> matches =
                    (live == null
                                    ? matches(keyed, documents, settings)
                                    : matchesLive(keyed, controls, documents, live, settings))
                            .uid(OperatorUid.PATTERNS.uid());
            judged = judged.union(matches);
            decisions = decisions.union(matches.getSideOutput(GovernOperator.DECISIONS));
            rejected = rejected.union(matches.getSideOutput(GovernOperator.REJECTED));
            for (PatternRule pattern : documents.patterns()) {
                long delay = pattern.answerDelayMillis();
                // Without a limit on its length a match can come after later ones.
                answerDelay =
                        Math.max(
                                answerDelay,
                                delay == PatternRule.UNLIMITED
                                        ? pattern.latenessMillis() + 1
                                        : delay);
            }
        }
        DataStream<Verdict> outgoing = settings.ordered() ? inOrder(judged, answerDelay) : judged;
        DataStreamSink<Verdict> verdictSink =
                outgoing.sinkTo(outputs.verdicts())
                        .name("verdicts")
                        .uid(OperatorUid.VERDICT_SINK.uid());
        if (settings.ordered()) {
            verdictSink.setParallelism(1);
        }
        decisions
                .sinkTo(outputs.decisions())
                .name("decisions")
                .uid(OperatorUid.DECISION_SINK.uid());
        rejected.sinkTo(outputs.deadLetters())
                .name("dead letters")
                .uid(OperatorUid.DEAD_LETTER_SINK.uid());
    }

    private static SingleOutputStreamOperator<Verdict> matches(
            KeyedStream<Signal, String> signals, Documents documents, GovernanceSettings settings) {
        FixedPatternsOperator operator =
                new FixedPatternsOperator(documents.patterns(), settings.maxSamplesPerEntity());
        operator.stateBudget(settings.stateBudget());
        return signals.transform(
                "watch: " + documents.patterns().size() + " patterns",
                RecordTypes.verdict(),
                operator);
    }

    private static SingleOutputStreamOperator<Verdict> matchesLive(
            KeyedStream<Signal, String> signals,
            DataStream<RuleControl> controls,
            Documents documents,
            LiveRules live,
            GovernanceSettings settings) {
        LivePatternsOperator operator =
                new LivePatternsOperator(
                        inForce(documents, live), live.silence(), settings.maxSamplesPerEntity());
        operator.stateBudget(settings.stateBudget());
        return signals.connect(controls)
                .transform(
                        "watch: " + documents.patterns().size() + " patterns and " + live.name(),
                        RecordTypes.verdict(),
                        operator);
    }

    private static GovernedDocuments inForce(Documents documents, LiveRules live) {
        return new GovernedDocuments(
                documents.rules(), documents.patterns(), live.takesPatterns(), live.quota());
    }

    private static SequenceBranch branch(
            KeyedStream<Signal, String> signals,
            SequenceRule sequence,
            GovernanceSettings settings) {
        SequenceBranch.Uids uids =
                new SequenceBranch.Uids(
                        OperatorUid.SEQUENCE_SAMPLE.of(sequence),
                        OperatorUid.SEQUENCE_PATTERN.of(sequence),
                        OperatorUid.SEQUENCE_JUDGE.of(sequence));
        return SequenceBranch.define(
                signals,
                sequence,
                uids,
                settings.maxSamplesPerEntity(),
                settings.maxOpenSequences());
    }

    private static DataStream<RuleControl> controls(
            StreamExecutionEnvironment env, LiveRules live) {
        SingleOutputStreamOperator<RuleControl> controls =
                env.fromSource(
                                live.source(),
                                WatermarkStrategy.noWatermarks(),
                                live.name(),
                                RecordTypes.ruleControl())
                        .uid(OperatorUid.RULES.uid())
                        .setParallelism(1);
        if (live.governor() != null) {
            controls =
                    controls.transform("governor", RecordTypes.ruleControl(), live.governor())
                            .uid(OperatorUid.GOVERNOR.uid())
                            .setParallelism(1);
        }
        return controls;
    }

    private static SingleOutputStreamOperator<Verdict> governedLive(
            KeyedStream<Signal, String> signals,
            DataStream<RuleControl> controls,
            Documents documents,
            LiveRules live,
            GovernanceSettings settings) {
        LiveRulesOperator operator =
                new LiveRulesOperator(
                        inForce(documents, live), live.silence(), settings.maxSamplesPerEntity());
        operator.stateBudget(settings.stateBudget());
        return signals.connect(controls)
                .transform(
                        "govern: " + documents.rules().size() + " rules and " + live.name(),
                        RecordTypes.verdict(),
                        operator);
    }

    private static DataStream<Verdict> inOrder(DataStream<Verdict> verdicts, long delayMillis) {
        return verdicts.keyBy(verdict -> (byte) 0, Types.BYTE)
                .process(new VerdictOrder(delayMillis), RecordTypes.verdict())
                .name("order: by moment, entity, rule")
                .uid(OperatorUid.ORDER.uid())
                .setParallelism(1);
    }

    /** A rejected record has no time of its own and must not move the watermark. */
    private static long timestampOf(Ingested record) {
        return record instanceof Signal signal ? signal.time().epochMillis() : Long.MIN_VALUE;
    }
}
