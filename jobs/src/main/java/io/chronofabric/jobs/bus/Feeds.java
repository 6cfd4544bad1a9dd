package io.chronofabric.jobs.bus;

import io.chronofabric.bus.BusException;
import io.chronofabric.bus.aeron.BusConnection;
import io.chronofabric.bus.aeron.RangeReader;
import io.chronofabric.bus.aeron.Recording;
import io.chronofabric.bus.aeron.RecordingKind;
import io.chronofabric.bus.wire.CommitMarker;
import io.chronofabric.core.ChronoFabricException;
import io.chronofabric.core.ErrorCode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** Finds what is to be replayed. */
public final class Feeds {
    private static final long PARK_NANOS = 200_000;
    private static final int PIECES = 64;

    private Feeds() {}

    /** The packets of a file that {@code bus record} has written. */
    public static FrameFeed file(Path path) {
        try {
            return new FileFeed(path);
        } catch (IOException e) {
            throw new ChronoFabricException(
                    ErrorCode.INPUT_INVALID,
                    path + ": " + e.getMessage(),
                    "a file that can be read",
                    "Check the name.",
                    e);
        }
    }

    /** All packets of a recording, whatever it holds, up to where it is written now. */
    public static FrameFeed recording(BusConnection connection, long id) {
        Recording recording =
                connection
                        .recording(id)
                        .orElseThrow(
                                () ->
                                        new BusException(
                                                ErrorCode.BUS_SUBSCRIPTION_NOT_FOUND,
                                                "recording " + id,
                                                "one that the log has",
                                                "chronofabric bus stats lists them."));
        return whole(connection, recording);
    }

    /**
     * What the log has of a bus, up to where it is written now: of publishers by time, or with
     * {@code committed} of transactional sinks in the order of their commits.
     */
    public static FrameFeed bus(BusConnection connection, String bus, boolean committed) {
        KnownBuses.require(connection, bus);
        if (committed) {
            return committed(connection, bus);
        }
        return JoinedFeed.byTime(
                connection.recordings(bus, RecordingKind.DATA).stream()
                        .map(recording -> whole(connection, recording))
                        .toList());
    }

    private static RangeFeed whole(BusConnection connection, Recording recording) {
        return new RangeFeed(
                connection, recording, recording.startPosition(), end(connection, recording));
    }

    private static FrameFeed committed(BusConnection connection, String bus) {
        List<Marked> markers = new ArrayList<>();
        for (Recording recording : connection.recordings(bus, RecordingKind.COMMITS)) {
            read(connection, recording, markers);
        }
        markers.sort(Comparator.comparingLong(Marked::physicalNanos));
        Map<Long, Long> done = new HashMap<>();
        List<RangeFeed> ranges = new ArrayList<>();
        for (Marked marked : markers) {
            CommitMarker marker = marked.marker();
            // A range may be named again, and is read once.
            long from = Math.max(marker.from(), done.getOrDefault(marker.recording(), 0L));
            Recording data = connection.recording(marker.recording()).orElse(null);
            boolean kept = data != null && from >= data.startPosition();
            if (from < marker.to() && kept) {
                ranges.add(new RangeFeed(connection, data, from, marker.to()));
            }
            done.merge(marker.recording(), marker.to(), Math::max);
        }
        return JoinedFeed.inTurn(ranges);
    }

    /** A marker and when it was written. */
    private record Marked(CommitMarker marker, long physicalNanos) {}

    private static void read(BusConnection connection, Recording recording, List<Marked> markers) {
        try (RangeReader reader =
                connection.readRange(
                        recording, recording.startPosition(), end(connection, recording))) {
            while (!reader.isDone()) {
                boolean any =
                        reader.poll(
                                (frame, position) -> {
                                    if (!frame.isData()) {
                                        markers.add(
                                                new Marked(
                                                        CommitMarker.of(frame),
                                                        frame.physicalNanos()));
                                    }
                                },
                                PIECES);
                if (!any) {
                    LockSupport.parkNanos(PARK_NANOS);
                }
            }
        }
    }

    private static long end(BusConnection connection, Recording recording) {
        return recording.isActive()
                ? connection.recordedPosition(recording.id())
                : recording.stopPosition();
    }
}
