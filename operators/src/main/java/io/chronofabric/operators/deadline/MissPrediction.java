package io.chronofabric.operators.deadline;

import java.util.PriorityQueue;
import java.util.stream.IntStream;

/**
 * What becomes of events that wait for one server, if nothing else comes.
 *
 * @param waiting how many wait
 * @param misses how many of them will not be released by their deadline
 * @param worstLateNanos how late the worst of them will be, as {@link DeadlineMiss#lateNanos} has
 *     it; 0 if none will be
 */
public record MissPrediction(int waiting, int misses, long worstLateNanos) {
    /**
     * Goes through the schedule, in the time of sorting the events.
     *
     * @param freeNanos when the server is free
     * @param serviceNanos how long it takes for each
     * @param arrivals when each comes, nanoseconds
     * @param deadlines the deadline of each, nanoseconds, in the same order
     */
    public static MissPrediction of(
            long freeNanos, long serviceNanos, long[] arrivals, long[] deadlines) {
        int[] order =
                IntStream.range(0, arrivals.length)
                        .boxed()
                        .sorted((a, b) -> Long.compare(arrivals[a], arrivals[b]))
                        .mapToInt(Integer::intValue)
                        .toArray();
        PriorityQueue<Long> ready = new PriorityQueue<>();
        long free = freeNanos;
        int misses = 0;
        long worst = 0;
        for (int next = 0; next < order.length || !ready.isEmpty(); ) {
            long start = ready.isEmpty() ? Math.max(free, arrivals[order[next]]) : free;
            while (next < order.length && arrivals[order[next]] <= start) {
                ready.add(deadlines[order[next++]]);
            }
            while (!ready.isEmpty() && ready.peek() < start) {
                misses++;
                worst = Math.max(worst, start - ready.remove());
            }
            if (!ready.isEmpty()) {
                ready.remove();
                free = start + serviceNanos < start ? Long.MAX_VALUE : start + serviceNanos;
            }
        }
        return new MissPrediction(arrivals.length, misses, worst);
    }
}
