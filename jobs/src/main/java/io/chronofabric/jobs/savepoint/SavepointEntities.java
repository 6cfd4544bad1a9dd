package io.chronofabric.jobs.savepoint;

import io.chronofabric.core.ChronoFabricException;
import io.chronofabric.core.ErrorCode;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.apache.flink.state.api.OperatorIdentifier;
import org.apache.flink.state.api.SavepointReader;
import org.apache.flink.state.api.functions.KeyedStateReaderFunction;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The entities that a checkpoint or savepoint of a governance job knows. Read by a small Flink in
 * this process (State Processor API), so that the job that wrote it need not run. Changes nothing.
 */
public final class SavepointEntities {
    private final SavepointContents contents;
    private final OperatorIdentifier operator;
    private final Purpose purpose;

    /**
     * @param uid of the operator that keeps them
     * @param purpose what it keeps them for
     * @throws ChronoFabricException with {@link ErrorCode#INPUT_INVALID} if it has no such
     *     operator, or was written so that only its own backend can read it
     */
    public SavepointEntities(SavepointContents contents, String uid, Purpose purpose) {
        this.contents = contents;
        this.operator = OperatorIdentifier.forUid(uid);
        this.purpose = purpose;
        SavepointContents.Operator found = contents.operator(uid).orElseThrow(() -> missing(uid));
        if (found.isNative()) {
            throw new ChronoFabricException(
                    ErrorCode.INPUT_INVALID,
                    contents.path() + ", whose keyed state is in RocksDB's own files",
                    "a checkpoint of the hashmap backend, or a savepoint in canonical format",
                    "Take one: flink savepoint --type canonical JOB FOLDER.");
        }
    }

    private ChronoFabricException missing(String uid) {
        return new ChronoFabricException(
                ErrorCode.INPUT_INVALID,
                contents.path()
                        + ", with the operators "
                        + contents.operators().stream()
                                .map(SavepointContents.Operator::uid)
                                .toList(),
                "one with the operator " + uid,
                "Give a checkpoint or savepoint of a governance job.");
    }

    /** Tells of each entity how much is kept of it, in no order. */
    public void sizes(Consumer<EntitySize> each) throws Exception {
        read(new EntitySizes(KeptEntities.of(purpose)), TypeInformation.of(EntitySize.class), each);
    }

    /**
     * Tells what is kept of one entity: nothing if it is not known.
     *
     * @param mostEvents how many of the newest events to tell
     * @param fields of the events to tell, in their order; empty for all
     */
    public void lines(String entity, int mostEvents, List<String> fields, Consumer<EntityLine> each)
            throws Exception {
        read(
                new EntityLines(KeptEntities.of(purpose), entity, mostEvents, fields),
                TypeInformation.of(EntityLine.class),
                line -> {
                    if (line.kind() != EntityLine.Kind.NONE) {
                        each.accept(line);
                    }
                });
    }

    private <T> void read(
            KeyedStateReaderFunction<String, T> reading, TypeInformation<T> type, Consumer<T> each)
            throws Exception {
        Configuration configuration = new Configuration();
        configuration.set(CoreOptions.DEFAULT_PARALLELISM, 1);
        String run = UUID.randomUUID().toString();
        HandoverSink.open(run, each);
        try (StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.createLocalEnvironment(configuration)) {
            stream(environment, reading, type).sinkTo(new HandoverSink<>(run));
            environment.execute("state inspect");
        } finally {
            HandoverSink.close(run);
        }
    }

    private <T> DataStream<T> stream(
            StreamExecutionEnvironment environment,
            KeyedStateReaderFunction<String, T> reading,
            TypeInformation<T> type)
            throws IOException {
        return SavepointReader.read(environment, contents.path(), new HashMapStateBackend())
                .readKeyedState(operator, reading, Types.STRING, type);
    }
}
