package io.chronofabric.state.codec;

import com.fasterxml.jackson.core.JsonToken;
import io.chronofabric.core.NodeId;
import io.chronofabric.state.model.Origin;
import io.chronofabric.state.model.RejectReason;
import io.chronofabric.state.model.TopicMapping;
import io.chronofabric.state.model.TopicMapping.Identity;
import io.chronofabric.state.model.TopicMapping.Time;
import io.chronofabric.time.LogicalTime;

/**
 * The time of a mapped record, which is its identity. In order of precedence: what the header says;
 * time and node that the data name; time, and the record's place for the rest. A place gives each
 * record an identity of its own, and the same one whenever it is read:
 *
 * <pre>{@code
 * physical = when it happened
 * logical  = offset                                48 bits
 * node     = topic number (6 bits) | partition (10 bits)
 * }</pre>
 */
final class MappedIdentity {
    private static final long NANOS_PER_MILLI = 1_000_000L;

    private final TopicMapping mapping;
    private final PointerTree record;
    private final NodeNames nodes = new NodeNames();

    /** Indices of places, or -1. */
    private final int timePlace;

    private final int nodePlace;
    private final int logicalPlace;

    MappedIdentity(TopicMapping mapping, PointerTree record) {
        this.mapping = mapping;
        this.record = record;
        timePlace = mapping.time() instanceof Time.At time ? record.place(time.at()) : -1;
        if (mapping.identity() instanceof Identity.OfNode given) {
            nodePlace = record.place(given.nodeAt());
            logicalPlace = given.logicalAt().isEmpty() ? -1 : record.place(given.logicalAt());
        } else {
            nodePlace = -1;
            logicalPlace = -1;
        }
    }

    /** When it happened. The data's word goes before the record's timestamp. */
    long physicalNanos(RecordContext context) throws Refusal {
        if (context.hlc() != null) {
            return context.hlc().physicalNanos();
        }
        if (mapping.time() instanceof Time.At time) {
            return nanos(time);
        }
        long millis = context.timestampMillis();
        if (millis < 0 || millis > Long.MAX_VALUE / NANOS_PER_MILLI) {
            throw bad(
                    "timestamp of the record: " + millis + " ms",
                    "milliseconds between 1970 and 2262");
        }
        return millis * NANOS_PER_MILLI;
    }

    private long nanos(Time.At time) throws Refusal {
        JsonToken token = record.token(timePlace);
        String text = record.text(timePlace);
        if (time.unit() == TopicMapping.Unit.ISO) {
            if (token != JsonToken.VALUE_STRING) {
                throw badTime(time, "ISO-8601 with Z or an offset, as text");
            }
            return Timestamps.parseIso(text);
        }
        if (token == JsonToken.VALUE_NUMBER_INT && text.length() <= 18) {
            return Timestamps.ofCount(Long.parseLong(text), unitNanos(time.unit()));
        }
        // Senders write large counts as text, because many readers would round the number.
        boolean count =
                text != null && (token != JsonToken.VALUE_STRING || Decimals.isDecimal(text));
        if (!count) {
            throw badTime(time, unitName(time.unit()) + " since 1970, as a number or its digits");
        }
        return Timestamps.parseCount(text, unitDigits(time.unit()));
    }

    /**
     * The whole time.
     *
     * @param nanos its physical part
     */
    LogicalTime time(long nanos, RecordContext context) throws Refusal {
        if (context.hlc() != null) {
            return context.hlc();
        }
        if (nodePlace < 0) {
            return ofPlace(nanos, context.identity());
        }
        long logical = logicalPlace < 0 ? 0 : logical();
        return new LogicalTime(nanos, logical, node());
    }

    private LogicalTime ofPlace(long nanos, Origin place) throws Refusal {
        int number = mapping.numberOf(place.source());
        if (number < 0) {
            throw bad(
                    "a place in the topic " + Shown.of(place.source()),
                    "one of the topics of mapping " + mapping.id());
        }
        if (place.partition() < 0 || place.partition() >= TopicMapping.PARTITIONS) {
            throw bad(
                    "partition: " + place.partition(),
                    "0 to "
                            + (TopicMapping.PARTITIONS - 1)
                            + ", or a mapping that says where the node stands");
        }
        if (place.position() < 0 || place.position() > LogicalTime.MAX_LOGICAL) {
            throw bad(
                    "offset: " + place.position(),
                    "0 to 2^48-1, or a mapping that says where the node stands");
        }
        return new LogicalTime(
                nanos, place.position(), number * TopicMapping.PARTITIONS + place.partition());
    }

    private long logical() throws Refusal {
        String text = record.text(logicalPlace);
        if (record.token(logicalPlace) == JsonToken.VALUE_NUMBER_INT && text.length() <= 18) {
            long logical = Long.parseLong(text);
            if (logical >= 0 && logical <= LogicalTime.MAX_LOGICAL) {
                return logical;
            }
        }
        String at = ((Identity.OfNode) mapping.identity()).logicalAt();
        throw bad(
                "logical: " + record.show(logicalPlace) + " at " + Shown.of(at),
                "a whole number, 0 to 2^48-1");
    }

    private int node() throws Refusal {
        JsonToken token = record.token(nodePlace);
        String text = record.text(nodePlace);
        boolean named = token == JsonToken.VALUE_STRING && !text.isBlank();
        boolean numbered = token == JsonToken.VALUE_NUMBER_INT && text.charAt(0) != '-';
        if (!named && !numbered) {
            String at = ((Identity.OfNode) mapping.identity()).nodeAt();
            throw bad(
                    "node: " + record.show(nodePlace) + " at " + Shown.of(at),
                    "a number, 0 to " + NodeId.MAX + ", or a name");
        }
        return nodes.id(text);
    }

    private static long unitNanos(TopicMapping.Unit unit) {
        return switch (unit) {
            case NANOS, ISO -> 1;
            case MICROS -> 1_000;
            case MILLIS -> NANOS_PER_MILLI;
            case SECONDS -> 1_000_000_000L;
        };
    }

    private static int unitDigits(TopicMapping.Unit unit) {
        return switch (unit) {
            case NANOS, ISO -> 0;
            case MICROS -> 3;
            case MILLIS -> 6;
            case SECONDS -> 9;
        };
    }

    private static String unitName(TopicMapping.Unit unit) {
        return switch (unit) {
            case NANOS, ISO -> "nanoseconds";
            case MICROS -> "microseconds";
            case MILLIS -> "milliseconds";
            case SECONDS -> "seconds";
        };
    }

    private Refusal badTime(Time.At time, String expected) {
        return bad("time: " + record.show(timePlace) + " at " + Shown.of(time.at()), expected);
    }

    private static Refusal bad(String given, String expected) {
        return new Refusal(RejectReason.BAD_IDENTITY, given, expected);
    }
}
