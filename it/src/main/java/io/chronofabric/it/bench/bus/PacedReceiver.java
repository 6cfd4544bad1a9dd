package io.chronofabric.it.bench.bus;

import io.chronofabric.time.TimeSource;

/** Takes the messages of a {@link PacedSender} and notes their latencies and its own stalls. */
final class PacedReceiver implements Transport.Arrivals {
    private final Transport.Receiver receiver;
    private final TimeSource time;
    private final Schedule schedule;
    private final long expected;
    private final int[] sent;
    private final int[] intended;
    private final boolean[] stalled;
    private long arrived;
    private long last;

    PacedReceiver(Transport.Receiver receiver, TimeSource time, Schedule schedule, int copies) {
        this.receiver = receiver;
        this.time = time;
        this.schedule = schedule;
        this.expected = (long) schedule.messages() * copies;
        this.sent = new int[schedule.messages()];
        this.intended = new int[schedule.messages()];
        this.stalled = new boolean[schedule.windows()];
    }

    /** Takes all; what arrives more than once counts when it arrives last. */
    void run() {
        last = schedule.start();
        while (arrived < expected) {
            poll();
        }
    }

    /** What was noted, with what the sender noted. */
    Windows windows(boolean[] senderStalled) {
        boolean[] either = new boolean[stalled.length];
        for (int window = 0; window < either.length; window++) {
            either[window] = stalled[window] || senderStalled[window];
        }
        return new Windows(sent, intended, either, schedule.perWindow());
    }

    @Override
    public void arrived(long index, long nanos) {
        long now = now();
        sent[(int) index] = clipped(now - nanos);
        intended[(int) index] = clipped(now - schedule.due((int) index));
        arrived++;
    }

    private void poll() {
        if (receiver.poll(this) == 0) {
            Thread.onSpinWait();
            now();
        }
    }

    private long now() {
        long now = time.monotonicNanos();
        if (now - last > Schedule.STALL_NANOS) {
            schedule.mark(stalled, last, now);
        }
        last = now;
        return now;
    }

    private static int clipped(long nanos) {
        return (int) Math.min(nanos, Integer.MAX_VALUE);
    }
}
