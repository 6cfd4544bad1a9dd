package io.chronofabric.bus.aeron;

import io.aeron.AeronCounters;
import io.aeron.ChannelUri;
import io.aeron.CncFileDescriptor;
import io.aeron.CommonContext;
import io.chronofabric.bus.BusException;
import io.chronofabric.core.ErrorCode;
import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.agrona.DirectBuffer;
import org.agrona.IoUtil;
import org.agrona.concurrent.errors.ErrorLogReader;
import org.agrona.concurrent.status.CountersReader;

/** Takes one look at a bus. For one thread. */
final class StatusReading {
    /** Where the counters' keys have what, as Aeron lays them out. */
    private static final int KEY_SESSION = 8;

    private static final int KEY_STREAM = 12;

    /** Streams below are the archive's own, and replays. */
    private static final int FIRST_STREAM = 1 << 20;

    private static final Pattern PID = Pattern.compile(".* pid (\\d+)\\b.*");
    private static final Pattern CLIENT = Pattern.compile(".*\\bname=pid-(\\d+)\\b.*");
    private static final Pattern CHANNEL = Pattern.compile(".*?(aeron:ipc\\S*).*");
    private static final String SEGMENT = ".rec";
    private static final String LOG = "log";

    private final BusConnection connection;
    private final CountersReader counters;
    private final Map<Integer, Place> places = new HashMap<>();
    private final Map<Long, Long> pids = new HashMap<>();
    private final Map<Integer, Sent> sent = new HashMap<>();
    private final List<Heard> heard = new ArrayList<>();

    /** What a stream holds. */
    private record Place(String bus, String kind) {}

    /** A publisher's counters. */
    private record Sent(
            Place place, String source, int session, long pid, long position, long limit) {}

    /** A subscriber's counter. */
    private record Heard(Place place, int session, String role, long pid, long position) {}

    StatusReading(BusConnection connection) {
        this.connection = connection;
        this.counters = connection.aeron().countersReader();
    }

    BusStatus take() {
        List<BusStatus.Stored> stored = stored();
        readCounters();
        return new BusStatus(
                driver(), publishers(), subscribers(), stored, consumers(stored), faults());
    }

    private BusStatus.Driver driver() {
        BusHome home = connection.home();
        Path log = DriverLock.log(home);
        return new BusStatus.Driver(
                driverPid(), home.directory(), log, free(home.directory()), free(log));
    }

    private long driverPid() {
        Matcher pid = PID.matcher(firstLine(DriverLock.identity(connection.home())));
        return pid.matches() ? Long.parseLong(pid.group(1)) : 0;
    }

    private List<BusStatus.Stored> stored() {
        List<BusStatus.Stored> stored = new ArrayList<>();
        Map<Long, Long> sizes = sizes(DriverLock.log(connection.home()));
        for (Recording recording : connection.recordings()) {
            places.put(recording.stream(), new Place(recording.bus(), recording.kind().word()));
            long end =
                    recording.isActive()
                            ? connection.recordedPosition(recording.id())
                            : recording.stopPosition();
            stored.add(
                    new BusStatus.Stored(recording, end, sizes.getOrDefault(recording.id(), 0L)));
        }
        return stored;
    }

    private void readCounters() {
        counters.forEach(
                (id, type, key, label) -> {
                    switch (type) {
                        case AeronCounters.DRIVER_HEARTBEAT_TYPE_ID -> readClient(key, label);
                        case AeronCounters.DRIVER_PUBLISHER_POS_TYPE_ID,
                                AeronCounters.DRIVER_PUBLISHER_LIMIT_TYPE_ID,
                                AeronCounters.DRIVER_SUBSCRIBER_POSITION_TYPE_ID ->
                                noteAlias(key, label);
                        default -> {
                            // Not ours to show.
                        }
                    }
                });
        counters.forEach(
                (id, type, key, label) -> {
                    switch (type) {
                        case AeronCounters.DRIVER_PUBLISHER_POS_TYPE_ID ->
                                readPublisher(id, key, label, true);
                        case AeronCounters.DRIVER_PUBLISHER_LIMIT_TYPE_ID ->
                                readPublisher(id, key, label, false);
                        case AeronCounters.DRIVER_SUBSCRIBER_POSITION_TYPE_ID ->
                                readSubscriber(id, key, label);
                        default -> {
                            // Not ours to show.
                        }
                    }
                });
    }

    private void readClient(DirectBuffer key, String label) {
        Matcher client = CLIENT.matcher(label);
        if (client.matches()) {
            pids.put(key.getLong(0), Long.parseLong(client.group(1)));
        }
    }

    private void noteAlias(DirectBuffer key, String label) {
        String[] alias = alias(label);
        if (alias.length > 1) {
            places.putIfAbsent(key.getInt(KEY_STREAM), new Place(alias[1], alias[0]));
        }
    }

    private void readPublisher(int id, DirectBuffer key, String label, boolean isPosition) {
        int stream = key.getInt(KEY_STREAM);
        if (stream < FIRST_STREAM) {
            return;
        }
        int session = key.getInt(KEY_SESSION);
        String[] alias = alias(label);
        long value = counters.getCounterValue(id);
        Sent known = sent.get(session);
        sent.put(
                session,
                new Sent(
                        place(stream),
                        alias.length > 2 ? alias[2] : "",
                        session,
                        pid(id),
                        isPosition || known == null ? value : known.position(),
                        isPosition && known != null ? known.limit() : value));
    }

    private void readSubscriber(int id, DirectBuffer key, String label) {
        int stream = key.getInt(KEY_STREAM);
        if (stream >= FIRST_STREAM) {
            String role = role(channel(label));
            heard.add(
                    new Heard(
                            place(stream),
                            key.getInt(KEY_SESSION),
                            role,
                            role.equals(LOG) ? driverPid() : pid(id),
                            counters.getCounterValue(id)));
        }
    }

