package io.chronofabric.jobs.cli;

import io.chronofabric.clogic.egc.CompiledRule;
import io.chronofabric.clogic.egc.RuleCheck;
import io.chronofabric.core.Problem;
import io.chronofabric.jobs.RuleFiles;
import io.chronofabric.jobs.config.KafkaOptions;
import io.chronofabric.jobs.config.Options;
import io.chronofabric.jobs.config.RulesOptions;
import io.chronofabric.jobs.config.Settings;
import io.chronofabric.jobs.config.SettingsLoader;
import io.chronofabric.jobs.kafka.KafkaClients;
import io.chronofabric.jobs.kafka.KafkaFailure;
import io.chronofabric.jobs.rules.RuleChannel;
import io.chronofabric.jobs.rules.RuleLog;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The flags that say where the rules' topic is, the same for each command about it. */
final class RulesTopicSettings {
    @Mixin private BrokerFlags brokers;

    @Option(
            names = "--topic",
            paramLabel = "NAME",
            description =
                    "The topic of rule changes (default: egc.rules); the setting rules.topic.")
    private String topic;

    @Option(
            names = "--base",
            paramLabel = "FILE",
            description =
                    "A file of rules that the job starts with, for the topic does not tell; may be"
                            + " given repeatedly; the setting rules.files.")
    private List<String> base = List.of();

    /**
     * What the flags name, checked.
     *
     * @param settings with {@link KafkaOptions#BOOTSTRAP}
     * @param base the rules a job begins with
     */
    record Checked(Settings settings, List<CompiledRule> base) {
        /** The topic at its end; the caller closes it. */
        RuleLog log() {
            return RuleLog.open(settings, base);
        }

        /** Makes the topic where it is absent, and says so. */
        void prepare(PrintWriter err) {
            RuleChannel.prepare(settings).forEach(err::println);
        }
    }

    /** Work with the brokers. */
    interface Work<T> {
        T on(Checked checked) throws Exception;
    }

    /** Does something with the brokers, once the settings are in order. */
    <T> T with(PrintWriter err, Work<T> work) throws Exception {
        return with(err, List.of(), work);
    }

    /**
     * Does something with the brokers, once the settings are in order.
     *
     * @param more what is wrong besides, to be told together with them
     */
    <T> T with(PrintWriter err, List<Problem> more, Work<T> work) throws Exception {
        SettingsLoader loader = brokers.loader();
        loader.flag("--topic", RulesOptions.TOPIC, EmbeddedOptions.given(topic));
        loader.flag("--base", Options.RULES_FILES, base);
        RuleFiles.Loaded loaded =
                RuleFiles.load(loader.peek(Options.RULES_FILES).orElse(List.of())).rulesAlone();
        loaded.problems().stream().filter(Problem::isError).forEach(loader::problem);
        more.forEach(loader::problem);
        Settings settings = loader.settings();
        settings.warnings().forEach(err::println);
        List<CompiledRule> rules = RuleCheck.compile(loaded.rules()).rules();
        return KafkaFailure.told(
                KafkaClients.of(settings),
                "docs/rule-life.md",
                () -> work.on(new Checked(settings, rules)));
    }
}
