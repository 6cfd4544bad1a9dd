package io.chronofabric.clogic.egc.stl;

import io.chronofabric.clogic.egc.stl.Instruction.Stream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

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
        SINCE_START
    }

    /** What makes a stream equal to another: what is done, with which numbers, to which streams. */
    private record Key(Kind kind, long first, long second, int left, int right) {}

    private static final int NO_STREAM = -1;

    private final Formula formula;
    private final StlContext context;
    private final List<String> signals;
    private final List<Instruction> instructions = new ArrayList<>();
    private final Map<Key, Stream> streams = new HashMap<>();
    private final Map<Formula, Integer> predicates = new LinkedHashMap<>();
    private final StringBuilder layout = new StringBuilder();
    private long doubles = StlState.FIRST_FREE_DOUBLE;
    private long longs = StlState.FIRST_FREE_LONG;
    private Formula largest;
    private long largestWords;

    PlanBuilder(Formula formula, StlContext context) {
        this.formula = formula;
        this.context = context;
        this.largest = formula;
        this.signals = signalsOf(formula);
    }

    private List<String> signalsOf(Formula part) {
        Set<String> read = new HashSet<>();
        collectSignals(part, read);
        return context.signals().stream().filter(read::contains).toList();
    }

    private StlPlan.Leaf leafOf(Formula predicate) {
        return new StlPlan.Leaf(predicate.toString(), signalsOf(predicate));
    }

    StlCompiler.Result build() {
        Stream root = stream(formula);
        long words = StlPlan.saturatedSum(doubles, longs);
        long bytes = StlPlan.stateBytes(words);
        if (words > StlState.MAX_WORDS || bytes > context.maxStateBytes()) {
            long most = Math.min(context.maxStateBytes(), StlPlan.stateBytes(StlState.MAX_WORDS));
            return overBudget(
                    largest,
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
                        instructions,
                        root,
                        signals,
                        predicates.keySet().stream().map(this::leafOf).toList(),
                        fingerprint(),
                        (int) doubles,
                        (int) longs);
        return new StlCompiler.Result(plan, List.of());
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
            case IFF -> distance(part, true, left, right);
            case XOR -> distance(part, false, left, right);
        };
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
                result ->
                        new Instruction.Window(
                                result,
                                lagged,
                                new SlidingExtremum(
                                        maximum,
                                        bounded(width),
                                        doubles(part, SlidingExtremum.doubles(width)),
                                        longs(part, SlidingExtremum.longs(width))),
                                window.from(),
                                ofNothing));
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
                result ->
                        new Instruction.Judge(
                                result, Predicate.of(part, signals, context.params()), id));
    }

    private Stream truth(Formula.Truth part) {
        double margin = part.value() ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
        return create(
                new Key(Kind.TRUTH, part.value() ? 1 : 0, 0, NO_STREAM, NO_STREAM),
                0,
                0,
                result -> new Instruction.Constant(result, margin));
    }

    private Stream negation(Stream operand) {
        return create(
                new Key(Kind.NEGATION, 0, 0, operand.id(), NO_STREAM),
                operand.delay(),
                operand.past(),
                result -> new Instruction.Negate(result, operand));
    }

    private Stream selection(Formula part, boolean maximum, Stream left, Stream right) {
        long delay = Math.max(left.delay(), right.delay());
        Stream first = delayed(part, left, delay);
        Stream second = delayed(part, right, delay);
        return create(
                new Key(Kind.SELECTION, maximum ? 1 : 0, 0, first.id(), second.id()),
                delay,
                Math.max(first.past(), second.past()),
                result -> new Instruction.Select(result, maximum, first, second));
    }

    private Stream distance(Formula part, boolean opposite, Stream left, Stream right) {
        long delay = Math.max(left.delay(), right.delay());
        Stream first = delayed(part, left, delay);
        Stream second = delayed(part, right, delay);
        return create(
                new Key(Kind.DISTANCE, opposite ? 1 : 0, 0, first.id(), second.id()),
                delay,
                Math.max(first.past(), second.past()),
                result -> new Instruction.Distance(result, opposite, first, second));
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
                result -> ring(part, result, operand, samples, atEdge));
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
                result -> ring(part, result, operand, samples, 0.0));
    }

    private Instruction ring(
            Formula part, Stream result, Stream operand, long samples, double atEdge) {
        return new Instruction.Lag(
                result,
                operand,
                bounded(samples),
                atEdge,
                doubles(part, samples),
                longs(part, StlPlan.saturatedSum(1, samples)));
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
                                operand.value(),
                                operand.provenance(),
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
                result -> new Instruction.Running(result, operand, maximum));
    }

    private Stream sinceStart(Formula part, Stream left, Stream right) {
        long delay = Math.max(left.delay(), right.delay());
        Stream first = delayed(part, left, delay);
        Stream second = delayed(part, right, delay);
        return create(
                new Key(Kind.SINCE_START, 0, 0, first.id(), second.id()),
                delay,
                Long.MAX_VALUE,
                result -> new Instruction.SinceStart(result, first, second));
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
                result ->
                        new Instruction.ReachWindow(
                                result,
                                holds,
                                ends,
                                new SlidingReach(
                                        past,
                                        bounded(width),
                                        doubles(part, SlidingReach.doubles(width)),
                                        longs(part, SlidingReach.longs(width))),
                                window.from()));
    }

    private Stream create(
            Key key, long delay, long past, Function<Stream, Instruction> instruction) {
        Stream known = streams.get(key);
        if (known != null) {
            return known;
        }
        Stream made =
                new Stream(identified(key), doubles(formula, 1), longs(formula, 1), delay, past);
        instructions.add(instruction.apply(made));
        streams.put(key, made);
        return made;
    }

    private int identified(Key key) {
        layout.append(key);
        return streams.size();
    }

    /** Reserves doubles; beyond the most that a state can hold the place means nothing. */
    private int doubles(Formula part, long count) {
        int at = bounded(doubles);
        doubles = StlPlan.saturatedSum(doubles, count);
        blame(part, count);
        return at;
    }

    private int longs(Formula part, long count) {
        int at = bounded(longs);
        longs = StlPlan.saturatedSum(longs, count);
        blame(part, count);
        return at;
    }

    private void blame(Formula part, long words) {
        if (words > largestWords) {
            largest = part;
            largestWords = words;
        }
    }

    private static int bounded(long count) {
        return (int) Math.min(count, StlState.MAX_WORDS);
    }

    /** FNV-1a (Fowler, Noll, Vo) over everything that decides what the words of a state mean. */
    private long fingerprint() {
        String meaning = formula + "\n" + signals + "\n" + context.periodNanos() + "\n" + layout;
        long hash = 0xcbf29ce484222325L;
        for (byte octet : meaning.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (octet & 0xff)) * 0x100000001b3L;
        }
        return hash;
    }
}
