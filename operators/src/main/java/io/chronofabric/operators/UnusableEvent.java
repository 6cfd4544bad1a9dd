package io.chronofabric.operators;

import java.util.Map;
import java.util.Objects;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;

/**
 * An event that an operator could not read what it needs from. Leaves by a side output.
 *
 * @param <E> the events
 * @param event the event
 * @param text why, as a sentence
 */
public record UnusableEvent<E>(E event, String text) {
    /** Checks that nothing is missing. */
    public UnusableEvent {
        Objects.requireNonNull(event, "event");
        Objects.requireNonNull(text, "text");
    }

    /** Flink's type of it. */
    @SuppressWarnings("unchecked") // a class knows nothing of its type parameters
    public static <E> TypeInformation<UnusableEvent<E>> type(TypeInformation<E> events) {
        return (TypeInformation<UnusableEvent<E>>)
                (TypeInformation<?>)
                        Types.POJO(
                                UnusableEvent.class, Map.of("event", events, "text", Types.STRING));
    }
}
