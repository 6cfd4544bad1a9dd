package io.chronofabric.jobs.output;

import io.chronofabric.jobs.GovernanceJob;
import io.chronofabric.state.codec.DecisionJson;
import io.chronofabric.state.codec.RejectedJson;
import io.chronofabric.state.codec.VerdictJson;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.apache.flink.api.common.serialization.Encoder;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.connector.file.sink.FileSink;
import org.apache.flink.core.fs.Path;
import org.apache.flink.streaming.api.functions.sink.filesystem.OutputFileConfig;
import org.apache.flink.streaming.api.functions.sink.filesystem.bucketassigners.BasePathBucketAssigner;
import org.apache.flink.streaming.api.functions.sink.filesystem.rollingpolicies.OnCheckpointRollingPolicy;

/** Sinks that write a JSON object a line. */
public final class JsonOutputs {
    private JsonOutputs() {}

    /** How a record is written. */
    private interface ToJson<T> extends Function<T, String>, Serializable {}

    /**
     * Folders {@code verdicts}, {@code decisions} and {@code dead-letters} in a folder. Exactly
     * once: a file gets its final name with the checkpoint that its content belongs to.
     *
     * @param directory path or URI
     */
    public static GovernanceJob.Outputs toDirectory(String directory) {
        return new GovernanceJob.Outputs(
                files(directory, "verdicts", VerdictJson::write),
                files(directory, "decisions", DecisionJson::write),
                files(directory, "dead-letters", RejectedJson::write));
    }

    /** The standard output of the task managers; at least once. */
    public static GovernanceJob.Outputs toStandardOutput() {
        return new GovernanceJob.Outputs(
                printed(VerdictJson::write),
                printed(DecisionJson::write),
                printed(RejectedJson::write));
    }

    private static <T> Sink<T> files(String directory, String name, ToJson<T> json) {
        Encoder<T> encoder =
                (record, stream) ->
                        stream.write((json.apply(record) + "\n").getBytes(StandardCharsets.UTF_8));
        return FileSink.forRowFormat(new Path(directory, name), encoder)
                .withBucketAssigner(new BasePathBucketAssigner<>())
                .withRollingPolicy(OnCheckpointRollingPolicy.build())
                .withOutputFileConfig(new OutputFileConfig(name, ".jsonl"))
                .build();
    }

    private static <T> Sink<T> printed(ToJson<T> json) {
        return new StandardOutputSink<>(json::apply);
    }
}
