package io.chronofabric.it.bus;

import io.chronofabric.bus.BusException;
import io.chronofabric.bus.aeron.BusConnection;
import io.chronofabric.bus.aeron.BusHome;
import io.chronofabric.bus.aeron.DurablePublisher;
import io.chronofabric.bus.wire.FrameHeader;
import io.chronofabric.bus.wire.FrameSource;
import io.chronofabric.core.NodeId;
import io.chronofabric.time.HybridLogicalClock;
import io.chronofabric.time.TimeSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.LockSupport;

/**
 * Publishes numbers in order until a file appears, notes each one that it attempts and each that is
 * acknowledged, and connects again when the driver goes: {@code HOME SOURCE FIRST NOTES STOP}.
 */
final class NumberPublisher {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final int UNACKNOWLEDGED = 200;

    private record Sent(long number, long end) {}

    private final BusHome home;
    private final String source;
    private final FileChannel notes;
    private final TimeSource time = TimeSource.system();
    private final Deque<Sent> open = new ArrayDeque<>();
    private BusConnection connection;
    private DurablePublisher publisher;

    private NumberPublisher(BusHome home, String source, FileChannel notes) {
        this.home = home;
        this.source = source;
        this.notes = notes;
    }

    public static void main(String[] args) throws IOException {
        Path stop = Path.of(args[4]);
        try (FileChannel notes =
                FileChannel.open(
                        Path.of(args[3]),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.APPEND)) {
            NumberPublisher numbers =
                    new NumberPublisher(new BusHome(Path.of(args[0])), args[1], notes);
            long next = Long.parseLong(args[2]);
            while (!Files.exists(stop)) {
                next = numbers.step(next);
            }
            numbers.finish();
        }
    }

    private long step(long number) throws IOException {
        try {
            if (publisher == null) {
                connect();
            }
            if (open.size() < UNACKNOWLEDGED) {
                send(number);
                return number + 1;
            }
            acknowledge();
            LockSupport.parkNanos(100_000);
            return number;
        } catch (BusException e) {
            System.out.println("again: " + e.getMessage());
            disconnect();
            return number;
        }
    }

    private void send(long number) throws IOException {
        if (open.isEmpty() || open.peekLast().number() != number) {
            open.addLast(new Sent(number, Long.MAX_VALUE));
            note('?', number);
        }
        long end =
                publisher.publish(
                        new FrameHeader(),
                        (source + ":" + number).getBytes(StandardCharsets.UTF_8));
        open.removeLast();
        open.addLast(new Sent(number, end));
        if (number % 20 == 0) {
            acknowledge();
            LockSupport.parkNanos(1_000_000);
        }
    }

    private void acknowledge() throws IOException {
        long durable = publisher.durablePosition();
        while (!open.isEmpty() && open.peekFirst().end() <= durable) {
            note('+', open.removeFirst().number());
        }
    }

    private void connect() throws IOException {
        connection = BusConnection.connect(home, time);
        publisher =
                connection.durablePublisher(
                        "in",
                        new FrameSource(source, ""),
                        new HybridLogicalClock(time, NodeId.of(source)),
                        TIMEOUT);
        // What ended at or below is in the log; what ended above is not.
        while (!open.isEmpty() && open.peekFirst().end() <= publisher.startPosition()) {
            note('+', open.removeFirst().number());
        }
        Deque<Sent> again = new ArrayDeque<>(open);
        open.clear();
        for (Sent sent : again) {
            long end =
                    publisher.publish(
                            new FrameHeader(),
                            (source + ":" + sent.number()).getBytes(StandardCharsets.UTF_8));
            open.addLast(new Sent(sent.number(), end));
        }
    }

    private void disconnect() {
        if (publisher != null) {
            publisher.close();
            publisher = null;
        }
        if (connection != null) {
            connection.close();
            connection = null;
        }
        LockSupport.parkNanos(100_000_000);
    }

    private void finish() throws IOException {
        while (!open.isEmpty()) {
            try {
                if (publisher == null) {
                    connect();
                }
                publisher.awaitDurable(publisher.position(), TIMEOUT);
                acknowledge();
            } catch (BusException e) {
                disconnect();
            }
        }
        disconnect();
    }

    private void note(char what, long number) throws IOException {
        notes.write(ByteBuffer.wrap((what + "" + number + "\n").getBytes(StandardCharsets.UTF_8)));
    }
}
