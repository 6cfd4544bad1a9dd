package io.chronofabric.clogic.egc.stl;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * Lays out the plan of a formula that passed its checks.
 *
 * <p>Every operator becomes a stream of margins. One that looks ahead is the same computation as
 * one that looks back, labelled with an earlier moment: its stream has a delay. Where an operator
 * joins streams of different delay, the faster one goes through a ring. Equal streams are made
 * once, so equal parts of a formula are stepped once.
 */
final class PlanBuilder {

    private enum Kind {
        LEAF,
        TRUTH,
        NEGATION,
        SELECTION,
        DISTANCE,
        LAG,
        DELAY,
        LABEL,
        WINDOW,
        RUNNING,
        REACH,
        SINCE_START,
        WITNESS
    }

    /** What makes a stream equal to another: what is done, with which numbers, to which streams. */
    private record Key(Kind kind, long first, long second, int left, int right) {}

    /**
     * A sequence of margins, one a sample.
     *
     * @param id unlike that of any other stream of the plan
     * @param line which line of the program produces it
     * @param predicate whose margins at the same sample, negated or not, these are; -1 if of none
     * @param delay how many samples later than its moment a margin is produced
     * @param past how many samples back of its moment a margin can depend on
     */
    private record Stream(int id, int line, int predicate, long delay, long past) {}

    private static final int NO_STREAM = -1;
    private static final int NOT_A_PREDICATE = -1;

    /** Goes into the fingerprint; to be raised when operators use their words differently. */
    private static final int LAYOUT = 2;

    private final Formula formula;
    private final StlContext context;
    private final List<String> signals;
    private final List<PlanCode.Line> program = new ArrayList<>();
    private final Map<Key, Stream> streams = new HashMap<>();
    private final Map<Formula, Integer> predicates = new LinkedHashMap<>();
    private final StringBuilder meaning = new StringBuilder();
    private final StateLayout layout;

    PlanBuilder(Formula formula, StlContext context) {
        this.formula = formula;
        this.context = context;
        this.layout = new StateLayout(formula);
        this.signals = signalsOf(formula, context);
    }

    /** The signals that a part of a formula reads, in the order of the context. */
    static List<String> signalsOf(Formula part, StlContext context) {
        Set<String> read = new HashSet<>();
        collectSignals(part, read);
        return context.signals().stream().filter(read::contains).toList();
    }

    private StlPlan.Leaf leafOf(Formula predicate) {
        return new StlPlan.Leaf(predicate.toString(), signalsOf(predicate, context));
    }

    private ValueRange marginsOf(Formula predicate) {
        return ValueRange.of(
                Predicate.of(predicate, signals, context),
                signals.stream().map(context::range).toList());
    }

    StlCompiler.Result build() {
        Stream root = stream(formula);
        if (context.withVacuity()) {
            Formula harder = Vacuity.withoutConsequents(formula);
            if (!harder.equals(formula)) {
                witness(delayed(formula, stream(harder), root.delay()));
            }
        }
        int registers = PlanCode.registers(program.size());
        int doublesAt = layout.doubles(registers);
        int longsAt = layout.longs(registers);
        long words = StlPlan.saturatedSum(layout.doubles(), layout.longs());
        long bytes = StlPlan.stateBytes(words);
        if (words > StlState.MAX_WORDS || bytes > context.maxStateBytes()) {
            long most = Math.min(context.maxStateBytes(), StlPlan.stateBytes(StlState.MAX_WORDS));
            return overBudget(
                    layout.largest(),
                    "the rule needs "
                            + (bytes == Long.MAX_VALUE ? "over 8 EiB" : bytes + " bytes")
                            + " of state an entity (expected: at most "
                            + most
                            + "), most of it here",
                    "shorten this window, sample less often or raise the budget");
        }
        if (predicates.size() > Provenance.MAX_PREDICATES) {
            return overBudget(
                    formula,
                    predicates.size()
                            + " predicates (expected: at most "
                            + Provenance.MAX_PREDICATES
                            + ")",
                    "split the rule into several");
        }
        if (root.delay() > Provenance.MAX_INDEX) {
            return overBudget(
                    formula,
                    "the rule looks too far ahead (expected: at most "
                            + Provenance.MAX_INDEX
                            + " samples)",
                    "shorten its windows");
        }
        StlPlan plan =
                new StlPlan(
                        program,
                        root.line(),
                        PlanCode.of(program, root.line(), doublesAt, longsAt),
                        root.delay(),
                        root.past(),
                        signals,
                        predicates.keySet().stream().map(this::leafOf).toList(),
                        predicates.keySet().stream().map(this::marginsOf).toList(),
                        fingerprint(),
                        layout);
        return new StlCompiler.Result(plan, List.of());
    }

