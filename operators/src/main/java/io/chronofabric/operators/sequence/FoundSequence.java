package io.chronofabric.operators.sequence;

/**
 * What is known of a match of a key.
 *
 * @param id the same for the same match in every run; see {@link MatchIds}
 * @param kind how certain it is
 * @param key the key
 * @param endNanos when it was complete, nanoseconds since the epoch
 * @param match the match; null where it is withdrawn
 * @param <E> the events
 */
public record FoundSequence<E>(
        String id, Kind kind, String key, long endNanos, SequenceMatch<E> match) {
    /** How certain a match is. */
    public enum Kind {
        /** The watermark has settled it. */
        FOUND,
        /** An absence that arrival times tell before the watermark does. Said once. */
        GUARDED,
        /** What was {@link #GUARDED} turned out wrong. */
        WITHDRAWN
    }
}
