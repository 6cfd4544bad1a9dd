package io.chronofabric.clogic.egc.cep;

import io.chronofabric.clogic.egc.cep.SequenceEdge.Role;
import io.chronofabric.clogic.egc.cep.SequenceTurn.Standing;
import io.chronofabric.clogic.egc.stl.SequenceFormula;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Finds the edges of one entity's current trace: where moments begin and cease to wait for the
 * response, and where it comes.
 *
 * <p>Moments in a row that wait, a run, have one next response in common, at {@code u}. Those up to
 * {@code u - width - 1} miss it, the later ones see it. So two open ends tell all of a run: its
 * first moment, and the moment after its last. Of a trigger that can't hold twice in a row, the
 * first tells all.
 *
 * <p>Explicit and serializable. Not safe for use by several threads.
 */
final class SequenceTracker {
    /**
     * Of the trigger nothing is known yet; it does not hold, holds, or got lost in a full queue.
     */
    private static final byte NONE = -1;

    private static final byte NO = 0;
    private static final byte YES = 1;
    private static final byte LOST = 2;

    /** How the newest moment stands. */
    private enum Stage {
        NONE,
        IDLE,
        WAITING,
        SEEN,
        UNKNOWN
    }

    private static final Stage[] STAGES = Stage.values();

    private long traceStart;
    private Stage stage = Stage.NONE;
    private long runStart;
    private boolean isAnswered;
    private byte lastDelayed = NONE;
    private byte trigger = NO;

    /** Triggers whose window has not begun. */
    private MomentQueue delayed = new MomentQueue();

    /** What the pattern may hold open. */
    private MomentQueue open = new MomentQueue();

    /** What waits for its window to pass without the pattern. */
    private MomentQueue waiting = new MomentQueue();

    /** Begins a trace. */
    void begin(SequenceRule rule, String entity, long moment, SequenceOutput out) {
        clear();
        traceStart = moment;
        out.turn(
                new SequenceTurn(entity, moment + rule.sequence().from(), Standing.BEGUN, 0),
                moment);
    }

    /** Ends the trace at the first moment without a sample. */
    void end(String entity, long moment, SequenceOutput out) {
        if (!open.isEmpty()) {
            out.edge(new SequenceEdge(entity, moment, moment, Role.END, false));
        }
        out.turn(new SequenceTurn(entity, moment, Standing.ENDED, traceStart), moment);
        clear();
    }

    private void clear() {
        stage = Stage.NONE;
        isAnswered = false;
        lastDelayed = NONE;
        trigger = NO;
        delayed.clear();
        open.clear();
        waiting.clear();
    }

    /** The next moment at which something happens without an event. */
    long nextMoment() {
        return delayed.first();
    }

    /**
     * Takes a moment's truth.
     *
     * @param most how many triggers may be open
     */
    void sample(
            SequenceRule rule,
            String entity,
            long moment,
            boolean triggered,
            boolean answered,
            int most,
            SequenceOutput out) {
        SequenceFormula sequence = rule.sequence();
        delay(moment + sequence.from(), triggered ? YES : NO, most, out);
        while (delayed.first() <= moment) {
            trigger = delayed.firstNote();
            delayed.removeFirst();
        }
        boolean comes = answered && !isAnswered;
        isAnswered = answered;
        if (moment < traceStart + sequence.from()) {
            return;
        }
        long passed = moment - sequence.width();
        open.dropBefore(passed);
        waiting.dropBefore(passed);
        if (comes && !open.isEmpty()) {
            out.edge(new SequenceEdge(entity, moment, moment, Role.RESPONSE, false));
            if (sequence.mustCome()) {
                open.clear();
            }
        }
        turn(sequence, entity, moment, comes, most, out);
    }

    private void delay(long moment, byte now, int most, SequenceOutput out) {
        if (now == lastDelayed) {
            return;
        }
        if (delayed.size() < most) {
            delayed.add(moment, now);
            lastDelayed = now;
        } else if (lastDelayed != LOST) {
            delayed.lastNote(LOST);
            lastDelayed = LOST;
            out.refused();
        }
    }