    /** Keeps what the formula without its consequents gives at the moment of the answer. */
    private void witness(Stream harder) {
        create(
                new Key(Kind.WITNESS, 0, 0, harder.id(), NO_STREAM),
                harder.delay(),
                harder.past(),
                NOT_A_PREDICATE,
                harder,
                null,
                Operator.Witness::new);
    }

    private static StlCompiler.Result overBudget(Formula where, String reason, String fix) {
        return new StlCompiler.Result(null, List.of(StlCode.STL042.error(where.at(), reason, fix)));
    }

    private static void collectSignals(Formula part, Set<String> names) {
        if (part instanceof Formula.Signal signal) {
            names.add(signal.name());
        }
        part.operands().forEach(operand -> collectSignals(operand, names));
    }

    private Stream stream(Formula part) {
        if (part instanceof Formula.Truth truth) {
            return truth(truth);
        }
        if (part instanceof Formula.Not not) {
            return negation(stream(not.operand()));
        }
        if (part instanceof Formula.Joined joined) {
            return joined(joined, stream(joined.left()), stream(joined.right()));
        }
        if (part instanceof Formula.Windowed windowed) {
            return windowed(windowed, stream(windowed.operand()));
        }
        if (part instanceof Formula.Shifted shifted) {
            return shifted(shifted, stream(shifted.operand()));
        }
        if (part instanceof Formula.Reaching reaching) {
            return reaching(reaching, stream(reaching.left()), stream(reaching.right()));
        }
        return leaf(part);
    }

    private Stream joined(Formula.Joined part, Stream left, Stream right) {
        return switch (part.connective()) {
            case AND -> selection(part, false, left, right);
            case OR -> selection(part, true, left, right);
            case IMPLIES -> selection(part, true, negation(left), right);
            case IFF ->
                    context.semantics() == Semantics.BOOLEAN
                            ? negation(oneOf(part, left, right))
                            : distance(part, true, left, right);
            case XOR ->
                    context.semantics() == Semantics.BOOLEAN
                            ? oneOf(part, left, right)
                            : distance(part, false, left, right);
        };
    }

    /** Exactly one of two: the distance of two infinities would not say. */
    private Stream oneOf(Formula part, Stream left, Stream right) {
        return selection(
                part,
                true,
                selection(part, false, left, negation(right)),
                selection(part, false, negation(left), right));
    }

    private Stream windowed(Formula.Windowed part, Stream operand) {
        boolean maximum = part.quantifier().existential();
        if (part.interval() == null) {
            return running(operand, maximum);
        }
        SampleWindow window = SampleWindow.of(part.interval(), context);
        return part.quantifier().future()
                ? ahead(part, operand, maximum, window)
                : back(part, operand, maximum, window);
    }

    private Stream shifted(Formula.Shifted part, Stream operand) {
        return switch (part.neighbour()) {
            case PREV -> lag(part, operand, 1, Double.POSITIVE_INFINITY);
            case S_PREV -> lag(part, operand, 1, Double.NEGATIVE_INFINITY);
            // Weak or strong makes no difference on a stream: a sample has always come after.
            case NEXT, S_NEXT -> label(operand, 1);
            case RISE ->
                    selection(
                            part,
                            false,
                            negation(lag(part, operand, 1, Double.NEGATIVE_INFINITY)),
                            operand);
            case FALL ->
                    selection(
                            part,
                            false,
                            lag(part, operand, 1, Double.POSITIVE_INFINITY),
                            negation(operand));
        };
    }

    private Stream reaching(Formula.Reaching part, Stream left, Stream right) {
        if (part.interval() == null) {
            return sinceStart(part, left, right);
        }
        SampleWindow window = SampleWindow.of(part.interval(), context);
        return switch (part.reach()) {
            case SINCE -> since(part, left, right, window);
            case UNTIL -> until(part, left, right, window);
            case UNLESS ->
                    selection(
                            part,
                            true,
                            ahead(part, left, false, new SampleWindow(0, window.to())),
                            until(part, left, right, window));
        };
    }

    /** always, eventually: the window that ends b samples after the moment, labelled with it. */
    private Stream ahead(Formula part, Stream operand, boolean maximum, SampleWindow window) {
        SampleWindow ending = new SampleWindow(0, window.to() - window.from());
        return label(back(part, operand, maximum, ending), window.to());
    }

    /** historically, once. */
    private Stream back(Formula part, Stream operand, boolean maximum, SampleWindow window) {
        double ofNothing = maximum ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        Stream lagged = lag(part, operand, window.from(), ofNothing);
        long width = window.width();
        if (width == 1) {
            return lagged;
        }
        return create(
                new Key(Kind.WINDOW, width, maximum ? 1 : 0, lagged.id(), NO_STREAM),
                lagged.delay(),
                StlPlan.saturatedSum(operand.past(), window.to()),
                NOT_A_PREDICATE,
                lagged,
                null,
                () -> window(part, lagged, maximum, lagged.delay() + window.from(), width));
    }

