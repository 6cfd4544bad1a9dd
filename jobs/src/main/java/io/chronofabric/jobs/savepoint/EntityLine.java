package io.chronofabric.jobs.savepoint;

/**
 * A line about one entity: an event that is kept, or what a rule or pattern has come to.
 *
 * @param kind what it is about
 * @param nanos of an event, when it was, in nanoseconds since the epoch; of the entity, before
 *     which instant all is settled
 * @param text its values, or the rule and what it said
 */
public record EntityLine(Kind kind, long nanos, String text) {
    /** What a line is about. */
    public enum Kind {
        /** The entity itself. */
        ENTITY,
        /** An event that is kept. */
        EVENT,
        /** A rule. */
        RULE,
        /** An alert that is out. */
        ALERT,
        /** The entity, as its patterns know it. */
        PATTERNS,
        /** A pattern. */
        PATTERN,
        /** An event that waits for the watermark before patterns look at it. */
        WAITING,
        /** Nothing: another entity's. */
        NONE
    }
}
