package io.chronofabric.clogic.egc.stl;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * What one plan remembers of one entity, as two flat arrays. A fresh state is all zeros. Not
 * thread-safe; a state belongs to one entity, a plan to as many as like.
 *
 * <p>Written, a state is a version byte, the plan's fingerprint, the two lengths, and the words of
 * both arrays with runs of zeros counted instead of written: rings are large and mostly empty.
 */
public final class StlState {

    /** Most words in the two arrays together; compiler and reader refuse more. */
    static final int MAX_WORDS = 1 << 24;

    // Fixed places; what a plan lays out for its operators begins after them.
    static final int SAMPLES = 0;
    static final int ANSWERS = 1;
    static final int DECIDED_BY = 2;
    static final int FIRST_FREE_LONG = 3;
    static final int ROBUSTNESS = 0;
    static final int WITHOUT_CONSEQUENTS = 1;
    static final int FIRST_FREE_DOUBLE = 2;

    private static final int FORMAT = 1;

    final long fingerprint;
    final double[] doubles;
    final long[] longs;

    /** Who used it last; null if nobody did since it was read. */
    StlPlan plan;

    StlState(long fingerprint, int doubles, int longs) {
        this(fingerprint, new double[doubles], new long[longs]);
    }

    private StlState(long fingerprint, double[] doubles, long[] longs) {
        this.fingerprint = fingerprint;
        this.doubles = doubles;
        this.longs = longs;
    }

    /** How many samples went in since the start or the last reset. */
    public long samples() {
        return longs[SAMPLES];
    }

    /** Whether there has been an answer since the start or the last reset. */
    public boolean answered() {
        return longs[ANSWERS] > 0;
    }

    /**
     * The margin of the last answer: positive where the formula holds, negative where not. Never
     * NaN. Zero before the first answer.
     */
    public double robustness() {
        return doubles[ROBUSTNESS];
    }

    /**
     * Whether the formula holds by the last answer: its margin is not negative. At zero, on the
     * line, it still holds; for a difference between strict and other comparisons see {@link
     * Semantics#BOOLEAN}.
     */
    public boolean satisfied() {
        return answered() && robustness() >= 0;
    }

    /**
     * Whether the last answer is positive only because no premise of an implication was true where
     * it counted. Always false of a plan whose context does not ask for it.
     *
     * @see StlContext#vacuityKnown
     */
    public boolean vacuous() {
        return answered() && doubles[WITHOUT_CONSEQUENTS] > 0;
    }

    /** Which sample the last answer is about, counted from 0 at the start; -1 before the first. */
    public long answerIndex() {
        return longs[ANSWERS] - 1;
    }

    /** Which predicate of the plan decided the last answer; -1 if none did. */
    public int decidingPredicate() {
        return answered() ? Provenance.predicate(longs[DECIDED_BY]) : -1;
    }

    /** At which sample it decided, counted from 0 at the start; -1 if none did. */
    public long decidingIndex() {
        return answered() ? Provenance.sampleIndex(longs[DECIDED_BY]) : -1;
    }

    /** How many bytes its two arrays hold; the same for all states of a plan. */
    public long stateBytes() {
        return (long) Long.BYTES * (doubles.length + longs.length);
    }

    /** Forgets everything, as if no sample had been. */
    public void reset() {
        Arrays.fill(doubles, 0.0);
        Arrays.fill(longs, 0L);
    }

    /** A state that goes on from here on its own. */
    public StlState copy() {
        StlState copy = new StlState(fingerprint, doubles.clone(), longs.clone());
        copy.plan = plan;
        return copy;
    }

    /**
     * Becomes what another state of the same plan is; allocates nothing.
     *
     * @throws IllegalArgumentException if it is of another plan
     */
    public void take(StlState from) {
        if (fingerprint != from.fingerprint
                || doubles.length != from.doubles.length
                || longs.length != from.longs.length) {
            throw new IllegalArgumentException("a state of another plan (expected: of the same)");
        }
        System.arraycopy(from.doubles, 0, doubles, 0, doubles.length);
        System.arraycopy(from.longs, 0, longs, 0, longs.length);
        plan = from.plan;
    }

