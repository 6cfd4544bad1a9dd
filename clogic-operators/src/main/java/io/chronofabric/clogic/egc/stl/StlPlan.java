package io.chronofabric.clogic.egc.stl;

import java.util.Collections;
import java.util.List;

/**
 * A compiled formula: what to do with each sample of an entity. Immutable and thread-safe; one plan
 * serves any number of entities, each with its own {@link StlState}.
 *
 * <p>A formula that looks {@code h} samples ahead answers for sample {@code t} when sample {@code t
 * + h} comes in, once and finally.
 */
public final class StlPlan {

    private final List<PlanCode.Line> program;
    private final int root;
    private final PlanCode code;
    private final long future;
    private final long past;
    private final List<String> signals;
    private final int signalCount;
    private final List<Leaf> predicates;
    private final List<ValueRange> margins;
    private final long fingerprint;
    private final SlidingExtremum[] windows;
    private final int doubles;
    private final int longs;

    /**
     * A predicate as people know it.
     *
     * @param text as it stands in the formula
     * @param signals those it reads
     */
    record Leaf(String text, List<String> signals) {}

    StlPlan(
            List<PlanCode.Line> program,
            int root,
            PlanCode code,
            long future,
            long past,
            List<String> signals,
            List<Leaf> predicates,
            List<ValueRange> margins,
            long fingerprint,
            StateLayout layout) {
        this.program = List.copyOf(program);
        this.root = root;
        this.code = code;
        this.future = future;
        this.past = past;
        this.signals = List.copyOf(signals);
        this.signalCount = signals.size();
        this.predicates = List.copyOf(predicates);
        this.margins = List.copyOf(margins);
        this.fingerprint = fingerprint;
        this.doubles = (int) layout.doubles();
        this.longs = (int) layout.longs();
        this.windows = layout.windows().toArray(SlidingExtremum[]::new);
    }

    /** The signals the formula reads, in the order {@link #step} expects their values. */
    public List<String> signals() {
        return signals;
    }

    /** How many samples after its moment an answer comes. */
    public long future() {
        return future;
    }

    /**
     * How many samples back of its moment an answer can depend on; {@link Long#MAX_VALUE} if on
     * all.
     */
    public long past() {
        return past;
    }

    /** How many predicates, the leaves of the formula, there are; equal ones count once. */
    public int predicates() {
        return predicates.size();
    }

    /**
     * The text of a predicate.
     *
     * @throws IndexOutOfBoundsException if there is no such predicate
     */
    public String predicate(int number) {
        return predicates.get(number).text();
    }

    /**
     * The signals that a predicate reads.
     *
     * @throws IndexOutOfBoundsException if there is no such predicate
     */
    public List<String> predicateSignals(int number) {
        return predicates.get(number).signals();
    }

    /** Tells this plan from any whose states it could not use; the same in every run. */
    public long fingerprint() {
        return fingerprint;
    }

    /** About how much memory a state takes, in bytes. */
    public long stateBytes() {
        return stateBytes((long) doubles + longs);
    }

    /** A state that has seen nothing. */
    public StlState newState() {
        StlState state = new StlState(fingerprint, doubles, longs);
        state.plan = this;
        return state;
    }

    /**
     * What looks at states before an answer is final, with the margins that follow from the
     * signals' declared ranges.
     */
    public RobustInterval robustInterval() {
        return new RobustInterval(this, program, root, margins);
    }

    /**
     * The same, for given margins of predicates.
     *
     * @param margins what the margin of every predicate can be
     */
    public RobustInterval robustInterval(ValueRange margins) {
        return new RobustInterval(
                this, program, root, Collections.nCopies(predicates.size(), margins));
    }

    /**
     * Whether a state belongs to this plan or to an equal one: same formula, signals, period and
     * windows. Values of parameters may differ, so a state can be carried over to a new value.
     */
    public boolean accepts(StlState state) {
        return state.fingerprint == fingerprint
                && state.doubles.length == doubles
                && state.longs.length == longs;
    }

    /**
     * Feeds an entity's next sample. Allocates nothing and takes amortized constant time per
     * operator, whatever the bounds.
     *
     * @param state the entity's state
     * @param values the sample, in the order of {@link #signals()}; NaN makes predicates on that
     *     signal neither hold nor break
     * @return whether there is an answer, which the state then holds
     * @throws IllegalArgumentException if the state is of another plan or values are missing
     */
    public boolean step(StlState state, double[] values) {
        if (state.plan != this) {
            adopt(state);
        }
        if (values.length < signalCount) {
            throw new IllegalArgumentException(
                    values.length + " values (expected: one for each of " + signals + ")");
        }
        long index = state.longs[StlState.SAMPLES];
        double margin = code.step(state.doubles, state.longs, values, index);
        state.longs[StlState.SAMPLES] = index + 1;
        if (index < future) {
            return false;
        }
        state.longs[StlState.ANSWERS] = index - future + 1;
        state.doubles[StlState.ROBUSTNESS] = margin;
        return true;
    }

    private void adopt(StlState state) {
        demand(state);
        state.plan = this;
    }

    /** Refuses a state of another plan. */
    void demand(StlState state) {
        if (state.plan != this && !accepts(state)) {
            throw new IllegalArgumentException(
                    "the state is of another plan (expected: one that accepts() takes)");
        }
    }

    /** Clears what the arrays of a state of this plan hold and no longer mean. */
    void blank(double[] stateDoubles, long[] stateLongs) {
        for (SlidingExtremum window : windows) {
            window.blank(stateDoubles, stateLongs);
        }
    }

    /** Words, and the headers of the object and its arrays. */
    static long stateBytes(long words) {
        return words > Long.MAX_VALUE / 16 ? Long.MAX_VALUE : words * Long.BYTES + 64;
    }

    /** The sum of two numbers that are not negative, at most {@link Long#MAX_VALUE}. */
    static long saturatedSum(long left, long right) {
        long sum = left + right;
        return sum < 0 ? Long.MAX_VALUE : sum;
    }
}