    private void turn(
            SequenceFormula sequence,
            String entity,
            long moment,
            boolean comes,
            int most,
            SequenceOutput out) {
        boolean hasRoom = open.size() < most && waiting.size() < most;
        Stage next = next();
        boolean takesRoom =
                next == Stage.WAITING
                        || (next == Stage.SEEN && !sequence.mustCome())
                        || stage == Stage.UNKNOWN;
        if (takesRoom && !hasRoom && next != stage) {
            next = Stage.UNKNOWN;
        }
        if (next == stage) {
            return;
        }
        Stage before = stage;
        stage = next;
        if (before == Stage.WAITING && !sequence.trigger().isMomentary()) {
            closeRun(sequence, entity, moment, comes, out);
        }
        boolean isTold = before == Stage.NONE || before == Stage.UNKNOWN;
        switch (next) {
            case IDLE -> {
                boolean wasSeen = before == Stage.SEEN || (before == Stage.WAITING && comes);
                if (before == Stage.UNKNOWN || (wasSeen && !sequence.mustCome())) {
                    tell(entity, moment, Standing.IDLE, 0, moment, out);
                }
            }
            case SEEN -> {
                if (isTold || !sequence.mustCome()) {
                    tell(entity, moment, Standing.SEEN, moment, moment, out);
                }
            }
            case WAITING -> {
                runStart = moment;
                open.add(moment, 0);
                out.edge(new SequenceEdge(entity, moment, moment, Role.FIRST, isTold));
            }
            default -> {
                out.refused();
                tell(entity, moment, Standing.UNKNOWN, 0, moment, out);
            }
        }
    }

    private Stage next() {
        if (trigger == LOST) {
            return Stage.UNKNOWN;
        }
        if (trigger == NO) {
            return Stage.IDLE;
        }
        return isAnswered ? Stage.SEEN : Stage.WAITING;
    }

    /** Ends a run of waiting moments, by the response or without it. */
    private void closeRun(
            SequenceFormula sequence,
            String entity,
            long moment,
            boolean comes,
            SequenceOutput out) {
        if (!comes) {
            open.add(moment, 0);
            out.edge(new SequenceEdge(entity, moment, runStart, Role.LAST, false));
            return;
        }
        long seesFrom = Math.max(runStart, moment - sequence.width());
        if (seesFrom > runStart || !sequence.mustCome()) {
            boolean isLate = seesFrom == moment && stage != Stage.SEEN;
            tell(
                    entity,
                    seesFrom,
                    isLate ? Standing.IDLE : Standing.SEEN,
                    isLate ? 0 : moment,
                    moment,
                    out);
        }
    }

    private void tell(
            String entity, long moment, Standing standing, long mark, long at, SequenceOutput out) {
        waiting.add(at, 0);
        out.turn(new SequenceTurn(entity, moment, standing, mark), at);
    }

    SequenceTracker copy() {
        SequenceTracker copy = new SequenceTracker();
        copy.traceStart = traceStart;
        copy.stage = stage;
        copy.runStart = runStart;
        copy.isAnswered = isAnswered;
        copy.lastDelayed = lastDelayed;
        copy.trigger = trigger;
        copy.delayed = delayed.copy();
        copy.open = open.copy();
        copy.waiting = waiting.copy();
        return copy;
    }

    void write(DataOutput out) throws IOException {
        out.writeLong(traceStart);
        out.writeByte(stage.ordinal());
        out.writeLong(runStart);
        out.writeBoolean(isAnswered);
        out.writeByte(lastDelayed);
        out.writeByte(trigger);
        delayed.write(out);
        open.write(out);
        waiting.write(out);
    }

    static SequenceTracker read(DataInput in) throws IOException {
        SequenceTracker tracker = new SequenceTracker();
        tracker.traceStart = in.readLong();
        int stage = in.readUnsignedByte();
        if (stage >= STAGES.length) {
            throw new IOException(
                    "sequence: stage " + stage + " (expected: 0 to " + (STAGES.length - 1) + ")");
        }
        tracker.stage = STAGES[stage];
        tracker.runStart = in.readLong();
        tracker.isAnswered = in.readBoolean();
        tracker.lastDelayed = in.readByte();
        tracker.trigger = in.readByte();
        tracker.delayed = MomentQueue.read(in);
        tracker.open = MomentQueue.read(in);
        tracker.waiting = MomentQueue.read(in);
        return tracker;
    }
}
