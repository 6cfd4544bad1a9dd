package io.chronofabric.jobs.savepoint;

/**
 * How much is kept of one entity.
 *
 * @param entity which one
 * @param events how many events are kept
 * @param eventBytes of what waits for every event: the events, and the rules' part of few rules
 * @param ruleBytes of what the rules know, where that is kept apart
 * @param rules how many rules look at it
 * @param alerts how many of them have an alert out
 * @param newestNanos when the newest event was, in nanoseconds since the epoch; 0 without events
 */
public record EntitySize(
        String entity,
        int events,
        long eventBytes,
        long ruleBytes,
        int rules,
        int alerts,
        long newestNanos) {
    /** All of it, in bytes, as its serializers write it. */
    public long bytes() {
        return eventBytes + ruleBytes;
    }
}
