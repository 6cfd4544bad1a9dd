package io.chronofabric.connector.bus;

import io.chronofabric.bus.BusException;
import io.chronofabric.bus.aeron.BusConnection;
import io.chronofabric.bus.aeron.BusHome;
import io.chronofabric.bus.wire.FrameFault;
import io.chronofabric.bus.wire.FrameHandler;
import io.chronofabric.bus.wire.FrameReader;
import io.chronofabric.core.ErrorCode;
import io.chronofabric.time.TimeSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.metrics.Counter;
import org.apache.flink.util.Collector;

/**
 * Reads splits in the task's own thread: no queue and no hand-over between the shared memory and
 * the job. Reads what is published live as soon as it is there; before its position goes into a
 * checkpoint it waits until the log has passed it, so a checkpoint never knows of a packet that a
 * dying driver could still lose.
 */
final class BusReader<OUT> implements SourceReader<OUT, BusSplit> {
    /** Pieces of packets between two looks at the task's mailbox, where checkpoints wait. */
    static final int BATCH = 256;

    private static final CompletableFuture<Void> NOW = CompletableFuture.completedFuture(null);
    private static final long SPIN_NANOS = 50_000;
    private static final long MIN_PARK_NANOS = 50_000;
    private static final long MAX_PARK_NANOS = 1_000_000;
    private static final long LOOK_NANOS = 100_000_000;
    private static final long NANOS_PER_MILLI = 1_000_000L;

    private final SourceReaderContext context;
    private final BusSourceSettings settings;
    private final BusDeserializationSchema<OUT> schema;
    private final TimeSource time;
    private final Counter recordsIn;
    private final Counter errors;
    private final CheckpointPositions positions;

    private final List<Lane> lanes = new ArrayList<>();
    private final Set<String> paused = new HashSet<>();
    private BusConnection connection;
    private ReaderWake wake;
    private RecordingWatch watch;
    private boolean noMoreSplits;
    private int turn;

    private CompletableFuture<Void> availability = NOW;
    private long idleSince = -1;
    private long looked;
    private long parkNanos = MIN_PARK_NANOS;

    /** Read by metric reporters. */
    private volatile long fetchLagMillis;

    BusReader(
            SourceReaderContext context,
            BusSourceSettings settings,
            BusDeserializationSchema<OUT> schema,
            TimeSource time) {
        this.context = context;
        this.settings = settings;
        this.schema = schema;
        this.time = time;
        this.recordsIn = context.metricGroup().getIOMetricGroup().getNumRecordsInCounter();
        this.errors = context.metricGroup().getNumRecordsInErrorsCounter();
        this.positions = new CheckpointPositions(settings);
    }

    @Override
    public void start() {
        context.metricGroup().gauge("currentFetchEventTimeLag", () -> fetchLagMillis);
        try {
            connection = BusConnection.connect(new BusHome(settings.directory()), time);
        } catch (BusException e) {
            if (!settings.driverOptional()) {
                throw e;
            }
            context.sendSourceEventToCoordinator(
                    new RecordingsFound(RecordingsFound.NO_LOG, List.of()));
            return;
        }
        wake = new ReaderWake("bus-reader-wake-" + context.getIndexOfSubtask());
        watch =
                new RecordingWatch(
                        connection,
                        settings.bus(),
                        settings.committedOnly(),
                        settings.discovery().toNanos(),
                        wake::now);
        looked = time.monotonicNanos();
        context.metricGroup().setPendingBytesGauge(this::pendingBytes);
    }

    @Override
    public InputStatus pollNext(ReaderOutput<OUT> output) {
        if (watch != null) {
            RecordingsFound news = watch.news();
            if (news != null) {
                context.sendSourceEventToCoordinator(news);
            }
        }
        boolean busy = false;
        for (int i = 0; i < lanes.size(); i++) {
            Lane lane = lanes.get((turn + i) % lanes.size());
            busy |= !paused.contains(lane.id) && lane.poll(output);
        }
        turn++;
        for (int i = lanes.size() - 1; i >= 0; i--) {
            if (lanes.get(i).endIfDone(output)) {
                lanes.remove(i);
                busy = true;
            }
        }
        if (busy) {
            idleSince = -1;
            parkNanos = MIN_PARK_NANOS;
            availability = NOW;
            return InputStatus.MORE_AVAILABLE;
        }
        return idle();
    }

    @Override
    public List<BusSplit> snapshotState(long checkpoint) {
        List<BusSplit> splits = new ArrayList<>();
        for (Lane lane : lanes) {
            awaitRecorded(lane.cursor);
            splits.add(lane.cursor.split());
        }
        positions.taken(checkpoint, splits);
        return splits;
    }

    @Override
    public void notifyCheckpointComplete(long checkpoint) {
        if (connection != null) {
            positions.completed(checkpoint, connection.consumers());
        }
    }

    @Override
    public CompletableFuture<Void> isAvailable() {
        return availability;
    }

    @Override
    public void addSplits(List<BusSplit> splits) {
        for (BusSplit split : splits) {
            lanes.add(new Lane(split));
        }
        wakeUp();
    }