    /** The same without what the arrays hold and no longer mean. */
    private StlState canonical() {
        StlState copy = copy();
        if (plan != null) {
            plan.blank(copy.doubles, copy.longs);
        }
        return copy;
    }

    /**
     * Writes the state.
     *
     * @throws IOException if the output fails
     */
    public void write(DataOutput out) throws IOException {
        out.writeByte(FORMAT);
        out.writeLong(fingerprint);
        out.writeInt(doubles.length);
        out.writeInt(longs.length);
        StlState written = canonical();
        long[] words = new long[doubles.length + longs.length];
        for (int i = 0; i < doubles.length; i++) {
            words[i] = Double.doubleToRawLongBits(written.doubles[i]);
        }
        System.arraycopy(written.longs, 0, words, doubles.length, longs.length);
        int next = 0;
        while (next < words.length) {
            int zerosEnd = next;
            while (zerosEnd < words.length && words[zerosEnd] == 0) {
                zerosEnd++;
            }
            int wordsEnd = zerosEnd;
            while (wordsEnd < words.length && words[wordsEnd] != 0) {
                wordsEnd++;
            }
            out.writeInt(zerosEnd - next);
            out.writeInt(wordsEnd - zerosEnd);
            for (int i = zerosEnd; i < wordsEnd; i++) {
                out.writeLong(words[i]);
            }
            next = wordsEnd;
        }
    }

    /**
     * Reads a state.
     *
     * @throws IOException if the input fails or holds no state
     */
    public static StlState read(DataInput in) throws IOException {
        int format = in.readUnsignedByte();
        if (format != FORMAT) {
            throw new IOException("STL state of format " + format + " (expected: " + FORMAT + ")");
        }
        long fingerprint = in.readLong();
        int doubleCount = in.readInt();
        int longCount = in.readInt();
        if (doubleCount < FIRST_FREE_DOUBLE
                || longCount < FIRST_FREE_LONG
                || (long) doubleCount + longCount > MAX_WORDS) {
            throw new IOException(
                    "STL state of "
                            + doubleCount
                            + " and "
                            + longCount
                            + " words (expected: at least "
                            + FIRST_FREE_DOUBLE
                            + " and "
                            + FIRST_FREE_LONG
                            + ", at most "
                            + MAX_WORDS
                            + " together)");
        }
        StlState state = new StlState(fingerprint, doubleCount, longCount);
        int total = doubleCount + longCount;
        int next = 0;
        while (next < total) {
            int zeros = in.readInt();
            int words = in.readInt();
            if (zeros < 0
                    || words < 0
                    || zeros + words == 0
                    || (long) zeros + words > total - next) {
                throw new IOException(
                        "STL state: a run of "
                                + zeros
                                + " and "
                                + words
                                + " words (expected: 1 to "
                                + (total - next)
                                + ")");
            }
            next += zeros;
            for (int end = next + words; next < end; next++) {
                long word = in.readLong();
                if (next < doubleCount) {
                    state.doubles[next] = Double.longBitsToDouble(word);
                } else {
                    state.longs[next - doubleCount] = word;
                }
            }
        }
        return state;
    }

    /** Whether the other state belongs to an equal plan and remembers the same. */
    @Override
    public boolean equals(Object other) {
        if (!(other instanceof StlState state) || fingerprint != state.fingerprint) {
            return false;
        }
        StlState mine = canonical();
        StlState theirs = state.canonical();
        return Arrays.equals(mine.doubles, theirs.doubles)
                && Arrays.equals(mine.longs, theirs.longs);
    }

    @Override
    public int hashCode() {
        StlState mine = canonical();
        return 31 * (31 * Long.hashCode(fingerprint) + Arrays.hashCode(mine.doubles))
                + Arrays.hashCode(mine.longs);
    }
}
