package io.chronofabric.operators.deadline;

import java.util.Map;
import java.util.Objects;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;

/**
 * An event that was not released by its deadline. Leaves by a side output.
 *
 * @param <E> the events
 * @param event the event
 * @param reason why
 * @param lateNanos from its deadline to the first moment at which it could have been released; 0
 *     where it left for want of room
 */
public record DeadlineMiss<E>(E event, Reason reason, long lateNanos) {
    /** Why an event was not released. */
    public enum Reason {
        /** Events with earlier deadlines took its time, or it came too late. */
        TOO_LATE,
        /** More waited than may. */
        NO_ROOM
    }

    /** Checks that nothing is missing. */
    public DeadlineMiss {
        Objects.requireNonNull(event, "event");
        Objects.requireNonNull(reason, "reason");
    }

    /** Flink's type of it. */
    @SuppressWarnings("unchecked") // a class knows nothing of its type parameters
    public static <E> TypeInformation<DeadlineMiss<E>> type(TypeInformation<E> events) {
        return (TypeInformation<DeadlineMiss<E>>)
                (TypeInformation<?>)
                        Types.POJO(
                                DeadlineMiss.class,
                                Map.of(
                                        "event",
                                        events,
                                        "reason",
                                        Types.ENUM(Reason.class),
                                        "lateNanos",
                                        Types.LONG));
    }
}