    private Operator window(Formula part, Stream operand, boolean maximum, long start, long width) {
        boolean withOrigins = operand.predicate() < 0;
        long doubles = SlidingExtremum.doubles(width);
        long longs = SlidingExtremum.longs(width, withOrigins);
        layout.blame(part, StlPlan.saturatedSum(doubles, longs));
        SlidingExtremum window =
                new SlidingExtremum(
                        maximum,
                        withOrigins,
                        StateLayout.bounded(width),
                        layout.doubles(doubles),
                        layout.longs(longs));
        layout.add(window);
        return new Operator.Window(start, operand.predicate(), window);
    }

    /**
     * phi until[a,b] psi at t = min(phi over [t,t+a), the monoid's sum over [t+a,t+b]), see {@link
     * SlidingReach}.
     */
    private Stream until(Formula part, Stream left, Stream right, SampleWindow window) {
        SampleWindow ending = new SampleWindow(0, window.to() - window.from());
        Stream ended = label(reach(part, false, left, right, ending), window.to());
        if (window.from() == 0) {
            return ended;
        }
        Stream onTheWay = ahead(part, left, false, new SampleWindow(0, window.from() - 1));
        return selection(part, false, onTheWay, ended);
    }

    /**
     * phi since[a,b] psi at t = min(phi over (t-a,t], the mirrored sum over [t-b,t-a]), see {@link
     * SlidingReach}.
     */
    private Stream since(Formula part, Stream left, Stream right, SampleWindow window) {
        Stream begun = reach(part, true, left, right, window);
        if (window.from() == 0) {
            return begun;
        }
        Stream onTheWay = back(part, left, false, new SampleWindow(0, window.from() - 1));
        return selection(part, false, onTheWay, begun);
    }

    private Stream leaf(Formula part) {
        int id = predicates.computeIfAbsent(part, absent -> predicates.size());
        return create(
                new Key(Kind.LEAF, id, 0, NO_STREAM, NO_STREAM),
                0,
                0,
                id,
                null,
                null,
                () -> new Operator.Judge(Predicate.of(part, signals, context), id));
    }

    private Stream truth(Formula.Truth part) {
        double margin = part.value() ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
        return create(
                new Key(Kind.TRUTH, part.value() ? 1 : 0, 0, NO_STREAM, NO_STREAM),
                0,
                0,
                NOT_A_PREDICATE,
                null,
                null,
                () -> new Operator.Constant(margin));
    }

    private Stream negation(Stream operand) {
        return create(
                new Key(Kind.NEGATION, 0, 0, operand.id(), NO_STREAM),
                operand.delay(),
                operand.past(),
                operand.predicate(),
                operand,
                null,
                Operator.Negate::new);
    }

    private Stream selection(Formula part, boolean maximum, Stream left, Stream right) {
        long delay = Math.max(left.delay(), right.delay());
        Stream first = delayed(part, left, delay);
        Stream second = delayed(part, right, delay);
        return create(
                new Key(Kind.SELECTION, maximum ? 1 : 0, 0, first.id(), second.id()),
                delay,
                Math.max(first.past(), second.past()),
                NOT_A_PREDICATE,
                first,
                second,
                () -> new Operator.Select(maximum));
    }

    private Stream distance(Formula part, boolean opposite, Stream left, Stream right) {
        long delay = Math.max(left.delay(), right.delay());
        Stream first = delayed(part, left, delay);
        Stream second = delayed(part, right, delay);
        return create(
                new Key(Kind.DISTANCE, opposite ? 1 : 0, 0, first.id(), second.id()),
                delay,
                Math.max(first.past(), second.past()),
                NOT_A_PREDICATE,
                first,
                second,
                () -> new Operator.Distance(opposite));
    }

    /** What the operand was some samples before. */
    private Stream lag(Formula part, Stream operand, long samples, double atEdge) {
        if (samples == 0) {
            return operand;
        }
        return create(
                new Key(
                        Kind.LAG,
                        samples,
                        Double.doubleToLongBits(atEdge),
                        operand.id(),
                        NO_STREAM),
                operand.delay(),
                StlPlan.saturatedSum(operand.past(), samples),
                NOT_A_PREDICATE,
                operand,
                null,
                () -> ring(part, operand, samples, atEdge));
    }

    /** The same margins, produced later. */
    private Stream delayed(Formula part, Stream operand, long delay) {
        long samples = delay - operand.delay();
        if (samples == 0) {
            return operand;
        }
        return create(
                new Key(Kind.DELAY, samples, 0, operand.id(), NO_STREAM),
                delay,
                operand.past(),
                NOT_A_PREDICATE,
                operand,
                null,
                () -> ring(part, operand, samples, 0.0));
    }

