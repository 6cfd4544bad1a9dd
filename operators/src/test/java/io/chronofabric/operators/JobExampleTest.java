package io.chronofabric.operators;

import static org.assertj.core.api.Assertions.assertThat;

import io.chronofabric.operators.causal.CausalSettings;
import io.chronofabric.operators.causal.DependencyPort;
import io.chronofabric.operators.causal.flink.CausalOrderOperator;
import io.chronofabric.operators.deadline.DeadlinePort;
import io.chronofabric.operators.deadline.DeadlineSettings;
import io.chronofabric.operators.deadline.flink.DeadlineReleaseOperator;
import io.chronofabric.time.LogicalTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.CloseableIterator;
import org.junit.jupiter.api.Test;

/** What docs/operators.md shows, in a job of Flink's own, without generic types. */
class JobExampleTest {
    /** An event of a trace: its id, the ids of its causes, its time and its deadline. */
    public record Step(String trace, String id, List<String> causes, long millis, long dueNanos) {}

    private static final class StepPort implements DependencyPort<String, Step> {
        private static final long serialVersionUID = 1L;

        @Override
        public String id(Step step) {
            return step.id();
        }

        @Override
        public Collection<String> dependencies(Step step) {
            return step.causes();
        }

        @Override
        public long bytes(Step step) {
            return 64 + 32L * step.causes().size();
        }
    }

    private static final class DuePort implements DeadlinePort<Step> {
        private static final long serialVersionUID = 1L;

        @Override
        public LogicalTime time(Step step) {
            return LogicalTime.ofEpochMillis(step.millis());
        }

        @Override
        public long deadlineNanos(Step step) {
            return step.dueNanos();
        }

        @Override
        public long bytes(Step step) {
            return 64;
        }
    }

    @Test
    void causesLeaveBeforeEffectsAndWhatIsMissingIsTold() throws Exception {
        TypeInformation<Step> steps = TypeInformation.of(Step.class);
        CausalSettings settings =
                new CausalSettings(
                        Duration.ofSeconds(5), // longest wait, event time
                        1_000, // events of a trace that wait
                        1 << 20, // and their bytes
                        Duration.ofMinutes(10), // a silent trace is forgotten
                        Duration.ZERO, // no guard: a replay gives the same answer
                        true); // released events are not late downstream
        SingleOutputStreamOperator<Step> ordered =
                source(step("b", 2_000, 0, "a"), step("a", 1_000, 0), step("d", 4_000, 0, "c"))
                        .keyBy(Step::trace)
                        .transform(
                                "causal order",
                                steps,
                                CausalOrderOperator.<String, String, Step>byDependencies(
                                        new StepPort(), settings, 100, 10_000, Types.STRING, steps))
                        .uid("causal-order");
        DataStream<String> violations =
                ordered.getSideOutput(CausalOrderOperator.violations(steps))
                        .map(v -> v.event().id() + " " + v.outcome() + " " + v.missing());

        assertThat(collect(ordered.map(Step::id).union(violations)))
                .containsSubsequence("a", "b")
                .containsExactlyInAnyOrder("a", "b", "d WAITED_TOO_LONG [c]");
    }

    @Test
    void theEarliestDeadlineLeavesFirstAndMissesAreTold() throws Exception {
        TypeInformation<Step> steps = TypeInformation.of(Step.class);
        DeadlineSettings settings =
                new DeadlineSettings(
                        Duration.ofMillis(100), // ten a second for each key
                        1_000, // events of a key that wait
                        1 << 20, // and their bytes
                        DeadlineSettings.AtBound.LATEST_DEADLINE);
        SingleOutputStreamOperator<Step> released =
                source(
                                step("first", 1_000, 9_000_000_000L),
                                step("easy", 1_000, 5_000_000_000L),
                                step("urgent", 1_010, 1_100_000_000L),
                                step("hopeless", 1_020, 1_100_000_500L))
                        .keyBy(Step::trace)
                        .transform(
                                "deadline release",
                                steps,
                                new DeadlineReleaseOperator<String, Step>(
                                        new DuePort(), settings, steps))
                        .uid("deadline-release");
        DataStream<String> misses =
                released.getSideOutput(DeadlineReleaseOperator.misses(steps))
                        .map(m -> m.event().id() + " late by " + m.lateNanos() + " ns");

        assertThat(collect(released.map(Step::id).union(misses)))
                .containsSubsequence("easy", "urgent", "first")
                .contains("hopeless late by 99999500 ns")
                .hasSize(4);
    }

    private static DataStream<Step> source(Step... steps) {
        Configuration configuration = new Configuration();
        configuration.set(PipelineOptions.GENERIC_TYPES, false);
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        env.setParallelism(1);
        return env.fromData(TypeInformation.of(Step.class), steps)
                .assignTimestampsAndWatermarks(
                        WatermarkStrategy.<Step>forBoundedOutOfOrderness(Duration.ofSeconds(2))
                                .withTimestampAssigner((step, at) -> step.millis()));
    }

    private static Step step(String id, long millis, long dueNanos, String... causes) {
        return new Step("trace-1", id, new ArrayList<>(List.of(causes)), millis, dueNanos);
    }

    private static List<String> collect(DataStream<String> stream) throws Exception {
        List<String> lines = new ArrayList<>();
        try (CloseableIterator<String> results = stream.executeAndCollect()) {
            results.forEachRemaining(lines::add);
        }
        return lines;
    }
}
