package io.chronofabric.jobs.bus;

import io.chronofabric.bus.BusException;
import io.chronofabric.bus.aeron.BusConnection;
import io.chronofabric.bus.aeron.ConsumerPositions;
import io.chronofabric.bus.aeron.RecordingKind;
import io.chronofabric.core.DidYouMean;
import io.chronofabric.core.ErrorCode;
import java.util.ArrayList;
import java.util.List;

/** Keeps a consumer's place for a savepoint, and forgets it again. */
public final class Holds {
    private static final List<RecordingKind> KINDS =
            List.of(RecordingKind.DATA, RecordingKind.COMMITS);

    private final ConsumerPositions positions;

    /** Over a connection. */
    public Holds(BusConnection connection) {
        this.positions = connection.consumers();
    }

    /**
     * Keeps everything that a consumer has still to read.
     *
     * @throws BusException with {@link ErrorCode#BUS_SUBSCRIPTION_NOT_FOUND} if there is no such
     *     consumer
     */
    public void hold(String bus, String consumer, String name) {
        boolean any = false;
        for (RecordingKind kind : KINDS) {
            if (positions.consumers(bus, kind).contains(consumer)) {
                positions.hold(bus, kind, consumer, name);
                any = true;
            }
        }
        if (!any) {
            throw unknown("consumer", bus, consumer);
        }
    }

    /**
     * Forgets a hold, or else the consumer of that name.
     *
     * @return what it was
     * @throws BusException with {@link ErrorCode#BUS_SUBSCRIPTION_NOT_FOUND} if there is neither
     */
    public String release(String bus, String name) {
        boolean hold = KINDS.stream().anyMatch(kind -> isHeld(bus, kind, name));
        List<RecordingKind> kinds =
                KINDS.stream()
                        .filter(
                                kind ->
                                        hold
                                                ? isHeld(bus, kind, name)
                                                : positions.consumers(bus, kind).contains(name))
                        .toList();
        if (kinds.isEmpty()) {
            throw unknown("hold or consumer", bus, name);
        }
        kinds.forEach(kind -> positions.release(bus, kind, name));
        return hold ? "hold" : "consumer";
    }

    private boolean isHeld(String bus, RecordingKind kind, String name) {
        return positions.consumers(bus, kind).stream()
                .anyMatch(
                        one ->
                                ConsumerPositions.isHold(one)
                                        && ConsumerPositions.shown(one).equals(name));
    }

    private BusException unknown(String what, String bus, String given) {
        List<String> known = new ArrayList<>();
        for (RecordingKind kind : KINDS) {
            positions.consumers(bus, kind).forEach(one -> known.add(ConsumerPositions.shown(one)));
        }
        return new BusException(
                ErrorCode.BUS_SUBSCRIPTION_NOT_FOUND,
                what + " " + given + " of bus " + bus,
                DidYouMean.suggest(given, known)
                        .map(name -> "did you mean " + name + "?")
                        .orElse(
                                known.isEmpty()
                                        ? "one that there is; nobody reads this bus in checkpoints"
                                        : "one of " + String.join(", ", known)),
                "Check the name; a consumer is known once a checkpoint of its job is complete.");
    }
}
