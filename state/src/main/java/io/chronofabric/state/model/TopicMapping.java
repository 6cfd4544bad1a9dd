package io.chronofabric.state.model;

import java.io.Serializable;
import java.util.List;
import java.util.Objects;

/**
 * How the records of some topics become signals ({@code kind: Mapping}): where in a team's own JSON
 * the time, the node, the entity and the measurements stand. Places are JSON Pointers (RFC 6901).
 * Serializable so that a job graph can carry it; data never travels that way.
 *
 * @param id what the mapping is called in messages
 * @param topics the topics it is for; at least one
 * @param number the topic number of the first topic, from which the nodes of derived times are
 *     made; further topics have the numbers after it
 * @param time when an event happened
 * @param identity what makes an event the same event
 * @param entity what was measured
 * @param signals the measurements
 */
public record TopicMapping(
        String id,
        List<String> topics,
        int number,
        Time time,
        Identity identity,
        Entity entity,
        Signals signals)
        implements Serializable {
    /** The largest topic number. */
    public static final int MAX_NUMBER = 63;

    /** How many partitions of a topic have nodes of their own in derived times. */
    public static final int PARTITIONS = 1_024;

    /** When an event happened. */
    public sealed interface Time extends Serializable {
        /** At the record's own timestamp. */
        record OfRecord() implements Time {}

        /**
         * At the moment that the data names.
         *
         * @param at where it stands
         * @param unit what it is counted in
         */
        record At(String at, Unit unit) implements Time {}
    }

    /** How data write a moment. */
    public enum Unit {
        /** Nanoseconds since the epoch. */
        NANOS,
        /** Microseconds since the epoch. */
        MICROS,
        /** Milliseconds since the epoch. */
        MILLIS,
        /** Seconds since the epoch. */
        SECONDS,
        /** ISO-8601 with an offset. */
        ISO
    }

    /** What makes an event the same event, should its record come again. */
    public sealed interface Identity extends Serializable {
        /** The place of the record: topic number, partition and offset. */
        record OfPlace() implements Identity {}

        /**
         * The time and the node that the data name, and the logical counter where there is one.
         *
         * @param nodeAt where the node's number or name stands
         * @param logicalAt where the counter stands, or empty: it is always 0
         */
        record OfNode(String nodeAt, String logicalAt) implements Identity {}
    }

    /**
     * What was measured.
     *
     * @param at where the parts of its name stand, which {@code /} joins; none: it is the record's
     *     key
     * @param prefix what goes before the name; may be empty
     */
    public record Entity(List<String> at, String prefix) implements Serializable {
        /** Makes the list unmodifiable. */
        public Entity {
            at = List.copyOf(at);
            Objects.requireNonNull(prefix, "prefix");
        }
    }

    /** Where the measurements stand. */
    public sealed interface Signals extends Serializable {
        /**
         * Several in one record, each at a place of its own.
         *
         * @param fields the measurements, in order of declaration
         * @param allNeeded whether a record that lacks one is rejected; else one must be there
         */
        record Wide(List<Field> fields, boolean allNeeded) implements Signals {
            /** Makes the list unmodifiable. */
            public Wide {
                fields = List.copyOf(fields);
            }
        }

        /**
         * One in each record, which names it.
         *
         * @param nameAt where its name stands
         * @param valueAt where its value stands
         */
        record Narrow(String nameAt, String valueAt) implements Signals {}
    }

    /**
     * A measurement: {@code value * scale + offset} of a number in the data.
     *
     * @param name the field of the event
     * @param at where the number stands
     * @param unit unit after the conversion, for people; may be empty
     * @param scale factor
     * @param offset summand
     */
    public record Field(String name, String at, String unit, double scale, double offset)
            implements Serializable {}

    /** Checks that nothing is missing and the numbers are in range. */
    public TopicMapping {
        Objects.requireNonNull(id, "id");
        topics = List.copyOf(topics);
        Objects.requireNonNull(time, "time");
        Objects.requireNonNull(identity, "identity");
        Objects.requireNonNull(entity, "entity");
        Objects.requireNonNull(signals, "signals");
        if (topics.isEmpty() || number < 0 || number + topics.size() - 1 > MAX_NUMBER) {
            throw new IllegalArgumentException(
                    topics.size()
                            + " topics from number "
                            + number
                            + " (expected: at least one, numbers 0 to "
                            + MAX_NUMBER
                            + ")");
        }
    }

    /** The number of one of the topics, or -1 if this mapping is not for it. */
    public int numberOf(String topic) {
        int index = topics.indexOf(topic);
        return index < 0 ? -1 : number + index;
    }
}
