package io.chronofabric.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chronofabric.jobs.config.SettingsLoader;
import io.chronofabric.jobs.config.Speed;
import io.chronofabric.jobs.replay.ReplaySource;
import io.chronofabric.jobs.rules.RuleChannel;
import io.chronofabric.operators.RefusalLimit;
import io.chronofabric.state.codec.RuleDocuments;
import io.chronofabric.state.flink.SampleStore;
import io.chronofabric.state.model.PatternRule;
import io.chronofabric.state.model.Rule;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.junit.jupiter.api.Test;

class GovernanceJobTest {
    private static final List<Rule> RULES = RuleFiles.shipped().rules();

    @Test
    void theUidsAreThoseOfTheCommittedList() throws IOException {
        assertThat(Arrays.stream(OperatorUid.values()).map(OperatorUid::uid))
                .containsExactlyElementsOf(committed());
    }

    private static final List<PatternRule> PATTERNS =
            RuleDocuments.read(
                            "test",
                            """
                            kind: Pattern
                            metadata: {id: up}
                            spec:
                              signals: {x: x}
                              sequence: [{name: low, when: x < 1}, {name: high, when: x > 1}]
                            """)
                    .patterns();

    @Test
    void everyOperatorHasAUidOfTheListAndEachIsUsed() throws IOException {
        Map<String, String> all = operators(RULES, GovernanceSettings.recorded(), changing());
        assertThat(all.values())
                .containsExactlyInAnyOrderElementsOf(
                        committed().stream().filter(uid -> !uid.startsWith("sequence-")).toList());
        Map<String, String> live = operators(RULES, GovernanceSettings.live(), null);
        assertThat(live.values())
                .doesNotHaveDuplicates()
                .doesNotContain(
                        OperatorUid.ORDER.uid(),
                        OperatorUid.RULES.uid(),
                        OperatorUid.GOVERNOR.uid())
                .isSubsetOf(committed());
    }

    @Test
    void aSequenceHasOperatorsOfItsOwnWhoseUidsNameIt() throws IOException {
        List<Rule> rules = new ArrayList<>(RULES);
        rules.addAll(sequence("rise(paid > 0)"));
        List<String> uids = sequenceUids(rules);
        assertThat(uids)
                .hasSize(3)
                .allMatch(uid -> uid.matches("sequence-[a-z]+:acme/pay@3:[0-9a-f]+"))
                .extracting(uid -> uid.substring(0, uid.indexOf(':')))
                .containsExactlyInAnyOrderElementsOf(
                        committed().stream().filter(uid -> uid.startsWith("sequence-")).toList());
        assertThat(sequenceUids(sequence("rise(paid > 0)"))).isEqualTo(uids);
        assertThat(sequenceUids(sequence("rise(paid > 1)"))).doesNotContainAnyElementsOf(uids);
    }

    @Test
    void aSequenceIsRefusedWhereRulesChange() {
        assertThatThrownBy(
                        () ->
                                operators(
                                        sequence("rise(paid > 0)"),
                                        GovernanceSettings.live(),
                                        changing()))
                .hasMessageContaining("RULE107")
                .hasMessageContaining("rules.topic");
    }

    private static List<String> sequenceUids(List<Rule> rules) {
        return operators(rules, GovernanceSettings.recorded(), null).values().stream()
                .filter(uid -> uid.startsWith("sequence-"))
                .sorted()
                .toList();
    }

    private static List<Rule> sequence(String response) {
        return RuleDocuments.read(
                        "test",
                        """
                        apiVersion: egc/v1
                        kind: Rule
                        metadata: {id: pay, version: 3, tenant: acme}
                        spec:
                          signals: {order: order, paid: paid}
                          sampling: {period: 1ms, maxGap: 12h}
                          formula: "rise(order > 0) -> eventually[0,6h] %s"
                        """
                                .formatted(response))
                .rules();
    }

    @Test
    void aBoundThatNoStoreTakesIsRefusedBeforeTheJobRuns() {
        for (int samples : new int[] {0, SampleStore.MAX_SAMPLES + 1}) {
            assertThatThrownBy(() -> new GovernanceSettings(samples, 1, false, RefusalLimit.none()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(samples + " (expected: 1 to");
        }
        for (int open : new int[] {0, GovernanceSettings.MOST_OPEN_SEQUENCES + 1}) {
            assertThatThrownBy(() -> new GovernanceSettings(1, open, false, RefusalLimit.none()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(open + " (expected: 1 to");
        }
    }

    /** The uid of each operator, by its name. */
    private static Map<String, String> operators(
            List<Rule> rules, GovernanceSettings settings, GovernanceJob.LiveRules changing) {
        Configuration strict = new Configuration();
        strict.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
        strict.set(PipelineOptions.GENERIC_TYPES, false);
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(strict);
        GovernanceJob.define(
                env,
                GovernanceJob.Input.recorded(
                        ReplaySource.of("recording.csv", Speed.MAX), "recording", rules),
                new GovernanceJob.Outputs(
                        new DiscardingSink<>(), new DiscardingSink<>(), new DiscardingSink<>()),
                new GovernanceJob.Documents(rules, PATTERNS),
                changing,
                settings);
        Map<String, String> uids = new TreeMap<>();
        for (StreamNode node : env.getStreamGraph().getStreamNodes()) {
            uids.put(node.getOperatorName(), String.valueOf(node.getTransformationUID()));
        }
        return uids;
    }

    /** Rules that a topic changes and the job's own governor. */
    private static GovernanceJob.LiveRules changing() {
        return RuleChannel.of(
                SettingsLoader.load(
                        Optional.empty(),
                        Map.of(),
                        List.of("kafka.bootstrap=localhost:1", "rules.topic=egc.rules")));
    }

    private static List<String> committed() throws IOException {
        try (InputStream list = GovernanceJobTest.class.getResourceAsStream("/operator-uids.txt")) {
            return new String(list.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .toList();
        }
    }
}
