package io.chronofabric.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chronofabric.jobs.config.SettingsLoader;
import io.chronofabric.jobs.config.Speed;
import io.chronofabric.jobs.replay.ReplaySource;
import io.chronofabric.jobs.rules.RuleChannel;
import io.chronofabric.operators.RefusalLimit;
import io.chronofabric.state.flink.SampleStore;
import io.chronofabric.state.model.Rule;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
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

    @Test
    void everyOperatorHasAUidOfTheListAndEachIsUsed() throws IOException {
        Map<String, String> all = operators(GovernanceSettings.recorded(), changing());
        assertThat(all.values()).containsExactlyInAnyOrderElementsOf(committed());
        Map<String, String> live = operators(GovernanceSettings.live(), null);
        assertThat(live.values())
                .doesNotHaveDuplicates()
                .doesNotContain(
                        OperatorUid.ORDER.uid(),
                        OperatorUid.RULES.uid(),
                        OperatorUid.GOVERNOR.uid())
                .isSubsetOf(committed());
    }

    @Test
    void aBoundThatNoStoreTakesIsRefusedBeforeTheJobRuns() {
        for (int samples : new int[] {0, SampleStore.MAX_SAMPLES + 1}) {
            assertThatThrownBy(() -> new GovernanceSettings(samples, false, RefusalLimit.none()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(samples + " (expected: 1 to");
        }
    }

    /** The uid of each operator, by its name. */
    private static Map<String, String> operators(
            GovernanceSettings settings, GovernanceJob.LiveRules changing) {
        Configuration strict = new Configuration();
        strict.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
        strict.set(PipelineOptions.GENERIC_TYPES, false);
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(strict);
        GovernanceJob.define(
                env,
                GovernanceJob.Input.recorded(
                        ReplaySource.of("recording.csv", Speed.MAX), "recording", RULES),
                new GovernanceJob.Outputs(
                        new DiscardingSink<>(), new DiscardingSink<>(), new DiscardingSink<>()),
                RULES,
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
