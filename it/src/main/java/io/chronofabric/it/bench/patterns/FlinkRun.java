package io.chronofabric.it.bench.patterns;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.util.FileUtils;

/**
 * A way to look for broken moments in an embedded Flink of two slots. One at a time in a process.
 */
record FlinkRun(FlinkWay way, String backend) {
    private static final int SLOTS = 2;

    /**
     * What a TaskManager of 4 GB with Flink's defaults has for RocksDB. The 128 MiB of an embedded
     * one don't hold the write buffers of all the states that CEP keeps.
     */
    private static final MemorySize MANAGED = MemorySize.ofMebiBytes(1_400);

    private static final Collection<Broken> FOUND = new ConcurrentLinkedQueue<>();

    /** What it finds. */
    List<Broken> in(Latencies input) throws Exception {
        FOUND.clear();
        try (StreamExecutionEnvironment env =
                StreamExecutionEnvironment.createLocalEnvironment(SLOTS, flags())) {
            build(env, new FlinkEvents(input, true));
            env.execute();
        }
        return List.copyOf(FOUND);
    }

    /** Bytes of a savepoint when all events have come and more are waited for. */
    long savepointBytes(Latencies input) throws Exception {
        Path folder = Files.createTempDirectory("patterns");
        Configuration flags = flags();
        flags.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
        flags.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, folder.toUri().toString());
        try (StreamExecutionEnvironment env =
                StreamExecutionEnvironment.createLocalEnvironment(SLOTS, flags)) {
            build(env, new FlinkEvents(input, false));
            JobClient job = env.executeAsync();
            OpenEnd.awaitIt();
            job.triggerSavepoint(folder.toUri().toString(), SavepointFormatType.CANONICAL).get();
            job.cancel().get();
            return bytesIn(folder);
        } finally {
            FileUtils.deleteDirectory(folder.toFile());
        }
    }

    private static long bytesIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.map(Path::toFile).filter(File::isFile).mapToLong(File::length).sum();
        }
    }

    private Configuration flags() {
        Configuration flags = new Configuration();
        flags.set(StateBackendOptions.STATE_BACKEND, backend);
        flags.set(PipelineOptions.OBJECT_REUSE, true);
        flags.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MANAGED);
        return flags;
    }

    private void build(StreamExecutionEnvironment env, FlinkEvents events) {
        way.on(env, events)
                .map(FlinkRun::found)
                .returns(TypeInformation.of(Broken.class))
                .sinkTo(new DiscardingSink<>());
    }

    private static Broken found(Broken broken) {
        FOUND.add(broken);
        return broken;
    }
}
