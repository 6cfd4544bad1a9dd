package io.chronofabric.state.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.chronofabric.core.ChronoFabricException;
import io.chronofabric.state.model.Fields;
import io.chronofabric.state.model.Origin;
import io.chronofabric.state.model.RejectReason;
import io.chronofabric.state.model.Signal;
import io.chronofabric.state.model.TopicMapping;
import io.chronofabric.time.LogicalTime;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;

/**
 * Reads records in a team's own JSON as a mapping says. Remembers the names of nodes it has seen.
 * Not thread-safe.
 */
final class MappedRecords {
    /** Foreign records may be deeper than ours; beyond these limits they are no telemetry. */
    private static final JsonFactory RECORDS =
            Json.FACTORY
                    .rebuild()
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(64)
                                    .maxNumberLength(1_000)
                                    .build())
                    .build();

    private final TopicMapping mapping;
    private final PointerTree record = new PointerTree();
    private final MappedIdentity identity;
    private final MappedFields fields;
    private final int[] entityParts;
    private final CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder();

    MappedRecords(TopicMapping mapping) {
        this.mapping = mapping;
        identity = new MappedIdentity(mapping, record);
        fields =
                mapping.signals() instanceof TopicMapping.Signals.Wide wide
                        ? new WideFields(wide, record)
                        : new NarrowFields((TopicMapping.Signals.Narrow) mapping.signals(), record);
        entityParts = mapping.entity().at().stream().mapToInt(record::place).toArray();
    }

    Signal read(byte[] value, RecordContext context, Origin origin) throws Refusal, IOException {
        try (JsonParser json = RECORDS.createParser(value)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new Refusal(RejectReason.MALFORMED, "no JSON object", "{…}");
            }
            record.read(json);
            if (json.nextToken() != null) {
                throw new Refusal(
                        RejectReason.MALFORMED, "more text after the JSON object", "one object");
            }
        }
        try {
            long nanos = identity.physicalNanos(context);
            String entity = entity(context.key());
            Fields values = fields.read();
            // Last, so that only records that count lay claim to a node's id.
            LogicalTime time = identity.time(nanos, context);
            return new Signal(time, entity, values, origin);
        } catch (ChronoFabricException e) {
            throw new Refusal(RejectReason.BAD_IDENTITY, e.given(), e.expected());
        }
    }

    private String entity(byte[] key) throws Refusal {
        String name = entityParts.length == 0 ? fromKey(key) : part(0);
        if (entityParts.length > 1) {
            name = joined(name);
        }
        String prefix = mapping.entity().prefix();
        name = prefix.isEmpty() ? name : prefix + name;
        if (!Names.isUsable(name)) {
            throw badEntity(Shown.of(name), Names.EXPECTED);
        }
        return name;
    }

    private String joined(String first) throws Refusal {
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < entityParts.length; i++) {
            String part = i == 0 ? first : part(i);
            if (part.indexOf('/') >= 0) {
                throw badEntity(
                        Shown.of(part) + at(i),
                        "no / in a part of a name that / joins, because a/b and c would be"
                                + " the same as a and b/c");
            }
            name.append(i == 0 ? "" : "/").append(part);
        }
        return name.toString();
    }

    /** Text, or the digits of a whole number. */
    private String part(int index) throws Refusal {
        int place = entityParts[index];
        JsonToken token = record.token(place);
        boolean named = token == JsonToken.VALUE_STRING || token == JsonToken.VALUE_NUMBER_INT;
        if (!named || record.text(place).isBlank()) {
            throw badEntity(record.show(place) + at(index), "text or a whole number");
        }
        return record.text(place);
    }

    private String fromKey(byte[] key) throws Refusal {
        if (key == null || key.length == 0) {
            throw badEntity("no key", "a record with a key that names the entity");
        }
        try {
            String name = utf8.decode(ByteBuffer.wrap(key)).toString();
            if (name.isBlank()) {
                throw badEntity("the key " + Shown.of(name), Names.EXPECTED);
            }
            return name;
        } catch (CharacterCodingException e) {
            throw badEntity("a key of " + key.length + " bytes that are no UTF-8", "UTF-8 text");
        }
    }

    private String at(int part) {
        return " at " + Shown.of(mapping.entity().at().get(part));
    }

    private static Refusal badEntity(String given, String expected) {
        return new Refusal(RejectReason.BAD_IDENTITY, "entity: " + given, expected);
    }
}