    @Override
    public void notifyNoMoreSplits() {
        noMoreSplits = true;
        wakeUp();
    }

    @Override
    public void pauseOrResumeSplits(Collection<String> toPause, Collection<String> toResume) {
        paused.addAll(toPause);
        paused.removeAll(toResume);
        wakeUp();
    }

    @Override
    public void close() {
        if (watch != null) {
            watch.close();
        }
        if (wake != null) {
            wake.close();
        }
        lanes.forEach(lane -> lane.cursor.close());
        if (connection != null) {
            connection.close();
        }
    }

    private void wakeUp() {
        idleSince = -1;
        availability.complete(null);
    }

    /** What to do while nothing is there. */
    private InputStatus idle() {
        if (noMoreSplits && lanes.isEmpty()) {
            return InputStatus.END_OF_INPUT;
        }
        if (connection == null) {
            if (availability.isDone()) {
                availability = new CompletableFuture<>();
            }
            return InputStatus.NOTHING_AVAILABLE;
        }
        long now = time.monotonicNanos();
        if (now - looked >= LOOK_NANOS) {
            looked = now;
            connection.checkAlive();
        }
        if (idleSince < 0) {
            idleSince = now;
        }
        if (settings.whileIdle() == BusWait.SPIN || now - idleSince < SPIN_NANOS) {
            availability = NOW;
            return InputStatus.MORE_AVAILABLE;
        }
        if (availability.isDone()) {
            availability = wake.after(parkNanos);
            parkNanos = Math.min(MAX_PARK_NANOS, 2 * parkNanos);
        }
        return InputStatus.NOTHING_AVAILABLE;
    }

    private void awaitRecorded(SplitCursor cursor) {
        long start = time.monotonicNanos();
        while (!cursor.isRecorded()) {
            connection.checkAlive();
            if (time.monotonicNanos() - start > settings.recordTimeout().toNanos()
                    || Thread.currentThread().isInterrupted()) {
                throw new BusException(
                        ErrorCode.BUS_DELIVERY_FAILED,
                        "a checkpoint of " + cursor.split() + " that the log has not reached",
                        "the log to pass it within " + settings.recordTimeout(),
                        "Check the disk of the log, and the driver's log for errors.");
            }
            LockSupport.parkNanos(MIN_PARK_NANOS);
        }
    }

    private long pendingBytes() {
        try {
            long sum = 0;
            for (Lane lane : List.copyOf(lanes)) {
                sum += lane.cursor.pendingBytes();
            }
            return sum;
        } catch (RuntimeException e) {
            return -1; // a reporter's question must not end its thread
        }
    }

    /** One split, from its cursor to its output. */
    private final class Lane implements FrameHandler, Collector<OUT> {
        private final String id;
        private final BusOrigin origin;
        private final SplitCursor cursor;
        private SourceOutput<OUT> output;
        private long epochMillis;
        private long count;

        Lane(BusSplit split) {
            this.id = split.splitId();
            this.origin = new BusOrigin(split.bus(), split.source(), split.recording());
            this.cursor =
                    split.committed()
                            ? new CommittedCursor(connection, split, this::onMalformed)
                            : new DataCursor(connection, split, this::onMalformed);
        }

        boolean poll(ReaderOutput<OUT> outputs) {
            if (output == null) {
                output = outputs.createOutputForSplit(id);
            }
            count = 0;
            boolean busy = cursor.poll(this, BATCH);
            if (count > 0) {
                recordsIn.inc(count);
                fetchLagMillis = time.epochNanos() / NANOS_PER_MILLI - epochMillis;
            }
            return busy;
        }

        boolean endIfDone(ReaderOutput<OUT> outputs) {
            if (cursor.isDone()) {
                outputs.releaseOutputForSplit(id);
                cursor.close();
                return true;
            }
            return false;
        }

        @Override
        public void onFrame(FrameReader frame, long position) {
            if (!frame.isData() || (frame.mask() & settings.targets()) == 0) {
                return;
            }
            count++;
            epochMillis = frame.epochMillis();
            try {
                schema.deserialize(frame, origin.at(position), this);
            } catch (IOException | RuntimeException e) {
                throw unreadable(e);
            }
        }

        private void onMalformed(FrameFault fault, FrameReader raw, long position) {
            errors.inc();
            epochMillis = Long.MIN_VALUE;
            try {
                schema.malformed(fault, raw, origin.at(position), this);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void collect(OUT made) {
            if (epochMillis == Long.MIN_VALUE) {
                output.collect(made);
            } else {
                output.collect(made, epochMillis);
            }
        }

        @Override
        public void close() {}

        private BusException unreadable(Exception cause) {
            errors.inc();
            return new BusException(
                    ErrorCode.BUS_SERIALIZATION_FAILED,
                    "an exception of the deserialization schema for " + origin + ": " + cause,
                    "records, or a record that says what is wrong",
                    "Let the schema answer with a record that says what is wrong.",
                    cause);
        }
    }
}
