package io.chronofabric.operators.deadline;

import io.chronofabric.time.LogicalTime;
import java.io.Serializable;

/**
 * Tells an event's time and deadline. Asked once for an event, by the task's thread. What it throws
 * makes the event unusable and lets the job go on, unless it is a {@link
 * io.chronofabric.operators.StopJobException}.
 *
 * @param <E> the events
 */
public interface DeadlinePort<E> extends Serializable {
    /** When it happened; its milliseconds are Flink's event time. */
    LogicalTime time(E event);

    /** The last moment at which it is of use to release it, nanoseconds since the epoch. */
    long deadlineNanos(E event);

    /** Its size as the bound counts it, not negative. */
    long bytes(E event);
}
