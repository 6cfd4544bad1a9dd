package io.chronofabric.jobs.kafka;

import io.chronofabric.core.TraceContext;
import io.chronofabric.jobs.GovernanceJob;
import io.chronofabric.jobs.config.Delivery;
import io.chronofabric.jobs.config.KafkaOptions;
import io.chronofabric.jobs.config.Option;
import io.chronofabric.jobs.config.Settings;
import io.chronofabric.state.codec.DecisionJson;
import io.chronofabric.state.codec.RejectedJson;
import io.chronofabric.state.codec.VerdictJson;
import io.chronofabric.state.model.Decision;
import io.chronofabric.state.model.Header;
import io.chronofabric.state.model.Rejected;
import io.chronofabric.state.model.Verdict;
import io.chronofabric.time.TimeSource;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Sinks that write JSON records: verdicts and decisions keyed by entity, dead letters by their
 * origin. No record carries an event's time as its own: brokers refuse records dated an hour ahead,
 * and delete by age.
 */
final class KafkaOutputs {
    private KafkaOutputs() {}

    /** How a record becomes text. */
    private interface ToText<T> extends Function<T, String>, Serializable {}

    /** Which trace a record belongs to, if any. */
    private interface ToTrace<T> extends Function<T, TraceContext>, Serializable {}

    static GovernanceJob.Outputs of(KafkaClients clients, Settings settings) {
        return new GovernanceJob.Outputs(
                KafkaOutputs.<Verdict>sink(
                        clients,
                        settings,
                        KafkaOptions.VERDICTS_TOPIC,
                        KafkaOptions.VERDICTS_DELIVERY,
                        Verdict::entity,
                        VerdictJson::write,
                        Verdict::trace),
                KafkaOutputs.<Decision>sink(
                        clients,
                        settings,
                        KafkaOptions.DECISIONS_TOPIC,
                        KafkaOptions.DECISIONS_DELIVERY,
                        Decision::entity,
                        DecisionJson::write,
                        Decision::trace),
                KafkaOutputs.<Rejected>sink(
                        clients,
                        settings,
                        KafkaOptions.DEAD_LETTERS_TOPIC,
                        KafkaOptions.DEAD_LETTERS_DELIVERY,
                        rejected -> rejected.origin().id(),
                        RejectedJson::write,
                        rejected -> null));
    }

    private static <T> Sink<T> sink(
            KafkaClients clients,
            Settings settings,
            Option<String> topicOption,
            Option<Delivery> deliveryOption,
            ToText<T> key,
            ToText<T> value,
            ToTrace<T> trace) {
        String topic = settings.get(topicOption);
        boolean once = settings.get(deliveryOption) == Delivery.EXACTLY_ONCE;
        Properties properties = clients.producer();
        properties.setProperty(
                ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
                Long.toString(settings.get(KafkaOptions.TRANSACTION_TIMEOUT).toMillis()));
        KafkaSink<T> sink =
                KafkaSink.<T>builder()
                        .setKafkaProducerConfig(properties)
                        .setRecordSerializer(new JsonRecord<>(topic, key, value, trace, once))
                        .setDeliveryGuarantee(
                                once
                                        ? DeliveryGuarantee.EXACTLY_ONCE
                                        : DeliveryGuarantee.AT_LEAST_ONCE)
                        .setTransactionalIdPrefix(
                                settings.get(KafkaOptions.TRANSACTION_PREFIX) + "-" + topic)
                        .build();
        return new StrictKafkaSink<>(
                sink, topic, settings.get(KafkaOptions.TRANSACTION_ON_LOSS), clients.admin());
    }

    /** One JSON object a record. */
    private static final class JsonRecord<T> implements KafkaRecordSerializationSchema<T> {
        private static final long serialVersionUID = 1L;

        private final String topic;
        private final ToText<T> key;
        private final ToText<T> value;
        private final ToTrace<T> trace;
        private final boolean once;
        private transient byte[] run;

        JsonRecord(String topic, ToText<T> key, ToText<T> value, ToTrace<T> trace, boolean once) {
            this.topic = topic;
            this.key = key;
            this.value = value;
            this.trace = trace;
            this.once = once;
        }

        @Override
        public void open(SerializationSchema.InitializationContext context, KafkaSinkContext sink) {
            long millis = TimeUnit.NANOSECONDS.toMillis(TimeSource.system().epochNanos());
            run = Long.toString(millis).getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public ProducerRecord<byte[], byte[]> serialize(
                T record, KafkaSinkContext context, Long timestamp) {
            ProducerRecord<byte[], byte[]> made =
                    new ProducerRecord<>(
                            topic,
                            key.apply(record).getBytes(StandardCharsets.UTF_8),
                            value.apply(record).getBytes(StandardCharsets.UTF_8));
            if (!once) {
                // What a writer that was given up had under way may come after its successor's.
                made.headers().add(RecordHeaders.RUN, run);
            }
            TraceContext of = trace.apply(record);
            if (of != null) {
                Header header = Header.traceparent(of);
                made.headers().add(header.name(), header.value());
            }
            return made;
        }
    }
}
