package io.chronofabric.jobs.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chronofabric.core.ChronoFabricException;
import io.chronofabric.jobs.config.Speed;
import io.chronofabric.state.model.Ingested;
import io.chronofabric.state.model.Rejected;
import io.chronofabric.state.model.Signal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.serialization.SimpleStringEncoder;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.connector.file.sink.FileSink;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.filesystem.bucketassigners.BasePathBucketAssigner;
import org.apache.flink.streaming.api.functions.sink.filesystem.rollingpolicies.OnCheckpointRollingPolicy;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.util.CloseableIterator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The source on a real runtime inside this JVM. */
@Timeout(60)
class ReplaySourceTest {
    @RegisterExtension
    static final MiniClusterExtension FLINK =
            new MiniClusterExtension(
                    new MiniClusterResourceConfiguration.Builder()
                            .setNumberTaskManagers(1)
                            .setNumberSlotsPerTaskManager(2)
                            .build());

    private static final String HEADER = "time,node,entity,x\n";
    private static final int ROWS = 90;

    @TempDir private Path folder;

    @Test
    void aJobOnARecordingEndsByItselfWithEveryRow() throws Exception {
        trace("a.csv", "a", "");
        trace("b.csv", "b", "not,a,row\n");

        List<Ingested> rows = new ArrayList<>();
        try (CloseableIterator<Ingested> results =
                environment(new Configuration())
                        .fromSource(source(Speed.MAX), WatermarkStrategy.noWatermarks(), "replay")
                        .executeAndCollect()) {
            results.forEachRemaining(rows::add);
        }

        assertThat(rows).hasSize(2 * ROWS + 1).doesNotHaveDuplicates();
        assertThat(rows).filteredOn(Rejected.class::isInstance).hasSize(1);
    }

    @Test
    void afterAFailureTheJobGoesOnAtTheRowOfItsCheckpoint() throws Exception {
        trace("a.csv", "a", "");
        trace("b.csv", "b", "");
        Configuration restart = new Configuration();
        restart.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
        restart.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 1);
        restart.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ZERO);
        StreamExecutionEnvironment env = environment(restart);
        env.enableCheckpointing(10);
        FailOnceAfterACheckpoint.FAILED.set(false);
        Path out = folder.resolve("out");
        env.fromSource(source(new Speed(100)), WatermarkStrategy.noWatermarks(), "replay")
                .map(new FailOnceAfterACheckpoint())
                .returns(Types.STRING)
                .sinkTo(
                        FileSink.forRowFormat(
                                        new org.apache.flink.core.fs.Path(out.toUri()),
                                        new SimpleStringEncoder<String>())
                                .withBucketAssigner(new BasePathBucketAssigner<>())
                                .withRollingPolicy(OnCheckpointRollingPolicy.build())
                                .build());
        env.execute();

        assertThat(FailOnceAfterACheckpoint.FAILED).isTrue();
        List<String> expected = new ArrayList<>();
        for (int row = 0; row < ROWS; row++) {
            expected.add("a@" + (row + 2));
            expected.add("b@" + (row + 2));
        }
        assertThat(lines(out)).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void mistakesAreToldBeforeAnythingIsSubmitted() throws IOException {
        Files.writeString(folder.resolve("a.csv"), "time,node,entty,x\n");
        ReplaySource wrong = source(Speed.MAX);
        ReplaySource missing = ReplaySource.of(folder.resolve("none").toString(), Speed.MAX);

        assertThatThrownBy(wrong::check)
                .isInstanceOf(ChronoFabricException.class)
                .hasMessageContaining("no column entity");
        assertThatThrownBy(wrong::checkIfVisible).isInstanceOf(ChronoFabricException.class);
        assertThatThrownBy(missing::check)
                .isInstanceOf(ChronoFabricException.class)
                .hasMessageContaining("no such file");
        missing.checkIfVisible();
    }

    @Test
    void aRecordingThatOnlyTheClusterCouldSeeFailsTheJobWithTheSameWords() {
        assertThatThrownBy(
                        () ->
                                environment(new Configuration())
                                        .fromSource(
                                                ReplaySource.of(
                                                        folder.resolve("none").toString(),
                                                        Speed.MAX),
                                                WatermarkStrategy.noWatermarks(),
                                                "replay")
                                        .executeAndCollect(1))
                .hasStackTraceContaining("there is no such file or folder");
    }

    /** Lets a checkpoint complete, then fails at the next record, once. */
    private static final class FailOnceAfterACheckpoint
            implements MapFunction<Ingested, String>, CheckpointListener {
        static final AtomicBoolean FAILED = new AtomicBoolean();
        private static final long serialVersionUID = 1L;

        private boolean completed;
        private long since;

        @Override
        public String map(Ingested row) {
            Signal signal = (Signal) row;
            if (completed && since++ > 3 && FAILED.compareAndSet(false, true)) {
                throw new IllegalStateException("planted");
            }
            return signal.entity() + "@" + signal.origin().position();
        }

        @Override
        public void notifyCheckpointComplete(long id) {
            completed = true;
        }
    }

    private static StreamExecutionEnvironment environment(Configuration configuration) {
        configuration.set(PipelineOptions.GENERIC_TYPES, false);
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        env.setParallelism(2);
        return env;
    }

    private ReplaySource source(Speed speed) {
        return ReplaySource.of(folder.toString(), speed);
    }

    private void trace(String file, String entity, String more) throws IOException {
        StringBuilder text = new StringBuilder(HEADER);
        for (int row = 0; row < ROWS; row++) {
            text.append(1000L * row + 1000).append(",n,").append(entity).append(',').append(row);
            text.append('\n');
        }
        Files.writeString(folder.resolve(file), text + more);
    }

    private static List<String> lines(Path out) throws IOException {
        List<String> lines = new ArrayList<>();
        try (Stream<Path> files = Files.walk(out)) {
            for (Path file :
                    files.filter(Files::isRegularFile)
                            .filter(f -> !f.getFileName().toString().startsWith("."))
                            .toList()) {
                lines.addAll(Files.readAllLines(file));
            }
        }
        return lines;
    }
}
