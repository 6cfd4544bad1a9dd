package io.chronofabric.jobs.kafka;

import java.util.ArrayList;
import java.util.List;

/**
 * A stretch of a partition.
 *
 * @param partition its number
 * @param from the first offset in it
 * @param to the first offset after it
 */
public record Range(int partition, long from, long to) {
    /** What of some ranges lies before the rest that was left of them. */
    public static List<Range> before(List<Range> all, List<Range> rest) {
        if (rest.isEmpty()) {
            return all;
        }
        Range next = rest.get(0);
        List<Range> before = new ArrayList<>();
        for (Range range : all) {
            if (range.partition() == next.partition()) {
                if (range.from() < next.from()) {
                    before.add(new Range(range.partition(), range.from(), next.from()));
                }
                return before;
            }
            before.add(range);
        }
        return before;
    }
}
