package io.chronofabric.jobs.kafka;

import io.chronofabric.core.ChronoFabricException;
import io.chronofabric.core.TraceContext;
import io.chronofabric.state.codec.RecordContext;
import io.chronofabric.state.codec.RecordReader;
import io.chronofabric.state.flink.RecordTypes;
import io.chronofabric.state.model.Form;
import io.chronofabric.state.model.Ingested;
import io.chronofabric.state.model.Origin;
import io.chronofabric.state.model.RejectReason;
import io.chronofabric.state.model.Rejected;
import io.chronofabric.state.model.Signal;
import io.chronofabric.state.model.TopicMapping;
import io.chronofabric.time.LogicalTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes one signal, or one rejected record, of every Kafka record. Never throws: whatever a record
 * holds, the job goes on.
 */
final class SignalDeserializer implements KafkaRecordDeserializationSchema<Ingested> {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(SignalDeserializer.class);

    private final ArrayList<TopicMapping> mappings;
    private final ArrivalCheck arrival;
    private transient Map<String, RecordReader> readers;
    private transient RecordReader ownForm;
    private transient long faults;

    /**
     * @param mappings of the topics whose records are not in our own form
     * @param arrival what times can be right
     */
    SignalDeserializer(List<TopicMapping> mappings, ArrivalCheck arrival) {
        this.mappings = new ArrayList<>(mappings);
        this.arrival = arrival;
    }

    @Override
    public TypeInformation<Ingested> getProducedType() {
        return RecordTypes.ingested();
    }

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<Ingested> out) {
        out.collect(read(record));
    }

    /** What a record holds. */
    Ingested read(ConsumerRecord<byte[], byte[]> record) {
        Origin origin = new Origin(record.topic(), record.partition(), record.offset());
        Ingested read;
        try {
            read = read(record, origin);
        } catch (RuntimeException e) {
            // A fault of ours must not stop the stream either; the record can be replayed later.
            if (faults++ == 0) {
                LOG.error("A record at {} could not be read because of a fault.", origin, e);
            }
            read =
                    new Rejected(
                            bytes(record),
                            origin,
                            RejectReason.MALFORMED,
                            "a fault in reading it: " + e);
        }
        if (!(read instanceof Rejected rejected)) {
            return read;
        }
        Form form = record.value() == null ? Form.TOMBSTONE : rejected.form();
        return new Rejected(
                rejected.raw(),
                form,
                origin,
                rejected.reason(),
                rejected.text(),
                RecordHeaders.transport(record));
    }

    private Ingested read(ConsumerRecord<byte[], byte[]> record, Origin origin) {
        RecordHeaders headers = new RecordHeaders(record.headers());
        LogicalTime hlc;
        RecordHeaders.Place first;
        long clockErrorNanos;
        try {
            hlc = headers.hlc();
            first = headers.origin(origin, record.timestamp());
            clockErrorNanos = headers.clockErrorNanos();
        } catch (ChronoFabricException e) {
            return badIdentity(record, origin, e.given(), e.expected());
        }
        RecordReader reader = headers.isOwnForm() ? ownForm() : readerOf(record.topic());
        RecordContext context =
                new RecordContext(first.appendMillis(), record.key(), hlc, first.origin());
        Ingested read = reader.read(record.value(), context, origin);
        if (!(read instanceof Signal signal)) {
            return read;
        }
        if (clockErrorNanos != Signal.NO_BOUND && signal.clockErrorNanos() != clockErrorNanos) {
            if (signal.clockErrorNanos() != Signal.NO_BOUND) {
                return badIdentity(
                        record,
                        origin,
                        "clockErrorNanos: " + signal.clockErrorNanos(),
                        clockErrorNanos + ", as the header " + RecordHeaders.CLOCK_ERROR + " says");
            }
            signal = signal.within(clockErrorNanos);
        }
        TraceContext trace = headers.trace();
        return arrival.check(
                trace == null ? signal : signal.of(trace), bytes(record), record.timestamp());
    }

    private static Rejected badIdentity(
            ConsumerRecord<byte[], byte[]> record, Origin origin, String given, String expected) {
        return new Rejected(
                bytes(record),
                origin,
                RejectReason.BAD_IDENTITY,
                given + " (expected: " + expected + ")");
    }

    private RecordReader readerOf(String topic) {
        if (readers == null) {
            readers = new HashMap<>();
            for (TopicMapping mapping : mappings) {
                RecordReader reader = RecordReader.of(mapping);
                mapping.topics().forEach(name -> readers.put(name, reader));
            }
        }
        RecordReader reader = readers.get(topic);
        return reader == null ? ownForm() : reader;
    }

    private RecordReader ownForm() {
        if (ownForm == null) {
            ownForm = RecordReader.ofSignals();
        }
        return ownForm;
    }

    private static byte[] bytes(ConsumerRecord<byte[], byte[]> record) {
        return record.value() == null ? new byte[0] : record.value();
    }
}
