package io.chronofabric.operators.causal;

import io.chronofabric.time.causal.DeliveryOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;

/**
 * An event that leaves beside the causal order. Leaves by a side output.
 *
 * @param <E> the events
 * @param event the event
 * @param outcome why it leaves; neither delivered nor a duplicate
 * @param missing what it depends on that had not left before it: ids as text, or {@code
 *     node:from-to}
 */
public record CausalViolation<E>(E event, DeliveryOutcome outcome, List<String> missing) {
    /** Checks that nothing is missing, and copies the list. */
    public CausalViolation {
        Objects.requireNonNull(event, "event");
        Objects.requireNonNull(outcome, "outcome");
        missing = new ArrayList<>(missing);
    }

    /** Flink's type of it. */
    @SuppressWarnings("unchecked") // a class knows nothing of its type parameters
    public static <E> TypeInformation<CausalViolation<E>> type(TypeInformation<E> events) {
        return (TypeInformation<CausalViolation<E>>)
                (TypeInformation<?>)
                        Types.POJO(
                                CausalViolation.class,
                                Map.of(
                                        "event",
                                        events,
                                        "outcome",
                                        Types.ENUM(DeliveryOutcome.class),
                                        "missing",
                                        Types.LIST(Types.STRING)));
    }
}
