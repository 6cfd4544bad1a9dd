package io.chronofabric.jobs.rules;

import io.chronofabric.clogic.egc.DocumentCompiler;
import io.chronofabric.clogic.egc.RuleQuota;
import io.chronofabric.clogic.egc.RulesAlone;
import io.chronofabric.clogic.egc.flink.SilencePolicy;
import io.chronofabric.clogic.egc.pattern.EveryDocument;
import io.chronofabric.core.DidYouMean;
import io.chronofabric.core.Problem;
import io.chronofabric.jobs.GovernanceJob;
import io.chronofabric.jobs.config.ConfigurationProblems;
import io.chronofabric.jobs.config.KafkaOptions;
import io.chronofabric.jobs.config.RulesOptions;
import io.chronofabric.jobs.config.Settings;
import io.chronofabric.jobs.kafka.Brokers;
import io.chronofabric.jobs.kafka.KafkaClients;
import io.chronofabric.jobs.kafka.TopicPlan;
import io.chronofabric.state.model.RuleControl;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;

/** The rules' topic as a job reads it: from its beginning, for the table is made of all of it. */
public final class RuleChannel {
    private static final long KIBI = 1_024;

    private RuleChannel() {}

    /**
     * Makes the topic where it is absent and may be made.
     *
     * @return what was done, a sentence each
     * @throws ConfigurationProblems with all that would not work
     * @throws io.chronofabric.core.ChronoFabricException if the brokers do not answer
     */
    public static List<String> prepare(Settings settings) {
        return prepare(settings, settings.get(KafkaOptions.CREATE_TOPICS));
    }

    /**
     * As {@link #prepare(Settings)}, for somebody who only reads: makes nothing.
     *
     * @throws ConfigurationProblems with all that would not work
     * @throws io.chronofabric.core.ChronoFabricException if the brokers do not answer
     */
    static void check(Settings settings) {
        prepare(settings, false);
    }

    private static List<String> prepare(Settings settings, boolean mayCreate) {
        TopicPlan.Prepared prepared;
        try (Brokers brokers = Brokers.connect(KafkaClients.of(settings))) {
            prepared = prepare(brokers, settings, mayCreate);
        }
        if (!prepared.problems().isEmpty()) {
            throw new ConfigurationProblems(prepared.problems());
        }
        return prepared.done();
    }

    private static TopicPlan.Prepared prepare(
            Brokers brokers, Settings settings, boolean mayCreate) {
        RuleTopic topic = RuleTopic.of(settings);
        List<String> done = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        Set<String> names = brokers.topics();
        if (!names.contains(topic.name())) {
            if (mayCreate) {
                brokers.create(topic.description(settings));
                brokers.awaitLeaders(List.of(topic.name()));
                done.add("Created topic " + topic.name() + ": 1 partition, compacted.");
            } else {
                problems.add(
                        error(
                                "CFG034",
                                topic.name(),
                                "there is no such topic",
                                DidYouMean.suggest(topic.name(), names)
                                        .map(close -> "did you mean " + close + "?")
                                        .orElse(
                                                "create it with one partition and"
                                                        + " cleanup.policy=compact, or start a job"
                                                        + " with rules.topic="
                                                        + topic.name()
                                                        + " and kafka.create-topics=true")));
            }
            return new TopicPlan.Prepared(done, problems);
        }
        int partitions = brokers.partitions(List.of(topic.name())).get(topic.name());
        if (partitions != 1) {
            problems.add(
                    error(
                            "CFG051",
                            topic.name(),
                            partitions + " partitions (expected: 1, for changes have one order)",
                            "make the topic anew with one partition"));
        }
        String cleanup =
                brokers.settings(List.of(topic.name()), "cleanup.policy")
                        .getOrDefault(topic.name(), "compact");
        if (cleanup.contains("delete")) {
            problems.add(
                    error(
                            "CFG052",
                            topic.name(),
                            "cleanup.policy="
                                    + cleanup
                                    + ", which forgets rules (expected: compact)",
                            "set cleanup.policy=compact on it"));
        }
        return new TopicPlan.Prepared(done, problems);
    }

    private static Problem error(String code, String source, String reason, String fix) {
        return Problem.error(code, source, 0, 0, reason, fix);
    }

    /** What a tenant may take. */
    static RuleQuota quota(Settings settings) {
        return new RuleQuota(
                settings.get(RulesOptions.QUOTA_RULES),
                settings.get(RulesOptions.QUOTA_STATE) * KIBI);
    }

    /** Of which kinds documents may come. */
    static DocumentCompiler compiler(Settings settings) {
        return settings.get(RulesOptions.PATTERNS) ? new EveryDocument() : new RulesAlone();
    }

    /** The rules of a job that names a topic. */
    public static GovernanceJob.LiveRules of(Settings settings) {
        RuleTopic topic = RuleTopic.of(settings);
        KafkaSourceBuilder<RuleControl> source =
                KafkaSource.<RuleControl>builder()
                        .setProperties(topic.clients().consumer())
                        .setProperty("commit.offsets.on.checkpoint", "false")
                        .setTopics(topic.name())
                        .setGroupId(settings.get(KafkaOptions.GROUP) + "-rules")
                        .setClientIdPrefix(settings.get(KafkaOptions.GROUP) + "-rules")
                        .setStartingOffsets(OffsetsInitializer.earliest())
                        .setDeserializer(new RuleControlDeserializer());
        boolean ends = settings.find(KafkaOptions.UNTIL).isPresent();
        if (ends) {
            source.setBounded(OffsetsInitializer.latest());
        }
        boolean own = settings.get(RulesOptions.GOVERNOR) == RulesOptions.Governor.JOB && !ends;
        return new GovernanceJob.LiveRules(
                source.build(),
                "rules: " + topic.name(),
                own
                        ? new GovernorOperator(
                                topic,
                                settings.get(RulesOptions.LEAD),
                                settings.get(RulesOptions.INTERVAL))
                        : null,
                settings.get(RulesOptions.PATTERNS),
                quota(settings),
                new SilencePolicy(
                        settings.get(RulesOptions.TIMEOUT),
                        settings.get(RulesOptions.SILENCE) == RulesOptions.OnSilence.PROCEED));
    }
}
