package io.chronofabric.operators.sequence;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * A pattern as states and edges. As in SASE (Agrawal et al., 2008) and Flink CEP, an edge takes the
 * event, ignores it, or proceeds to another state whose edges are then tried with the same event.
 * Conditions on edges are conjunctions of the stages' conditions and their opposites.
 */
final class Automaton<E> {
    /** What a state means for a partial match that reaches it. */
    enum Type {
        NORMAL,
        FINAL,
        STOP,
        /** Waits for an absence: complete when its time is out. */
        PENDING
    }

    /** What an edge does with the event. */
    enum Action {
        TAKE,
        IGNORE,
        PROCEED
    }

    /**
     * An edge.
     *
     * @param literals {@code i + 1} for the condition of stage i, {@code -(i + 1)} for its opposite
     */
    record Edge(Action action, State target, int[] literals) {
        Edge and(int literal) {
            int[] more = Arrays.copyOf(literals, literals.length + 1);
            more[literals.length] = literal;
            return new Edge(action, target, more);
        }
    }

    /** A state. */
    static final class State {
        final int id;
        final int stage;
        final Type type;
        final List<Edge> edges = new ArrayList<>();

        /** How long after the last event it may be left; 0 for any time. */
        long sinceNanos;

        /** Whether what it does with an event is the same for all partial matches in it. */
        boolean alike;

        /** Whether time alone completes a partial match that stands in it. */
        boolean pends;

        State(int id, int stage, Type type) {
            this.id = id;
            this.stage = stage;
            this.type = type;
        }

        void add(Action action, State target, int... literals) {
            edges.add(new Edge(action, target, literals));
        }
    }

    private static final int[] ALWAYS = {};

    private final List<SequenceStage<E>> stages;
    private final List<State> states = new ArrayList<>();
    private final State[] stops;
    private final State start;

    Automaton(SequencePattern<E> pattern) {
        stages = pattern.stages();
        stops = new State[stages.size()];
        start = compile();
        for (State state : states) {
            state.alike = isAlike(state);
            state.pends = proceedsToPending(state);
        }
    }

    State start() {
        return start;
    }

    List<State> states() {
        return states;
    }

    /** From the last stage to the first, since a state must know where it leads. */
    private State compile() {
        State sink = newState(stages.size(), Type.FINAL);
        for (int i = stages.size() - 1; i > 0; i--) {
            sink =
                    switch (stages.get(i).kind()) {
                        case TAKES -> taking(i, sink);
                        case NOT_NEXT -> notNext(i, sink);
                        case NOT_FOLLOWED_BY -> sink.type == Type.FINAL ? pending(i) : sink;
                    };
        }
        return taking(0, sink);
    }

    private State newState(int stage, Type type) {
        State state = new State(states.size(), stage, type);
        states.add(state);
        return state;
    }

    private State stop(int stage) {
        if (stops[stage] == null) {
            stops[stage] = newState(stage, Type.STOP);
        }
        return stops[stage];
    }

    private State pending(int stage) {
        State state = newState(stage, Type.PENDING);
        state.sinceNanos = stages.get(stage).withinNanos();
        state.add(Action.PROCEED, stop(stage), yes(stage));
        state.add(Action.IGNORE, state, no(stage));
        return state;
    }

    private State notNext(int stage, State sink) {
        State state = newState(stage, Type.NORMAL);
        // At the end it is the event after that completes the match, whatever it is.
        Action action = sink.type == Type.FINAL ? Action.IGNORE : Action.PROCEED;
        state.add(action, sink, no(stage));
        state.add(Action.PROCEED, stop(stage), yes(stage));
        return state;
    }

    private State taking(int index, State sink) {
        SequenceStage<E> stage = stages.get(index);
        State entry;
        if (stage.loops()) {
            State loop = looping(index, withoutNots(index, sink));
            entry = counted(index, loop, sink, stage.min(), stage.min());
        } else {
            entry = counted(index, sink, sink, stage.min(), stage.max());
        }
        addStops(index, entry);
        entry.sinceNanos = stage.withinNanos();
        return entry;
    }

    private State looping(int index, State sink) {
        SequenceStage<E> stage = stages.get(index);
        State loop = newState(index, Type.NORMAL);
        loop.add(Action.PROCEED, sink, ALWAYS);
        if (stage.greedy()) {
            refuseWhat(index, sink);
        }
        loop.add(Action.TAKE, loop, yes(index));
        addStopOfFollowing(index, loop);
        int[] ignore = ignoring(index, stage.inner());
        if (ignore != null) {
            // Without the way on, so that each length of the loop is a match once.
            State waiting = newState(index, Type.NORMAL);
            waiting.add(Action.TAKE, loop, yes(index));
            waiting.add(Action.IGNORE, waiting, ignore);
            loop.add(Action.IGNORE, waiting, ignore);
            addStopOfFollowing(index, waiting);
        }
        return loop;
    }

