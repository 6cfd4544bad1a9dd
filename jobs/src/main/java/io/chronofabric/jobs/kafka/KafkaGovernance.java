package io.chronofabric.jobs.kafka;

import io.chronofabric.core.Problem;
import io.chronofabric.jobs.GovernanceJob;
import io.chronofabric.jobs.config.ConfigurationProblems;
import io.chronofabric.jobs.config.Delivery;
import io.chronofabric.jobs.config.KafkaOptions;
import io.chronofabric.jobs.config.Settings;
import io.chronofabric.jobs.config.SettingsLoader;
import io.chronofabric.state.codec.MappingDocuments;
import io.chronofabric.state.model.Rule;
import io.chronofabric.state.model.TopicMapping;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Kafka as the governance job's input and output. First {@link #check} adds what is wrong with the
 * settings to their report, then {@link #connect} asks the brokers and makes topics.
 */
public final class KafkaGovernance {
    private final GovernanceJob.Input input;
    private final GovernanceJob.Outputs outputs;
    private final List<String> remarks;

    private KafkaGovernance(
            GovernanceJob.Input input, GovernanceJob.Outputs outputs, List<String> remarks) {
        this.input = input;
        this.outputs = outputs;
        this.remarks = List.copyOf(remarks);
    }

    /**
     * Reads the mapping files and checks what can be checked without brokers.
     *
     * @return the mappings that can be used
     */
    public static List<TopicMapping> check(SettingsLoader loader, List<Rule> rules) {
        KafkaClients.check(loader.peek(KafkaOptions.PROPERTIES).orElse(Map.of()))
                .forEach(loader::problem);
        List<String> files = loader.peek(KafkaOptions.MAPPING_FILES).orElse(List.of());
        MappingFiles.Loaded loaded = MappingFiles.load(files);
        loaded.problems().forEach(loader::problem);
        boolean allMapped =
                !loaded.mappings().isEmpty() && loader.peek(KafkaOptions.INPUT_TOPICS).isEmpty();
        MappingDocuments.conflicts(loaded.mappings(), rules, allMapped).forEach(loader::problem);
        return loaded.mappings();
    }

    /** Whether an output is written exactly once, and so in transactions. */
    public static boolean writesTransactions(SettingsLoader loader) {
        return TopicPlan.DELIVERIES.stream()
                .anyMatch(option -> loader.peek(option).equals(Optional.of(Delivery.EXACTLY_ONCE)));
    }

    /**
     * Asks the brokers, makes the topics that are absent, and gives the job's ends.
     *
     * @throws io.chronofabric.core.ChronoFabricException if the brokers do not answer
     * @throws ConfigurationProblems with all that does not fit the brokers
     */
    public static KafkaGovernance connect(Settings settings, List<TopicMapping> mappings) {
        KafkaClients clients = KafkaClients.of(settings);
        TopicPlan plan = TopicPlan.of(settings, mappings);
        List<Problem> problems = new ArrayList<>(plan.check());
        List<String> remarks = new ArrayList<>();
        if (problems.isEmpty()) {
            try (Brokers brokers = Brokers.connect(clients)) {
                TopicPlan.Prepared prepared = plan.prepare(brokers, settings);
                remarks.addAll(prepared.done());
                problems.addAll(prepared.problems());
            }
        }
        problems.stream().filter(p -> !p.isError()).map(Problem::toString).forEach(remarks::add);
        List<Problem> errors = problems.stream().filter(Problem::isError).toList();
        if (!errors.isEmpty()) {
            throw new ConfigurationProblems(errors);
        }
        return new KafkaGovernance(
                KafkaInput.of(clients, settings, plan.inputs(), mappings),
                KafkaOutputs.of(clients, settings),
                remarks);
    }

    /** Where signals come from. */
    public GovernanceJob.Input input() {
        return input;
    }

    /** Where results go. */
    public GovernanceJob.Outputs outputs() {
        return outputs;
    }

    /** What was done and noticed, a sentence each, for the user. */
    public List<String> remarks() {
        return remarks;
    }
}
