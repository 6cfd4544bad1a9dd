package io.chronofabric.clogic.egc;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayDeque;

/**
 * Compares what a version on trial says of an entity with what the version in force says, moment by
 * moment, although one may answer later than the other and look at other moments: between its
 * moments a rule says what it said at the last. Keeps only where a side changes its mind, and of
 * that no more than a bound; beyond it the comparison begins anew. Not safe for use by several
 * threads.
 */
final class Comparison {
    /** Changes of mind of the side that is ahead that are kept. */
    static final int MAX_PENDING = 1_024;

    private static final long NEVER = Long.MIN_VALUE;
    private static final int SIDE_BYTES = 22;
    private static final int TURN_BYTES = 16;
    private static final int UNKNOWN = 0;
    private static final int HOLDS = 1;
    private static final int BROKEN = 2;

    /** Takes what is found. */
    interface Findings {
        /**
         * From this moment on the two differ, or agree again.
         *
         * @param trial what the version on trial says
         * @param inForce what the version in force says
         */
        void found(long millis, boolean differ, Word trial, Word inForce);
    }

    /**
     * What a side says.
     *
     * @param broken whether the rule is broken
     * @param margin by how much, where the side says so from this very moment on; else NaN
     */
    record Word(boolean broken, double margin) {}

    private record Turn(long millis, double robustness) {}

    private static final class Side {
        private final ArrayDeque<Turn> pending = new ArrayDeque<>();
        private long through = NEVER;
        private int heard = UNKNOWN;
        private int now = UNKNOWN;
        private long turnedAt = NEVER;
        private double robustness;

        void hear(long millis, double margin) {
            int says = margin < 0 ? BROKEN : HOLDS;
            through = millis;
            if (says != heard) {
                heard = says;
                pending.add(new Turn(millis, margin));
            }
        }

        Word word(long millis) {
            return new Word(now == BROKEN, turnedAt == millis ? robustness : Double.NaN);
        }

        void turn() {
            Turn turn = pending.remove();
            turnedAt = turn.millis;
            robustness = turn.robustness;
            now = turn.robustness < 0 ? BROKEN : HOLDS;
        }

        void forget() {
            pending.clear();
            heard = UNKNOWN;
            now = UNKNOWN;
        }

        void write(DataOutput out) throws IOException {
            out.writeLong(through);
            out.writeByte(heard);
            out.writeByte(now);
            out.writeDouble(robustness);
            out.writeInt(pending.size());
            for (Turn turn : pending) {
                out.writeLong(turn.millis);
                out.writeDouble(turn.robustness);
            }
        }

        void read(DataInput in) throws IOException {
            through = in.readLong();
            heard = in.readUnsignedByte();
            now = in.readUnsignedByte();
            robustness = in.readDouble();
            int count = in.readInt();
            if (count < 0 || count > MAX_PENDING) {
                throw new IOException(
                        "comparison: " + count + " turns (expected: 0 to " + MAX_PENDING + ")");
            }
            for (int i = 0; i < count; i++) {
                pending.add(new Turn(in.readLong(), in.readDouble()));
            }
        }
    }

    private final Side trial = new Side();
    private final Side inForce = new Side();
    private boolean differ;

    /** An answer of the version on trial. */
    void trial(long millis, double robustness, Findings findings) {
        hear(trial, millis, robustness, findings);
    }

    /** An answer of the version in force. */
    void inForce(long millis, double robustness, Findings findings) {
        hear(inForce, millis, robustness, findings);
    }

    private void hear(Side side, long millis, double robustness, Findings findings) {
        if (millis <= side.through) {
            // Said already: a correction does not change what was compared.
            return;
        }
        side.hear(millis, robustness);
        if (side.pending.size() > MAX_PENDING) {
            trial.forget();
            inForce.forget();
            return;
        }
        long both = Math.min(trial.through, inForce.through);
        while (true) {
            long next = Math.min(next(trial), next(inForce));
            if (next > both) {
                return;
            }
            if (next(trial) == next) {
                trial.turn();
            }
            if (next(inForce) == next) {
                inForce.turn();
            }
            boolean known = trial.now != UNKNOWN && inForce.now != UNKNOWN;
            if (known && differ != (trial.now != inForce.now)) {
                differ = !differ;
                findings.found(next, differ, trial.word(next), inForce.word(next));
            }
        }
    }

    private static long next(Side side) {
        return side.pending.isEmpty() ? Long.MAX_VALUE : side.pending.element().millis;
    }

    Comparison copy() {
        Comparison copy = new Comparison();
        copy(trial, copy.trial);
        copy(inForce, copy.inForce);
        copy.differ = differ;
        return copy;
    }

    private static void copy(Side from, Side to) {
        to.pending.addAll(from.pending);
        to.through = from.through;
        to.heard = from.heard;
        to.now = from.now;
        to.robustness = from.robustness;
    }

    /** How many bytes it holds, about as written. */
    long stateBytes() {
        return 1
                + 2L * SIDE_BYTES
                + (long) TURN_BYTES * (trial.pending.size() + inForce.pending.size());
    }

    void write(DataOutput out) throws IOException {
        trial.write(out);
        inForce.write(out);
        out.writeBoolean(differ);
    }

    static Comparison read(DataInput in) throws IOException {
        Comparison comparison = new Comparison();
        comparison.trial.read(in);
        comparison.inForce.read(in);
        comparison.differ = in.readBoolean();
        return comparison;
    }
}
