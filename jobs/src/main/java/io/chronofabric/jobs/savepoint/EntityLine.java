package io.chronofabric.jobs.savepoint;

/**
 * A line about one entity: an event that is kept, or what a rule has come to.
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
        /** Nothing: another entity's. */
        NONE
    }
}
