package io.chronofabric.jobs.kafka;

import io.chronofabric.jobs.GovernanceJob;
import io.chronofabric.jobs.config.KafkaOptions;
import io.chronofabric.jobs.config.Settings;
import io.chronofabric.jobs.config.TopicPosition;
import io.chronofabric.state.model.Ingested;
import io.chronofabric.state.model.TopicMapping;
import java.time.Duration;
import java.util.List;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;

/** The source that reads topics, and their watermarks: each partition has its own. */
final class KafkaInput {
    /** How often partitions are compared. */
    private static final Duration ALIGNMENT_INTERVAL = Duration.ofMillis(200);

    private KafkaInput() {}

    static GovernanceJob.Input of(
            KafkaClients clients,
            Settings settings,
            List<String> topics,
            List<TopicMapping> mappings) {
        String group = settings.get(KafkaOptions.GROUP);
        KafkaSourceBuilder<Ingested> source =
                KafkaSource.<Ingested>builder()
                        .setProperties(clients.consumer())
                        .setTopics(topics)
                        .setGroupId(group)
                        .setClientIdPrefix(group)
                        .setStartingOffsets(offsets(settings.get(KafkaOptions.FROM)))
                        .setDeserializer(
                                new SignalDeserializer(
                                        mappings,
                                        new ArrivalCheck(
                                                settings.get(KafkaOptions.MAX_AHEAD),
                                                settings.get(KafkaOptions.EARLIEST))));
        settings.find(KafkaOptions.UNTIL).ifPresent(end -> source.setBounded(offsets(end)));
        return new GovernanceJob.Input(
                source.build(), "kafka: " + String.join(", ", topics), watermarks(settings));
    }

    private static WatermarkStrategy<Ingested> watermarks(Settings settings) {
        WatermarkStrategy<Ingested> watermarks =
                SignalWatermarks.strategy(
                        settings.get(KafkaOptions.OUT_OF_ORDERNESS),
                        settings.get(KafkaOptions.IDLE_AFTER));
        Duration drift = settings.get(KafkaOptions.ALIGNMENT);
        return drift.isZero()
                ? watermarks
                : watermarks.withWatermarkAlignment("signals", drift, ALIGNMENT_INTERVAL);
    }

    private static OffsetsInitializer offsets(TopicPosition position) {
        return switch (position.place()) {
            case COMMITTED -> OffsetsInitializer.committedOffsets(OffsetResetStrategy.EARLIEST);
            case EARLIEST -> OffsetsInitializer.earliest();
            case LATEST -> OffsetsInitializer.latest();
            case MOMENT -> OffsetsInitializer.timestamp(position.moment().toEpochMilli());
        };
    }
}
