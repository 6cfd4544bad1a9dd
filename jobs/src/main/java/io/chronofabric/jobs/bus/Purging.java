package io.chronofabric.jobs.bus;

import io.chronofabric.bus.aeron.BusConnection;
import io.chronofabric.bus.aeron.ConsumerPositions;
import io.chronofabric.bus.aeron.Recording;
import io.chronofabric.bus.aeron.RecordingKind;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Frees what no completed checkpoint and no hold needs. */
public final class Purging {
    private final BusConnection connection;
    private final ConsumerPositions positions;

    /**
     * What became of a recording.
     *
     * @param recording as it was before
     * @param start where it begins now
     * @param why what is left is kept
     */
    public record Outcome(Recording recording, long start, String why) {
        /** Bytes of the stream that are gone. */
        public long freed() {
            return start - recording.startPosition();
        }
    }

    /** Over a connection. */
    public Purging(BusConnection connection) {
        this.connection = connection;
        this.positions = connection.consumers();
    }

    /**
     * Goes through the recordings.
     *
     * @param bus whose, or null for all
     * @param dryRun whether to free nothing, and only say what would be
     */
    public List<Outcome> run(String bus, boolean dryRun) {
        List<Outcome> outcomes = new ArrayList<>();
        for (Recording recording : connection.recordings()) {
            if (bus == null || recording.bus().equals(bus)) {
                outcomes.add(purge(recording, dryRun));
            }
        }
        return outcomes;
    }

    private Outcome purge(Recording recording, boolean dryRun) {
        OptionalLong below = positions.unneededBelow(recording);
        if (below.isEmpty()) {
            return new Outcome(recording, recording.startPosition(), silent(recording));
        }
        long position = below.getAsLong();
        long start =
                dryRun
                        ? BusConnection.startAfterPurge(recording, position)
                        : connection.purge(recording, position);
        String why =
                keeper(recording, position)
                        + " is at "
                        + position
                        + "; whole files of "
                        + recording.layout().segmentLength()
                        + " bytes are freed";
        return new Outcome(recording, start, why);
    }

    private String silent(Recording recording) {
        List<String> names = positions.consumers(recording.bus(), kind(recording));
        if (names.isEmpty()) {
            return "no consumer has said how far it is";
        }
        return names.stream()
                .filter(name -> position(recording, name).isEmpty())
                .findFirst()
                .map(name -> named(name) + " has not said how far it is")
                .orElse("");
    }

    private String keeper(Recording recording, long least) {
        return positions.consumers(recording.bus(), kind(recording)).stream()
                .filter(name -> position(recording, name).orElse(Long.MAX_VALUE) == least)
                .findFirst()
                .map(Purging::named)
                .orElse("a consumer");
    }

    private OptionalLong position(Recording recording, String name) {
        return positions.position(recording.bus(), kind(recording), name, recording.id());
    }

    private static RecordingKind kind(Recording recording) {
        return recording.kind() == RecordingKind.DATA ? RecordingKind.DATA : RecordingKind.COMMITS;
    }

    private static String named(String consumer) {
        return (ConsumerPositions.isHold(consumer) ? "hold " : "consumer ")
                + ConsumerPositions.shown(consumer);
    }
}
