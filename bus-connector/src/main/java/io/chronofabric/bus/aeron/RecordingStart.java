package io.chronofabric.bus.aeron;

import io.aeron.Aeron;
import io.aeron.ChannelUriStringBuilder;
import io.aeron.CommonContext;
import io.aeron.ExclusivePublication;
import io.aeron.archive.codecs.SourceLocation;
import io.aeron.archive.status.RecordingPos;
import io.aeron.exceptions.AeronException;
import io.chronofabric.bus.BusException;
import io.chronofabric.bus.wire.FrameSource;
import io.chronofabric.core.ErrorCode;
import io.chronofabric.time.HybridLogicalClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.zip.CRC32C;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.status.CountersReader;

/**
 * Begins a recording for a source, or goes on with the one it has. A name is free once its last
 * publisher is closed, or has been dead for the driver's client timeout; until then this waits.
 */
final class RecordingStart {
    private static final long MIN_PARK_NANOS = 1_000_000;
    private static final long MAX_PARK_NANOS = 50_000_000;

    private final BusConnection connection;
    private final RecordingKind kind;
    private final String bus;
    private final FrameSource source;
    private final HybridLogicalClock clock;
    private final Duration timeout;
    private final int stream;
    private final String alias;

    RecordingStart(
            BusConnection connection,
            RecordingKind kind,
            String bus,
            FrameSource source,
            HybridLogicalClock clock,
            Duration timeout) {
        this.connection = connection;
        this.kind = kind;
        this.bus = bus;
        this.source = source;
        this.clock = clock;
        this.timeout = timeout;
        this.stream = kind.streamOf(bus);
        this.alias = Recording.alias(kind, bus, source.source());
    }

    DurablePublisher begin() {
        Recording last = lastRecording();
        if (last == null) {
            String channel = "aeron:ipc?alias=" + alias + "|session-id=" + session();
            return begin(publication(channel), Aeron.NULL_VALUE, 0);
        }
        if (last.isActive()) {
            await(() -> !lastRecording().isActive());
            last = lastRecording();
        }
        String channel =
                new ChannelUriStringBuilder()
                        .media(CommonContext.IPC_MEDIA)
                        .alias(alias)
                        .sessionId(last.layout().session())
                        .mtu(last.layout().mtu())
                        .initialPosition(
                                last.stopPosition(),
                                last.layout().initialTerm(),
                                last.layout().termLength())
                        .build();
        return begin(publication(channel), last.id(), last.stopPosition());
    }

    private DurablePublisher begin(ExclusivePublication publication, long recording, long start) {
        try {
            String channel = "aeron:ipc?alias=" + alias + "|session-id=" + publication.sessionId();
            if (recording == Aeron.NULL_VALUE) {
                connection.archive().startRecording(channel, stream, SourceLocation.LOCAL, true);
            } else {
                connection
                        .archive()
                        .extendRecording(recording, channel, stream, SourceLocation.LOCAL, true);
            }
            CountersReader counters = connection.aeron().countersReader();
            int[] counter = {CountersReader.NULL_COUNTER_ID};
            await(
                    () -> {
                        counter[0] =
                                RecordingPos.findCounterIdBySession(
                                        counters, publication.sessionId(), connection.archiveId());
                        return counter[0] != CountersReader.NULL_COUNTER_ID
                                && publication.isConnected();
                    });
            SharedPublisher publisher =
                    new SharedPublisher(connection, bus, publication, source, clock, timeout);
            return new DurablePublisher(
                    publisher,
                    RecordingPos.getRecordingId(counters, counter[0]),
                    counter[0],
                    start);
        } catch (RuntimeException e) {
            publication.close();
            throw e;
        }
    }

    /**
     * The same for the same name, so that the driver itself refuses a second publisher. Two names
     * that share it by chance could not publish at the same time, and would be told so.
     */
    private int session() {
        CRC32C crc = new CRC32C();
        crc.update(alias.getBytes(StandardCharsets.UTF_8));
        return (int) crc.getValue();
    }

    /** A publication under a session of its own; the driver refuses one that is still in use. */
    private ExclusivePublication publication(String channel) {
        AeronException[] refusal = new AeronException[1];
        ExclusivePublication[] made = new ExclusivePublication[1];
        await(
                () -> {
                    try {
                        made[0] = connection.aeron().addExclusivePublication(channel, stream);
                        return true;
                    } catch (AeronException e) {
                        refusal[0] = e;
                        return false;
                    }
                },
                refusal);
        return made[0];
    }

    private Recording lastRecording() {
        List<Recording> all =
                connection.recordings(bus, kind).stream()
                        .filter(one -> one.source().equals(source.source()))
                        .toList();
        return all.isEmpty() ? null : all.get(all.size() - 1);
    }

    private void await(BooleanSupplier done) {
        await(done, new AeronException[1]);
    }

    private void await(BooleanSupplier done, AeronException[] refusal) {
        BackoffIdleStrategy idle = new BackoffIdleStrategy(0, 0, MIN_PARK_NANOS, MAX_PARK_NANOS);
        long start = connection.time().monotonicNanos();
        while (!done.getAsBoolean()) {
            connection.checkAlive();
            if (Thread.currentThread().isInterrupted()
                    || connection.time().monotonicNanos() - start >= timeout.toNanos()) {
                throw new BusException(
                        ErrorCode.BUS_PUBLISH_TIMEOUT,
                        "a publisher named "
                                + source.source()
                                + " on bus "
                                + bus
                                + " while another has the name",
                        "the name to be free within " + timeout,
                        "Close the other publisher, wait until the driver takes it for dead, or"
                                + " choose another name.",
                        refusal[0]);
            }
            idle.idle();
        }
    }
}
