package io.chronofabric.bus;

import io.chronofabric.core.ErrorCode;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The buses of this JVM by name, so that a Flink source that arrives as part of a serialized job
 * graph finds the bus of the process it runs in. A bus leaves by itself once it is closed and its
 * last subscription is too. Safe for use by many threads.
 */
public final class LocalBuses {
    private static final ConcurrentMap<String, PhaseCoherenceBus<?>> BUSES =
            new ConcurrentHashMap<>();

    private LocalBuses() {}

    /**
     * Makes a bus findable under its name.
     *
     * @return the same bus
     * @throws BusException with {@link ErrorCode#BUS_INITIALIZATION_FAILED} if another bus has the
     *     name, or this one is closed
     */
    public static <T> PhaseCoherenceBus<T> register(PhaseCoherenceBus<T> bus) {
        if (bus.isClosed()) {
            throw failed(
                    "bus " + bus.name() + ", which is closed", "an open bus", "Make a new one.");
        }
        PhaseCoherenceBus<?> other = BUSES.putIfAbsent(bus.name(), bus);
        if (other != null && other != bus) {
            throw failed(
                    "a second bus named " + bus.name(),
                    "a name that no other bus of this JVM has",
                    other.isClosed()
                            ? "The other is closed and still being drained; end its subscriptions"
                                    + " or choose another name."
                            : "Choose another name, or close the other bus.");
        }
        return bus;
    }

    /**
     * The bus of a name.
     *
     * @param payloadType what the caller expects to travel on it
     * @throws BusException with {@link ErrorCode#BUS_INITIALIZATION_FAILED} if there is none, or it
     *     carries something else
     */
    @SuppressWarnings("unchecked") // the payload types are compared
    public static <T> PhaseCoherenceBus<T> find(String name, Class<T> payloadType) {
        PhaseCoherenceBus<?> bus = BUSES.get(name);
        if (bus == null) {
            throw failed(
                    "bus " + name,
                    "one of " + names(),
                    "The in-process bus exists only in the JVM that publishes: register it there"
                            + " before the job starts, and run the job in that JVM.");
        }
        if (bus.payloadType() != payloadType) {
            throw failed(
                    "bus " + name + " read as " + payloadType.getName(),
                    bus.payloadType().getName()
                            + (bus.payloadType().getName().equals(payloadType.getName())
                                    ? " of the class loader that made the bus"
                                    : ""),
                    "Use the payload type that the bus was made with.");
        }
        return (PhaseCoherenceBus<T>) bus;
    }

    /** The names of all buses here, sorted. */
    public static List<String> names() {
        return BUSES.keySet().stream().sorted().toList();
    }

    static void forget(PhaseCoherenceBus<?> bus) {
        BUSES.remove(bus.name(), bus);
    }

    private static BusException failed(String given, String expected, String action) {
        return new BusException(ErrorCode.BUS_INITIALIZATION_FAILED, given, expected, action);
    }
}
