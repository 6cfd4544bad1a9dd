package io.chronofabric.jobs.savepoint;

/**
 * How much is kept of one entity.
 *
 * @param entity which one
 * @param events how many events are kept
 * @param eventBytes of what waits for every event: the events, and the rules' part of few rules
 * @param ruleBytes of what the rules know, where that is kept apart
 * @param rules how many rules, or patterns, look at it
 * @param open how many rules have an alert out; of patterns, how many partial matches there are
 * @param newestNanos when the newest event was, in nanoseconds since the epoch; 0 without events
 */
public record EntitySize(
        String entity,
        int events,
        long eventBytes,
        long ruleBytes,
        int rules,
        int open,
        long newestNanos) {
    /** All of it, in bytes, as its serializers write it. */
    public long bytes() {
        return eventBytes + ruleBytes;
    }
}
