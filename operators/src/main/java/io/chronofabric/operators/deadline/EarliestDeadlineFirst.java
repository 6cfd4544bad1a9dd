package io.chronofabric.operators.deadline;

import io.chronofabric.operators.deadline.Backlog.Task;
import io.chronofabric.time.LogicalTime;

/**
 * The schedule of one server that takes the same time for each event: when it is free, it takes of
 * the events that have come the one with the earliest deadline (Jackson 1955; among those the one
 * with the earlier time), and doesn't interrupt it. An event whose deadline is over when the server
 * is free is missed and takes no time. Where everything takes one unit, and comes at whole units,
 * this meets all deadlines if any order does.
 *
 * <p>All times are nanoseconds of event time since the epoch. A release is decided when all events
 * up to its moment are known, so that the schedule doesn't depend on the order in which events come
 * in; but for events that come after that, which count as coming when nothing is decided yet, and
 * for what leaves at a bound.
 *
 * <p>Stateless but for its settings; safe for use by several threads on backlogs of their own.
 *
 * @param <E> the events
 */
public final class EarliestDeadlineFirst<E> {
    private final long serviceNanos;
    private final DeadlineSettings settings;

    /**
     * Hears what becomes of events.
     *
     * @param <E> the events
     */
    public interface Output<E> {
        /** An event is released at a moment, not after its deadline. */
        void released(E event, long nanos);

        /** An event is not released. */
        void missed(DeadlineMiss<E> miss);
    }

    /** With a rate and bounds. */
    public EarliestDeadlineFirst(DeadlineSettings settings) {
        this.settings = settings;
        this.serviceNanos = settings.service().toNanos();
    }

    /**
     * Takes an event in.
     *
     * @param deadlineNanos not negative
     * @param bytes not negative
     */
    public void offer(
            Backlog<E> backlog,
            E event,
            LogicalTime time,
            long deadlineNanos,
            long bytes,
            Output<E> out) {
        if (deadlineNanos < 0 || bytes < 0) {
            throw new IllegalArgumentException(
                    "deadline: "
                            + deadlineNanos
                            + " ns, bytes: "
                            + bytes
                            + " (expected: >= 0 each)");
        }
        long arrival = Math.max(time.physicalNanos(), plus(backlog.settledNanos, 1));
        Task<E> task = new Task<>(event, time, arrival, deadlineNanos, bytes, backlog.places++);
        backlog.add(task, false);
        while (backlog.size() > settings.maxWaiting()
                || backlog.bytes() > settings.maxWaitingBytes()) {
            boolean isNewest =
                    settings.atBound() == DeadlineSettings.AtBound.NEWEST
                            || bytes > settings.maxWaitingBytes();
            Task<E> leaves = isNewest ? task : backlog.all.last();
            backlog.remove(leaves);
            say(leaves, DeadlineMiss.Reason.NO_ROOM, 0, out);
            if (leaves == task) {
                break;
            }
        }
        giveUpHopeless(backlog, out);
    }

    /**
     * Decides all releases up to a moment.
     *
     * @param throughNanos all events up to then are known
     */
    public void advance(Backlog<E> backlog, long throughNanos, Output<E> out) {
        for (long start = nextStart(backlog);
                start <= throughNanos && backlog.size() > 0;
                start = nextStart(backlog)) {
            backlog.admit(start);
            giveUpBefore(backlog, start, out);
            if (!backlog.ready.isEmpty()) {
                Task<E> task = backlog.ready.first();
                backlog.remove(task);
                out.released(task.event(), start);
                backlog.freeNanos = plus(start, serviceNanos);
            }
        }
        backlog.settledNanos = Math.max(backlog.settledNanos, throughNanos);
        giveUpHopeless(backlog, out);
    }

    /** When it has something to decide or to forget; {@link Long#MAX_VALUE} for never. */
    public long nextNanos(Backlog<E> backlog) {
        if (backlog.size() > 0) {
            return nextStart(backlog);
        }
        return backlog.isForgettable() ? Long.MAX_VALUE : backlog.freeNanos;
    }

    /** What becomes of what waits if nothing else comes. */
    public MissPrediction predict(Backlog<E> backlog) {
        long[] arrivals = new long[backlog.size()];
        long[] deadlines = new long[backlog.size()];
        int place = 0;
        for (Task<E> task : backlog.ready) {
            arrivals[place] = Math.min(task.arrivalNanos(), backlog.freeNanos);
            deadlines[place++] = task.deadlineNanos();
        }
        for (Task<E> task : backlog.coming) {
            arrivals[place] = task.arrivalNanos();
            deadlines[place++] = task.deadlineNanos();
        }
        return MissPrediction.of(backlog.freeNanos, serviceNanos, arrivals, deadlines);
    }

    private long nextStart(Backlog<E> backlog) {
        return backlog.ready.isEmpty() && !backlog.coming.isEmpty()
                ? Math.max(backlog.freeNanos, backlog.coming.first().arrivalNanos())
                : backlog.freeNanos;
    }

    /** The server is not free before their deadlines: nobody need wait to be told. */
    private void giveUpHopeless(Backlog<E> backlog, Output<E> out) {
        backlog.admit(backlog.freeNanos);
        giveUpBefore(backlog, backlog.freeNanos, out);
    }

    private void giveUpBefore(Backlog<E> backlog, long start, Output<E> out) {
        while (!backlog.ready.isEmpty() && backlog.ready.first().deadlineNanos() < start) {
            Task<E> task = backlog.ready.first();
            backlog.remove(task);
            say(task, DeadlineMiss.Reason.TOO_LATE, start - task.deadlineNanos(), out);
        }
    }

    private void say(Task<E> task, DeadlineMiss.Reason reason, long late, Output<E> out) {
        out.missed(new DeadlineMiss<>(task.event(), reason, late));
    }

    private static long plus(long nanos, long more) {
        long sum = nanos + more;
        return sum < nanos ? Long.MAX_VALUE : sum;
    }
}
