package io.chronofabric.jobs.deadletters;

import io.chronofabric.state.model.DeadLetter;
import io.chronofabric.state.model.Origin;
import java.util.Set;

/**
 * Which letters are meant. An empty set leaves all in.
 *
 * @param reasons codes of reasons
 * @param topics topics that the records came from
 * @param sinceMillis the earliest arrival, milliseconds since the epoch
 * @param untilMillis the first arrival that is too late
 * @param ids the letters themselves
 */
public record LetterFilter(
        Set<String> reasons,
        Set<String> topics,
        long sinceMillis,
        long untilMillis,
        Set<Origin> ids) {
    /** Takes copies. */
    public LetterFilter {
        reasons = Set.copyOf(reasons);
        topics = Set.copyOf(topics);
        ids = Set.copyOf(ids);
    }

    boolean test(Letter letter) {
        long arrival = letter.arrivalMillis();
        if (arrival < sinceMillis || arrival >= untilMillis) {
            return false;
        }
        if (!ids.isEmpty() && !ids.contains(letter.origin()) && !ids.contains(letter.place())) {
            return false;
        }
        if (letter.content().isEmpty()) {
            return reasons.isEmpty() && topics.isEmpty();
        }
        DeadLetter content = letter.content().get();
        return (reasons.isEmpty() || reasons.contains(content.reason()))
                && (topics.isEmpty() || topics.contains(content.origin().source()));
    }
}
