package io.chronofabric.jobs.config;

import java.time.Instant;
import java.util.Objects;

/**
 * A place in each partition of a topic.
 *
 * @param place which
 * @param moment the first record appended at this moment or after, where that is the place
 */
public record TopicPosition(Place place, Instant moment) {
    /** Ways to name a place. */
    public enum Place {
        /** Where the consumer group has come to; the first record where it has no offset yet. */
        COMMITTED,
        /** The first record there is. */
        EARLIEST,
        /** The end, as it is when the job starts. */
        LATEST,
        /** A moment. */
        MOMENT
    }

    /** Checks that nothing is missing. */
    public TopicPosition {
        Objects.requireNonNull(place, "place");
        Objects.requireNonNull(moment, "moment");
    }

    static TopicPosition of(Place place) {
        return new TopicPosition(place, Instant.EPOCH);
    }
}
