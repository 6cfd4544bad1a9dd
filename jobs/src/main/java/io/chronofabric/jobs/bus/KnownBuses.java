package io.chronofabric.jobs.bus;

import io.chronofabric.bus.BusException;
import io.chronofabric.bus.aeron.BusConnection;
import io.chronofabric.bus.aeron.Recording;
import io.chronofabric.core.DidYouMean;
import io.chronofabric.core.ErrorCode;
import java.util.List;

/** The buses of which the log has something. */
public final class KnownBuses {
    private static final int SHOWN = 20;

    private KnownBuses() {}

    /** Their names, sorted. */
    public static List<String> of(BusConnection connection) {
        return connection.recordings().stream().map(Recording::bus).distinct().sorted().toList();
    }

    /**
     * Does nothing if the log has something of a bus.
     *
     * @throws BusException with {@link ErrorCode#BUS_SUBSCRIPTION_NOT_FOUND} if not
     */
    public static void require(BusConnection connection, String bus) {
        List<String> known = of(connection);
        if (!known.contains(bus)) {
            throw new BusException(
                    ErrorCode.BUS_SUBSCRIPTION_NOT_FOUND,
                    "bus " + bus + ", of which the log has nothing",
                    DidYouMean.suggest(bus, known)
                            .map(name -> "did you mean " + name + "?")
                            .orElse(
                                    known.isEmpty()
                                            ? "a bus with a durable publisher; the log is empty"
                                            : "one of "
                                                    + String.join(
                                                            ", ",
                                                            known.stream().limit(SHOWN).toList())),
                    "chronofabric bus stats lists what there is.");
        }
    }
}
