package io.chronofabric.jobs.rules;

import io.chronofabric.state.flink.RecordTypes;
import io.chronofabric.state.model.RuleControl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Reads the records of the rules' topic; what is none of them goes on as rejected. */
final class RuleControlDeserializer implements KafkaRecordDeserializationSchema<RuleControl> {
    private static final long serialVersionUID = 1L;

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> entry, Collector<RuleControl> out) {
        if (entry.value() == null) {
            // A change that was refused has been taken out of the log.
            return;
        }
        out.collect(RuleTopic.read(entry));
    }

    @Override
    public TypeInformation<RuleControl> getProducedType() {
        return RecordTypes.ruleControl();
    }
}
