package io.chronofabric.jobs.savepoint;

/** What an operator keeps something of entities for. */
public enum Purpose {
    /** To judge them by rules. */
    RULES,
    /** To find patterns in their events. */
    PATTERNS
}
