package io.chronofabric.operators.deadline;

import io.chronofabric.core.ChronoFabricException;
import io.chronofabric.time.LogicalTime;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Comparator;
import java.util.TreeSet;

/**
 * What waits for release under one key, and how far the schedule has come. Explicit and
 * serializable; {@link EarliestDeadlineFirst} works on it. Not safe for use by several threads.
 *
 * @param <E> the events
 */
public final class Backlog<E> {
    /** No timer. */
    public static final long NONE = Long.MAX_VALUE;

    /**
     * Writes an event.
     *
     * @param <E> the events
     */
    @FunctionalInterface
    public interface Writer<E> {
        /** Writes one. */
        void write(E event) throws IOException;
    }

    /**
     * Reads what a {@link Writer} wrote.
     *
     * @param <E> the events
     */
    @FunctionalInterface
    public interface Reader<E> {
        /** Reads one. */
        E read() throws IOException;
    }

    /**
     * @param arrivalNanos from when on it may be released
     * @param place its place in the order of arrival, so that no two are the same
     */
    record Task<E>(
            E event,
            LogicalTime time,
            long arrivalNanos,
            long deadlineNanos,
            long bytes,
            long place) {}

    private static final Comparator<Task<?>> BY_DEADLINE =
            Comparator.<Task<?>>comparingLong(Task::deadlineNanos)
                    .thenComparing(Task::time)
                    .thenComparingLong(Task::place);
    private static final Comparator<Task<?>> BY_ARRIVAL =
            Comparator.<Task<?>>comparingLong(Task::arrivalNanos).thenComparingLong(Task::place);

    /** All that wait. */
    final TreeSet<Task<E>> all = new TreeSet<>(BY_DEADLINE);

    /** Those of them that may be released when the server is free. */
    final TreeSet<Task<E>> ready = new TreeSet<>(BY_DEADLINE);

    /** The others. */
    final TreeSet<Task<E>> coming = new TreeSet<>(BY_ARRIVAL);

    /** When the server is free. */
    long freeNanos;

    /** Through when all releases are decided. */
    long settledNanos = -1;

    long bytes;
    long places;
    private long timerMillis = NONE;
    private long predictedMillis;

    /** How many events wait. */
    public int size() {
        return all.size();
    }

    /** How many bytes wait, as the caller counted them. */
    public long bytes() {
        return bytes;
    }

    /** The event-time timer that is set; {@link #NONE} if none is. */
    public long timerMillis() {
        return timerMillis;
    }

    /** Notes which event-time timer is set. */
    public void timer(long millis) {
        timerMillis = millis;
    }

    /** At which watermark misses were last predicted. */
    public long predictedMillis() {
        return predictedMillis;
    }

    /** Notes at which watermark misses were predicted. */
    public void predicted(long millis) {
        predictedMillis = millis;
    }

    /** Whether a new one would do as well. */
    public boolean isForgettable() {
        return all.isEmpty() && freeNanos <= settledNanos;
    }

    void add(Task<E> task, boolean isReady) {
        all.add(task);
        (isReady ? ready : coming).add(task);
        bytes += task.bytes();
    }

    void remove(Task<E> task) {
        all.remove(task);
        if (!ready.remove(task)) {
            coming.remove(task);
        }
        bytes -= task.bytes();
    }

    /** Has those that came by then take part. */
    void admit(long nanos) {
        while (!coming.isEmpty() && coming.first().arrivalNanos() <= nanos) {
            ready.add(coming.pollFirst());
        }
    }

    /**
     * Writes it, layout 1: 8 bytes each for when the server is free, through when all is settled,
     * places, timer and prediction; 4 bytes for how many wait; for each, by deadline: time (16
     * bytes), arrival, deadline, bytes and place (8 bytes each), 1 byte that is 1 if it may be
     * released, the event.
     */
    public void write(DataOutput out, Writer<? super E> events) throws IOException {
        out.writeLong(freeNanos);
        out.writeLong(settledNanos);
        out.writeLong(places);
        out.writeLong(timerMillis);
        out.writeLong(predictedMillis);
        out.writeInt(all.size());
        for (Task<E> task : all) {
            out.writeLong(task.time().physicalNanos());
            out.writeLong(task.time().logicalAndNode());
            out.writeLong(task.arrivalNanos());
            out.writeLong(task.deadlineNanos());
            out.writeLong(task.bytes());
            out.writeLong(task.place());
            out.writeBoolean(ready.contains(task));
            events.write(task.event());
        }
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws IOException if the input ends, or holds anything else
     */
    public static <E> Backlog<E> read(DataInput in, Reader<? extends E> events) throws IOException {
        Backlog<E> backlog = new Backlog<>();
        backlog.freeNanos = in.readLong();
        backlog.settledNanos = in.readLong();
        backlog.places = in.readLong();
        backlog.timerMillis = in.readLong();
        backlog.predictedMillis = in.readLong();
        int size = in.readInt();
        for (int i = 0; i < size; i++) {
            LogicalTime time = time(in.readLong(), in.readLong());
            long arrival = in.readLong();
            long deadline = in.readLong();
            long bytes = in.readLong();
            long place = in.readLong();
            boolean isReady = in.readBoolean();
            backlog.add(new Task<>(events.read(), time, arrival, deadline, bytes, place), isReady);
        }
        if (backlog.all.size() != size) {
            throw new IOException(
                    size + " events wait, of which some are the same: the data is damaged");
        }
        return backlog;
    }

    private static LogicalTime time(long physicalNanos, long rest) throws IOException {
        try {
            return LogicalTime.ofWords(physicalNanos, rest);
        } catch (ChronoFabricException e) {
            throw new IOException("a time out of range: the data is damaged", e);
        }
    }
}
