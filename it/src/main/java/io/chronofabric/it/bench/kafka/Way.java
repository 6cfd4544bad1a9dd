package io.chronofabric.it.bench.kafka;

import io.chronofabric.jobs.GovernanceJob;
import io.chronofabric.jobs.GovernanceMain;
import io.chronofabric.jobs.config.KafkaOptions;
import io.chronofabric.jobs.config.Settings;
import io.chronofabric.jobs.config.SettingsLoader;
import io.chronofabric.jobs.kafka.KafkaGovernance;
import io.chronofabric.operators.IngestRouter;
import io.chronofabric.operators.RefusalLimit;
import io.chronofabric.state.flink.RecordTypes;
import io.chronofabric.state.model.RuleRef;
import io.chronofabric.state.model.Signal;
import io.chronofabric.state.model.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What a job does between its topics. */
enum Way {
    /** The governance job, as {@code chronofabric run} defines it. */
    GOVERN {
        @Override
        StreamExecutionEnvironment define(Configuration flags, List<String> definitions) {
            StreamExecutionEnvironment environment =
                    StreamExecutionEnvironment.getExecutionEnvironment(flags);
            List<String> arguments = new ArrayList<>();
            definitions.forEach(definition -> arguments.addAll(List.of("-D", definition)));
            GovernanceMain.define(environment, arguments, Map.of());
            return environment;
        }
    },

    /** The same with a verdict for each event, made of nothing but the event. */
    PLAIN {
        @Override
        StreamExecutionEnvironment define(Configuration flags, List<String> definitions) {
            // What the governed job sets for itself, such as the buffer timeout, holds here too.
            Configuration governed =
                    Configuration.fromMap(
                            GOVERN.define(flags, definitions).getConfiguration().toMap());
            StreamExecutionEnvironment environment =
                    StreamExecutionEnvironment.getExecutionEnvironment(governed);
            KafkaGovernance kafka = KafkaGovernance.connect(settings(definitions), List.of());
            GovernanceJob.Input input = kafka.input();
            SingleOutputStreamOperator<Signal> signals =
                    environment
                            .fromSource(
                                    input.source(),
                                    input.watermarks(),
                                    input.name(),
                                    RecordTypes.ingested())
                            .process(new IngestRouter(RefusalLimit.none()), RecordTypes.signal());
            signals.keyBy(Signal::entity, Types.STRING)
                    .map(Way::plainVerdict, RecordTypes.verdict())
                    .sinkTo(kafka.outputs().verdicts());
            signals.getSideOutput(IngestRouter.REJECTED).sinkTo(kafka.outputs().deadLetters());
            return environment;
        }
    },

    /** The bytes of each record, neither read nor shuffled: the least that Flink can do. */
    BYTES {
        @Override
        StreamExecutionEnvironment define(Configuration flags, List<String> definitions) {
            Settings settings = settings(definitions);
            StreamExecutionEnvironment environment =
                    StreamExecutionEnvironment.getExecutionEnvironment(flags);
            String bootstrap = settings.get(KafkaOptions.BOOTSTRAP);
            KafkaSource<byte[]> source =
                    KafkaSource.<byte[]>builder()
                            .setBootstrapServers(bootstrap)
                            .setTopics(settings.get(KafkaOptions.INPUT_TOPICS))
                            .setGroupId(settings.get(KafkaOptions.GROUP))
                            .setStartingOffsets(OffsetsInitializer.earliest())
                            .setBounded(OffsetsInitializer.latest())
                            .setDeserializer(
                                    KafkaRecordDeserializationSchema.valueOnly(
                                            ByteArrayDeserializer.class))
                            .build();
            KafkaSink<byte[]> sink =
                    KafkaSink.<byte[]>builder()
                            .setBootstrapServers(bootstrap)
                            .setRecordSerializer(
                                    KafkaRecordSerializationSchema.builder()
                                            .setTopic(settings.get(KafkaOptions.VERDICTS_TOPIC))
                                            .setValueSerializationSchema(new AsItIs())
                                            .build())
                            .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
                            .build();
            environment
                    .fromSource(
                            source,
                            WatermarkStrategy.noWatermarks(),
                            "bytes",
                            PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO)
                    .sinkTo(sink);
            return environment;
        }
    };

    private static final RuleRef RULE = new RuleRef("default", "latency", 1);
    private static final Verdict.Decider DECIDER = new Verdict.Decider("lat <= 250", 0);
    private static final double LIMIT = 250;

    /**
     * The job.
     *
     * @param flags of Flink
     * @param definitions settings of the governance job, {@code key=value}
     */
    abstract StreamExecutionEnvironment define(Configuration flags, List<String> definitions);

    private static Settings settings(List<String> definitions) {
        SettingsLoader loader = new SettingsLoader();
        loader.definitions(definitions);
        return loader.settings();
    }

    /** Of the size of a real one, whose id is a hash. */
    private static Verdict plainVerdict(Signal signal) {
        double margin = LIMIT - signal.fields().value(0);
        return new Verdict(
                "00000000000000000000000000000000",
                RULE,
                signal.entity(),
                signal.time().epochMillis(),
                Verdict.Kind.VERDICT,
                margin,
                margin,
                0,
                DECIDER);
    }

    /** No lambda, since Flink looks for its type. */
    private static final class AsItIs implements SerializationSchema<byte[]> {
        private static final long serialVersionUID = 1L;

        @Override
        public byte[] serialize(byte[] value) {
            return value;
        }
    }
}