    private List<BusStatus.Publisher> publishers() {
        List<BusStatus.Publisher> publishers = new ArrayList<>();
        for (Sent one : sent.values()) {
            OptionalLong last =
                    heard.stream()
                            .filter(other -> other.session() == one.session())
                            .mapToLong(Heard::position)
                            .min();
            long room = Math.max(0, one.limit() - one.position());
            publishers.add(
                    new BusStatus.Publisher(
                            one.place().bus(),
                            one.place().kind(),
                            one.source(),
                            one.session(),
                            one.pid(),
                            one.position(),
                            room,
                            last.isPresent() ? Math.max(0, one.position() - last.getAsLong()) : 0,
                            room == 0 && last.isPresent()));
        }
        publishers.sort(
                Comparator.comparing(BusStatus.Publisher::bus)
                        .thenComparing(BusStatus.Publisher::kind)
                        .thenComparing(BusStatus.Publisher::source)
                        .thenComparing(BusStatus.Publisher::session));
        return publishers;
    }

    private List<BusStatus.Subscriber> subscribers() {
        List<BusStatus.Subscriber> subscribers = new ArrayList<>();
        for (Heard one : heard) {
            Sent publisher = sent.get(one.session());
            subscribers.add(
                    new BusStatus.Subscriber(
                            one.place().bus(),
                            one.session(),
                            publisher == null ? "" : publisher.source(),
                            one.role(),
                            one.pid(),
                            publisher == null
                                    ? 0
                                    : Math.max(0, publisher.position() - one.position())));
        }
        subscribers.sort(
                Comparator.comparing(BusStatus.Subscriber::bus)
                        .thenComparing(BusStatus.Subscriber::source)
                        .thenComparing(BusStatus.Subscriber::session)
                        .thenComparing(BusStatus.Subscriber::role));
        return subscribers;
    }

    private List<BusStatus.Consumer> consumers(List<BusStatus.Stored> stored) {
        ConsumerPositions positions = connection.consumers();
        List<BusStatus.Consumer> consumers = new ArrayList<>();
        for (BusStatus.Stored one : stored) {
            Recording recording = one.recording();
            boolean committed = recording.kind() != RecordingKind.DATA;
            RecordingKind kind = committed ? RecordingKind.COMMITS : RecordingKind.DATA;
            for (String name : positions.consumers(recording.bus(), kind)) {
                OptionalLong position =
                        positions.position(recording.bus(), kind, name, recording.id());
                consumers.add(
                        new BusStatus.Consumer(
                                recording.bus(),
                                ConsumerPositions.shown(name),
                                ConsumerPositions.isHold(name),
                                committed,
                                recording.id(),
                                position,
                                position.isPresent()
                                        ? Math.max(0, one.end() - position.getAsLong())
                                        : 0));
            }
        }
        return consumers;
    }

    private List<BusStatus.Fault> faults() {
        List<BusStatus.Fault> faults = new ArrayList<>();
        Path file = connection.home().aeron().resolve(CncFileDescriptor.CNC_FILE);
        MappedByteBuffer mapped = IoUtil.mapExistingFile(file.toFile(), "driver");
        try {
            DirectBuffer meta = CncFileDescriptor.createMetaDataBuffer(mapped);
            ErrorLogReader.read(
                    CncFileDescriptor.createErrorLogBuffer(mapped, meta),
                    (count, first, last, text) ->
                            faults.add(new BusStatus.Fault(count, last, firstLine(text))));
        } finally {
            IoUtil.unmap(mapped);
        }
        return faults;
    }

    private Place place(int stream) {
        return places.getOrDefault(stream, new Place("stream " + stream, ""));
    }

    private long pid(int counter) {
        return pids.getOrDefault(counters.getCounterOwnerId(counter), 0L);
    }

    private static String role(String channel) {
        if (channel.contains("tether=true")) {
            return "block";
        }
        if (channel.contains("rejoin=true")) {
            return "drop";
        }
        return channel.contains("rejoin=false") ? "reader" : LOG;
    }

    /** Kind, bus and source as the channel's alias names them; empty where it is none of ours. */
    private static String[] alias(String label) {
        try {
            String alias = ChannelUri.parse(channel(label)).get(CommonContext.ALIAS_PARAM_NAME);
            return alias == null || !alias.startsWith(Recording.PREFIX)
                    ? new String[0]
                    : alias.substring(Recording.PREFIX.length()).split("/", -1);
        } catch (IllegalArgumentException e) {
            return new String[0];
        }
    }

    private static String channel(String label) {
        Matcher channel = CHANNEL.matcher(label);
        return channel.matches() ? channel.group(1) : "";
    }

    private static long free(Path folder) {
        try {
            return Files.getFileStore(folder).getUsableSpace();
        } catch (IOException e) {
            throw unreadable(folder, e);
        }
    }

    private static Map<Long, Long> sizes(Path log) {
        Map<Long, Long> sizes = new HashMap<>();
        try (Stream<Path> files = Files.list(log)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                String name = file.getFileName().toString();
                int dash = name.indexOf('-');
                if (name.endsWith(SEGMENT) && dash > 0) {
                    sizes.merge(
                            Long.parseLong(name.substring(0, dash)),
                            file.toFile().length(),
                            Long::sum);
                }
            }
        } catch (IOException e) {
            throw unreadable(log, e);
        }
        return sizes;
    }

    private static BusException unreadable(Path folder, IOException cause) {
        return new BusException(
                ErrorCode.BUS_INTERNAL,
                folder + ": " + cause.getMessage(),
                "a folder that can be read",
                "Look at it as the user that runs the driver.",
                cause);
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }
}