    private State counted(int index, State sink, State after, int min, int max) {
        SequenceStage<E> stage = stages.get(index);
        if (stage.greedy() && min != max) {
            refuseWhat(index, sink);
        }
        int[] inner = ignoring(index, stage.inner());
        State next = sink;
        for (int i = min; i < max; i++) {
            next = single(index, next, after, inner, true, false);
            addStopOfFollowing(index, next);
        }
        for (int i = 1; i < min; i++) {
            next = single(index, next, after, inner, false, false);
            addStopOfFollowing(index, next);
        }
        int[] outer = ignoring(index, stage.contiguity());
        return single(index, next, after, outer, stage.optional(), true);
    }

    /**
     * A state that takes one event.
     *
     * @param ignore when it ignores one; null for never
     * @param optional whether it may be left out
     * @param first whether it takes the first event of the stage
     */
    private State single(
            int index, State sink, State after, int[] ignore, boolean optional, boolean first) {
        State state = newState(index, Type.NORMAL);
        State target = withoutNots(index, sink);
        state.add(Action.TAKE, target, yes(index));
        if (optional) {
            state.add(Action.PROCEED, after, ALWAYS);
        }
        if (ignore != null && optional) {
            State waiting = newState(index, Type.NORMAL);
            waiting.add(Action.TAKE, target, yes(index));
            waiting.add(Action.IGNORE, waiting, ignore);
            if (first) {
                addStops(index, waiting);
            } else {
                addStopOfFollowing(index, waiting);
            }
            state.add(Action.IGNORE, waiting, ignore);
        } else if (ignore != null) {
            state.add(Action.IGNORE, state, ignore);
        }
        return state;
    }

    /** What a state does with an event that a greedy stage before it can take: nothing. */
    private static void refuseWhat(int greedyStage, State state) {
        state.edges.replaceAll(edge -> edge.and(no(greedyStage)[0]));
    }

    private int[] ignoring(int index, Contiguity contiguity) {
        return switch (contiguity) {
            case STRICT -> null;
            case RELAXED -> no(index);
            case ANY -> ALWAYS;
        };
    }

    /** The forbidden stages between a stage and the last before it that must take an event. */
    private List<Integer> notsBefore(int index) {
        List<Integer> found = new ArrayList<>();
        for (int i = index - 1; i >= 0; i--) {
            boolean not = stages.get(i).kind() == SequenceStage.Kind.NOT_FOLLOWED_BY;
            if (!not && !stages.get(i).optional()) {
                break;
            }
            if (not) {
                found.add(i);
            }
        }
        return found;
    }

    private void addStops(int index, State state) {
        for (int not : notsBefore(index)) {
            state.add(Action.PROCEED, stop(not), yes(not));
        }
    }

    private void addStopOfFollowing(int index, State state) {
        int after = index + 1;
        if (after < stages.size()
                && stages.get(after).kind() == SequenceStage.Kind.NOT_FOLLOWED_BY) {
            state.add(Action.PROCEED, stop(after), yes(after));
        }
    }

    /** Once an optional stage has taken an event, what was forbidden before it is no more. */
    private State withoutNots(int index, State sink) {
        List<Integer> nots = notsBefore(index);
        if (nots.isEmpty() || !stages.get(index).optional()) {
            return sink;
        }
        State copy = newState(sink.stage, sink.type);
        copy.sinceNanos = sink.sinceNanos;
        for (Edge edge : List.copyOf(sink.edges)) {
            if (edge.action() != Action.PROCEED) {
                State target = edge.target() == sink ? copy : edge.target();
                copy.edges.add(new Edge(edge.action(), target, edge.literals()));
            } else if (edge.target().type != Type.STOP) {
                copy.edges.add(
                        new Edge(
                                Action.PROCEED,
                                withoutNots(index, edge.target()),
                                edge.literals()));
            } else if (!nots.contains(edge.target().stage)) {
                copy.edges.add(edge);
            }
        }
        return copy;
    }

    private boolean isAlike(State from) {
        for (State state : proceedingFrom(from)) {
            if (state != from && state.sinceNanos > 0) {
                return false;
            }
            for (Edge edge : state.edges) {
                if (readsEarlier(edge)) {
                    return false;
                }
                if (edge.action() == Action.TAKE
                        && proceedingFrom(edge.target()).stream()
                                .flatMap(s -> s.edges.stream())
                                .anyMatch(e -> e.action() == Action.PROCEED && readsEarlier(e))) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean readsEarlier(Edge edge) {
        for (int literal : edge.literals()) {
            if (stages.get(Math.abs(literal) - 1).condition().readsEarlier()) {
                return true;
            }
        }
        return false;
    }

    private static boolean proceedsToPending(State from) {
        return proceedingFrom(from).stream().anyMatch(state -> state.type == Type.PENDING);
    }

    private static List<State> proceedingFrom(State from) {
        List<State> found = new ArrayList<>();
        Deque<State> open = new ArrayDeque<>();
        open.add(from);
        while (!open.isEmpty()) {
            State state = open.pop();
            if (found.contains(state)) {
                continue;
            }
            found.add(state);
            for (Edge edge : state.edges) {
                if (edge.action() == Action.PROCEED) {
                    open.push(edge.target());
                }
            }
        }
        return found;
    }

    private static int[] yes(int stage) {
        return new int[] {stage + 1};
    }

    private static int[] no(int stage) {
        return new int[] {-(stage + 1)};
    }
}
