package io.chronofabric.operators.deadline;

import java.io.Serializable;
import java.time.Duration;

/**
 * How fast the events of a key are released, and how many may wait.
 *
 * @param service event time from one release to the next: one over the rate; 1 ns to a year
 * @param maxWaiting events of a key that may wait, at least 1
 * @param maxWaitingBytes bytes of a key's events that may wait, at least 1
 * @param atBound what leaves at either bound
 */
public record DeadlineSettings(
        Duration service, int maxWaiting, long maxWaitingBytes, AtBound atBound)
        implements Serializable {
    private static final long serialVersionUID = 1L;

    /** What leaves when there is no room. */
    public enum AtBound {
        /** The event that came last. */
        NEWEST,
        /** The event with the latest deadline: the one that is of least urgency. */
        LATEST_DEADLINE
    }

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if one is out of range
     */
    public DeadlineSettings {
        Duration longest = Duration.ofDays(366);
        if (service.compareTo(Duration.ofNanos(1)) < 0 || service.compareTo(longest) > 0) {
            throw new IllegalArgumentException(
                    "service: " + service + " (expected: PT0.000000001S to " + longest + ")");
        }
        if (maxWaiting < 1 || maxWaitingBytes < 1) {
            throw new IllegalArgumentException(
                    "waiting: "
                            + maxWaiting
                            + " events, "
                            + maxWaitingBytes
                            + " bytes (expected: >= 1 each)");
        }
    }
}
