package io.chronofabric.it.bench.patterns;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

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
        Configuration flags = new Configuration();
        flags.set(StateBackendOptions.STATE_BACKEND, backend);
        flags.set(PipelineOptions.OBJECT_REUSE, true);
        flags.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MANAGED);
        FOUND.clear();
        try (StreamExecutionEnvironment env =
                StreamExecutionEnvironment.createLocalEnvironment(SLOTS, flags)) {
            way.on(env, new FlinkEvents(input))
                    .map(FlinkRun::found)
                    .returns(TypeInformation.of(Broken.class))
                    .sinkTo(new DiscardingSink<>());
            env.execute();
        }
        return List.copyOf(FOUND);
    }

    private static Broken found(Broken broken) {
        FOUND.add(broken);
        return broken;
    }
}
