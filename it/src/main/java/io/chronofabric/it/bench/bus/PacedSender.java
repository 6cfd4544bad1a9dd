package io.chronofabric.it.bench.bus;

import io.chronofabric.time.TimeSource;

/**
 * Sends a message at each moment of a schedule, whatever became of those before (open loop), and
 * notes when its thread was held up.
 */
final class PacedSender {
    private final Transport.Sender sender;
    private final TimeSource time;
    private final Schedule schedule;
    private final boolean[] stalled;
    private long last;

    PacedSender(Transport.Sender sender, TimeSource time, Schedule schedule) {
        this.sender = sender;
        this.time = time;
        this.schedule = schedule;
        this.stalled = new boolean[schedule.windows()];
    }

    /** Sends all; for each window, whether the thread was held up. */
    boolean[] run() {
        last = schedule.start();
        for (int index = 0; index < schedule.messages(); index++) {
            send(index);
        }
        return stalled;
    }

    private void send(int index) {
        long due = schedule.due(index);
        long now = now();
        while (now < due) {
            Thread.onSpinWait();
            now = now();
        }
        while (!sender.trySend(index, now)) {
            now = now();
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
}