    private Operator ring(Formula part, Stream operand, long samples, double atEdge) {
        long longs = Operator.Lag.longs(operand.predicate(), samples);
        layout.blame(part, StlPlan.saturatedSum(samples, longs));
        return new Operator.Lag(
                operand.delay(),
                StateLayout.bounded(samples),
                atEdge,
                operand.predicate(),
                layout.doubles(samples),
                layout.longs(longs));
    }

    /** The same margins, each for an earlier moment. Costs nothing. */
    private Stream label(Stream operand, long samples) {
        if (samples == 0) {
            return operand;
        }
        return streams.computeIfAbsent(
                new Key(Kind.LABEL, samples, 0, operand.id(), NO_STREAM),
                key ->
                        new Stream(
                                identified(key),
                                operand.line(),
                                NOT_A_PREDICATE,
                                StlPlan.saturatedSum(operand.delay(), samples),
                                operand.past() == Long.MAX_VALUE
                                        ? Long.MAX_VALUE
                                        : Math.max(0, operand.past() - samples)));
    }

    private Stream running(Stream operand, boolean maximum) {
        return create(
                new Key(Kind.RUNNING, maximum ? 1 : 0, 0, operand.id(), NO_STREAM),
                operand.delay(),
                Long.MAX_VALUE,
                NOT_A_PREDICATE,
                operand,
                null,
                () ->
                        new Operator.Running(
                                maximum, operand.delay(), layout.doubles(1), layout.longs(1)));
    }

    private Stream sinceStart(Formula part, Stream left, Stream right) {
        long delay = Math.max(left.delay(), right.delay());
        Stream first = delayed(part, left, delay);
        Stream second = delayed(part, right, delay);
        return create(
                new Key(Kind.SINCE_START, 0, 0, first.id(), second.id()),
                delay,
                Long.MAX_VALUE,
                NOT_A_PREDICATE,
                first,
                second,
                () -> new Operator.SinceStart(delay, layout.doubles(1), layout.longs(1)));
    }

    private Stream reach(
            Formula part, boolean past, Stream left, Stream right, SampleWindow window) {
        long delay = Math.max(left.delay(), right.delay());
        double ofNothing = Double.NEGATIVE_INFINITY;
        Stream ends = lag(part, delayed(part, right, delay), window.from(), ofNothing);
        long width = window.width();
        if (width == 1) {
            return ends;
        }
        Stream holds = lag(part, delayed(part, left, delay), window.from(), ofNothing);
        return create(
                new Key(Kind.REACH, width, past ? 1 : 0, holds.id(), ends.id()),
                delay,
                StlPlan.saturatedSum(Math.max(left.past(), right.past()), window.to()),
                NOT_A_PREDICATE,
                holds,
                ends,
                () -> reach(part, past, holds, ends, delay + window.from(), width));
    }

    private Operator reach(
            Formula part, boolean past, Stream holds, Stream ends, long start, long width) {
        boolean withOrigins = holds.predicate() < 0 || ends.predicate() < 0;
        long doubles = SlidingReach.doubles(width);
        long longs = SlidingReach.longs(width, withOrigins);
        layout.blame(part, StlPlan.saturatedSum(doubles, longs));
        return new Operator.Reach(
                start,
                holds.predicate(),
                ends.predicate(),
                new SlidingReach(
                        past,
                        withOrigins,
                        StateLayout.bounded(width),
                        layout.doubles(doubles),
                        layout.longs(longs)));
    }

    private Stream create(
            Key key,
            long delay,
            long past,
            int predicate,
            Stream left,
            Stream right,
            Supplier<Operator> operator) {
        Stream known = streams.get(key);
        if (known != null) {
            return known;
        }
        Stream made = new Stream(identified(key), program.size(), predicate, delay, past);
        program.add(
                new PlanCode.Line(
                        operator.get(),
                        left == null ? PlanCode.NONE : left.line(),
                        right == null ? PlanCode.NONE : right.line()));
        streams.put(key, made);
        return made;
    }

    private int identified(Key key) {
        meaning.append(key);
        return streams.size();
    }

    /** FNV-1a (Fowler, Noll, Vo) over everything that decides what the words of a state mean. */
    private long fingerprint() {
        String words =
                LAYOUT
                        + "\n"
                        + formula
                        + "\n"
                        + signals
                        + "\n"
                        + context.periodNanos()
                        + "\n"
                        + context.semantics()
                        + new TreeSet<>(context.inputs())
                        + "\n"
                        + meaning;
        long hash = 0xcbf29ce484222325L;
        for (byte octet : words.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (octet & 0xff)) * 0x100000001b3L;
        }
        return hash;
    }
}
