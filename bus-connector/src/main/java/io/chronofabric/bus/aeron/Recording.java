package io.chronofabric.bus.aeron;

import io.aeron.Aeron;
import io.aeron.ChannelUri;
import io.aeron.CommonContext;
import io.chronofabric.bus.wire.FrameSource;
import java.util.Objects;
import java.util.Optional;

/**
 * A recording of the log, as it was when asked for. Positions are bytes of its stream, frame
 * headers of the transport included.
 *
 * @param archiveId identifies the log
 * @param id of the recording in this log
 * @param kind what it holds
 * @param bus whose it is
 * @param source who published it
 * @param startPosition where it begins; later than 0 where its beginning was purged
 * @param stopPosition where it ends, or {@link #ACTIVE} while it is written
 * @param layout how it was written, which whoever goes on with it has to keep to
 */
public record Recording(
        long archiveId,
        long id,
        RecordingKind kind,
        String bus,
        String source,
        long startPosition,
        long stopPosition,
        Layout layout) {
    /** A stop position that says that the recording is being written. */
    public static final long ACTIVE = -1;

    static final String PREFIX = "cf/";
    private static final int PARTS = 3;

    /**
     * How the transport cut the stream.
     *
     * @param session its session
     * @param initialTerm id of its first term
     * @param termLength bytes of a term
     * @param mtu the longest piece
     * @param segmentLength bytes of a file of the recording
     */
    public record Layout(
            int session, int initialTerm, int termLength, int mtu, int segmentLength) {}

    /** Checks that the names are there. */
    public Recording {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(bus, "bus");
        Objects.requireNonNull(source, "source");
    }

    /** Whether it was being written. */
    public boolean isActive() {
        return stopPosition == ACTIVE;
    }

    /** The Aeron stream that it was taken from. */
    int stream() {
        return kind.streamOf(bus);
    }

    /** How the stream of a publisher is named; neither name has a slash. */
    static String alias(RecordingKind kind, String bus, String source) {
        return PREFIX + kind.word() + "/" + bus + "/" + source;
    }

    /**
     * How the stream of a publisher is named that nobody records; without its name if it won't do.
     */
    static String liveAlias(String bus, FrameSource source) {
        boolean named = source != null && BusNames.isUsable(source.source());
        return alias(RecordingKind.DATA, bus, named ? source.source() : "");
    }

    /** The channel of exactly this publisher. */
    String channel() {
        return CommonContext.IPC_CHANNEL + "?session-id=" + layout.session();
    }

    /** A recording of ours, or nothing if somebody else made it. */
    static Optional<Recording> of(
            long archiveId,
            long id,
            long startPosition,
            long stopPosition,
            String channel,
            Layout layout) {
        String alias = ChannelUri.parse(channel).get(CommonContext.ALIAS_PARAM_NAME);
        if (alias == null || !alias.startsWith(PREFIX)) {
            return Optional.empty();
        }
        String[] parts = alias.substring(PREFIX.length()).split("/", -1);
        RecordingKind kind = parts.length == PARTS ? RecordingKind.ofWord(parts[0]) : null;
        if (kind == null) {
            return Optional.empty();
        }
        long stop = stopPosition == Aeron.NULL_VALUE ? ACTIVE : stopPosition;
        return Optional.of(
                new Recording(
                        archiveId, id, kind, parts[1], parts[2], startPosition, stop, layout));
    }
}
