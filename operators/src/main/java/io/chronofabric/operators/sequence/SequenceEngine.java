package io.chronofabric.operators.sequence;

import io.chronofabric.time.LogicalTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * Matches one pattern in the events of many keys, the state of each handed in. Events of a key come
 * in order of their time. Not for several threads.
 *
 * <p>Partial matches that stand in the same state are kept together: unless a condition there reads
 * earlier events, what an event does to them is decided once for all of them, and an event that
 * does nothing to them does not touch them, however many they are. They share what they have taken,
 * so that each is a few words. With {@link SequenceBounds} the cost of an event is bounded by the
 * number of partial matches, whatever the number of events.
 *
 * <p>A condition or an output that throws leaves the state unfit for use.
 *
 * @param <E> the events
 */
public final class SequenceEngine<E> {
    private static final byte UNKNOWN = 0;
    private static final byte TRUE = 1;
    private static final byte FALSE = 2;

    private final SequencePattern<E> pattern;
    private final List<SequenceStage<E>> stages;
    private final Automaton<E> automaton;
    private final SequenceBounds bounds;
    private final EventTime<E> times;
    private final SequenceCounters counters = new SequenceCounters();
    private final long withinNanos;
    private final int skipStage;
    private final int fingerprint;

    private final PathView<E> view;
    private final byte[] known;
    private final int[] perPartial;
    private final Outcome outcome = new Outcome();
    private final Deque<Automaton.State> open = new ArrayDeque<>();
    private final List<Placed<E>> moved = new ArrayList<>();
    private final List<Placed<E>> fresh = new ArrayList<>();
    private final List<Link<E>> made = new ArrayList<>();
    private final List<Completed<E>> complete = new ArrayList<>();

    /** A partial match and the state it goes to. */
    private record Placed<E>(int state, Partial<E> partial) {}

    /**
     * @param pattern what is looked for
     * @param bounds how much a key may hold
     * @param times says when an event happened
     */
    public SequenceEngine(SequencePattern<E> pattern, SequenceBounds bounds, EventTime<E> times) {
        this.pattern = pattern;
        this.bounds = bounds;
        this.times = times;
        stages = pattern.stages();
        automaton = new Automaton<>(pattern);
        withinNanos = pattern.within() == null ? 0 : pattern.within().toNanos();
        Map<String, Integer> names = new HashMap<>();
        for (int i = 0; i < stages.size(); i++) {
            names.put(stages.get(i).name(), i);
        }
        skipStage = names.getOrDefault(pattern.afterMatch().stage(), -1);
        view = new PathView<>(names);
        known = new byte[stages.size()];
        fingerprint = fingerprint(pattern);
        perPartial =
                IntStream.range(0, stages.size())
                        .filter(i -> stages.get(i).condition().readsEarlier())
                        .toArray();
    }

    /** The pattern. */
    public SequencePattern<E> pattern() {
        return pattern;
    }

    /** What it has counted, over all keys. */
    public SequenceCounters counters() {
        return counters;
    }

    /**
     * The state of a key without events.
     *
     * @param seed of what is left to chance by {@link AtBound#SAMPLE}; the same for the same key
     */
    public SequenceState<E> newState(long seed) {
        return new SequenceState<>(automaton.states().size(), fingerprint, seed);
    }

    /**
     * Goes on with the state of another version of the pattern, which is this engine's from now on.
     * That both have the same sequence and conditions is for the caller to know.
     *
     * @throws IllegalArgumentException if the state cannot be of such a version
     */
    public void takeOver(SequenceState<E> state) {
        state.fingerprint = fingerprint;
        check(state);
    }

    /**
     * Takes an event, after letting time pass to it.
     *
     * @return false if it is not after the last event, or before the time that has passed, and was
     *     left out
     */
    public boolean onEvent(SequenceState<E> state, E event, SequenceOutput<E> out) {
        check(state);
        LogicalTime time = times.of(event);
        if (time.physicalNanos() < state.timeNanos
                || (state.lastEvent != null && time.compareTo(state.lastEvent) <= 0)) {
            counters.notInOrder++;
            return false;
        }
        advanceTo(state, time.physicalNanos(), out);
        if (state.isIdle()) {
            state.beginAnew();
        }
        counters.events++;
        state.lastEvent = time;
        Kept<E> kept = new Kept<>(event, time, state.nextOrdinal++);
        Arrays.fill(known, UNKNOWN);
        for (Automaton.State at : automaton.states()) {
            PartialHeap<E> partials = state.partials.get(at.id);
            if (partials.size() > 0) {
                step(state, at, partials, kept);
            }
        }
        decide(automaton.start(), null, kept);
        follow(state, null, kept);
        settle(state, kept, out);
        return true;
    }

    /**
     * Lets time pass: what is decided by time before the given moment, or at it, is.
     *
     * @param nanos no event before this moment will come, nanoseconds since the epoch
     */
    public void advanceTo(SequenceState<E> state, long nanos, SequenceOutput<E> out) {
        check(state);
        while (true) {
            long due = wakeNanos(state);
            if (due > nanos || due == Long.MAX_VALUE) {
                break;
            }
            expire(state, due, out);
            complete(state, out);
        }
        state.timeNanos = Math.max(state.timeNanos, nanos);
    }

    /**
     * The moment at which time decides something next, in nanoseconds since the epoch: an absence,
     * or the end of a partial match. {@code Long.MAX_VALUE} for never.
     */
    public long wakeNanos(SequenceState<E> state) {
        long soonest = Long.MAX_VALUE;
        for (PartialHeap<E> partials : state.partials) {
            Partial<E> top = partials.top();
            if (top != null && top.deadline < soonest) {
                soonest = top.deadline;
            }
        }
        return soonest;
    }

    /** A state knows the states of one automaton only. */
    private void check(SequenceState<E> state) {
        if (state.fingerprint != fingerprint
                || state.partials.size() != automaton.states().size()) {
            throw new IllegalArgumentException(
                    "state of another pattern (expected: of "
                            + pattern.id()
                            + " version "
                            + pattern.version()
                            + "). Give a changed pattern a new version and new states.");
        }
    }

    /** Of all but the conditions, which cannot be compared. */
    private static <E> int fingerprint(SequencePattern<E> pattern) {
        StringBuilder text = new StringBuilder();
        text.append(pattern.id()).append('|').append(pattern.version());
        for (SequenceStage<E> s : pattern.stages()) {
            text.append('|').append(s.name()).append('|').append(s.kind());
            text.append('|').append(s.contiguity()).append('|').append(s.inner());
            text.append('|').append(s.min()).append('|').append(s.max());
            text.append('|').append(s.optional()).append('|').append(s.greedy());
            text.append('|').append(s.withinNanos());
        }
        text.append('|').append(pattern.within()).append('|').append(pattern.afterMatch());
        return text.toString().hashCode();
    }

    private void step(
            SequenceState<E> state, Automaton.State at, PartialHeap<E> partials, Kept<E> kept) {
        if (at.alike) {
            decide(at, null, kept);
            if (outcome.changesNothing()) {
                return;
            }
        }
        int before = partials.size();
        partials.keep(
                partial -> {
                    if (!at.alike) {
                        decide(at, partial, kept);
                    }
                    return follow(state, partial, kept);
                });
        state.partialCount -= before - partials.size();
    }

    /** Finds what an event does to a partial match that stands in a state, or to all of them. */
    private void decide(Automaton.State at, Partial<E> partial, Kept<E> kept) {
        Link<E> path = partial == null ? null : partial.last;
        for (int condition : perPartial) {
            known[condition] = UNKNOWN;
        }
        outcome.clear();
        open.push(at);
        while (!open.isEmpty()) {
            Automaton.State state = open.pop();
            if (state.type == Automaton.Type.STOP) {
                outcome.stops = true;
                continue;
            }
            for (Automaton.Edge edge : state.edges) {
                if (!holds(edge.literals(), path, kept)) {
                    continue;
                }
                switch (edge.action()) {
                    case PROCEED -> open.push(edge.target());
                    case IGNORE -> {
                        if (edge.target() == at) {
                            outcome.stays = true;
                        } else {
                            outcome.ignores.add(edge.target());
                        }
                    }
                    case TAKE -> {
                        if (state == at || inTime(state, path, kept)) {
                            outcome.takes.add(
                                    new Outcome.Take(
                                            edge.target(),
                                            state.stage,
                                            completes(edge.target(), path, kept)));
                        }
                    }
                }
            }
        }
    }

    private static <E> boolean inTime(Automaton.State state, Link<E> path, Kept<E> kept) {
        return state.sinceNanos == 0
                || path == null
                || kept.time.physicalNanos() - path.kept.time.physicalNanos() < state.sinceNanos;
    }

    /** Whether all that is left of the pattern may be left out. */
    private boolean completes(Automaton.State from, Link<E> path, Kept<E> kept) {
        for (Automaton.Edge edge : from.edges) {
            if (edge.action() == Automaton.Action.PROCEED
                    && holds(edge.literals(), path, kept)
                    && (edge.target().type == Automaton.Type.FINAL
                            || completes(edge.target(), path, kept))) {
                return true;
            }
        }
        return false;
    }

    private boolean holds(int[] literals, Link<E> path, Kept<E> kept) {
        for (int literal : literals) {
            int condition = Math.abs(literal) - 1;
            if (known[condition] == UNKNOWN) {
                counters.conditionCalls++;
                boolean holds =
                        stages.get(condition).condition().holds(kept.event, view.over(path));
                known[condition] = holds ? TRUE : FALSE;
            }
            if ((known[condition] == TRUE) != (literal > 0)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Does what was decided with one partial match, or with none for what begins.
     *
     * @return whether it stays where it is
     */
    private boolean follow(SequenceState<E> state, Partial<E> partial, Kept<E> kept) {
        boolean begins = partial == null;
        Link<E> path = begins ? null : partial.last;
        Kept<E> first = begins ? kept : partial.first;
        boolean stays = !begins && outcome.stays && !outcome.stops;
        boolean vacant = !begins && !stays;
        if (!begins) {
            for (Automaton.State target : outcome.ignores) {
                if (target.type == Automaton.Type.FINAL) {
                    complete.add(completed(path, first, kept.time, false));
                } else if (!outcome.stops) {
                    vacant = !place(state, target, path, first, kept, vacant) && vacant;
                }
            }
        }
        Link<E> link = null;
        for (Outcome.Take take : outcome.takes) {
            if (link == null || link.stage != take.stage()) {
                link = state.link(kept, path, take.stage());
                link.uses++;
                made.add(link);
            }
            if (take.completes() || take.target().type == Automaton.Type.FINAL) {
                complete.add(completed(link, first, kept.time, false));
            }
            if (take.target().type != Automaton.Type.FINAL && !outcome.stops) {
                vacant = !place(state, take.target(), link, first, kept, vacant) && vacant;
            }
        }
        if (!begins && !stays) {
            state.release(path);
        }
        return stays;
    }

    /** Whether the successor could be placed; its time may be out before it begins. */
    private boolean place(
            SequenceState<E> state,
            Automaton.State target,
            Link<E> path,
            Kept<E> first,
            Kept<E> now,
            boolean inItsPlace) {
        long deadline = Long.MAX_VALUE;
        if (withinNanos > 0) {
            deadline = first.time.physicalNanos() + withinNanos;
        }
        if (target.sinceNanos > 0) {
            deadline = Math.min(deadline, path.kept.time.physicalNanos() + target.sinceNanos);
        }
        if (deadline <= now.time.physicalNanos()) {
            return false;
        }
        path.uses++;
        Partial<E> partial = new Partial<>(path, first, deadline, state.nextBirth++);
        (inItsPlace ? moved : fresh).add(new Placed<>(target.id, partial));
        return true;
    }

    private Completed<E> completed(Link<E> last, Kept<E> first, LogicalTime end, boolean byTime) {
        last.uses++;
        return new Completed<>(last, first, end, byTime);
    }

    private void settle(SequenceState<E> state, Kept<E> kept, SequenceOutput<E> out) {
        while (!state.waiting.isEmpty() && wanted(state) > bounds.maxPartials()) {
            counters.notAwaited++;
            giveOutEarliest(state, out);
        }
        for (Placed<E> placed : moved) {
            add(state, placed);
        }
        for (Placed<E> placed : fresh) {
            admit(state, placed);
        }
        moved.clear();
        fresh.clear();
        complete(state, out);
        for (Link<E> link : made) {
            state.release(link);
        }
        made.clear();
        if (state.keptEvents > bounds.maxEvents()) {
            makeRoom(state, kept, out);
        }
    }

    private long wanted(SequenceState<E> state) {
        return (long) state.partialCount + state.waiting.size() + moved.size() + fresh.size();
    }

    private void add(SequenceState<E> state, Placed<E> placed) {
        state.partials.get(placed.state()).add(placed.partial());
        state.partialCount++;
    }

    private void admit(SequenceState<E> state, Placed<E> placed) {
        int held = state.partialCount + state.waiting.size();
        if (held < bounds.maxPartials()) {
            add(state, placed);
            state.offered = held + 1L;
            return;
        }
        switch (bounds.atBound()) {
            case OLDEST_OUT -> {
                PartialHeap<E> oldest = oldest(state);
                counters.oldestOut++;
                if (oldest == null || placed.partial().isBefore(oldest.top())) {
                    state.release(placed.partial().last);
                } else {
                    drop(state, oldest, 0);
                    add(state, placed);
                }
            }
            case NEWEST_REFUSED -> {
                counters.newestRefused++;
                state.release(placed.partial().last);
            }
            case SAMPLE -> {
                counters.sampledOut++;
                state.offered++;
                long drawn = state.nextChance(state.offered);
                if (drawn < state.partialCount) {
                    dropNumber(state, (int) drawn);
                    add(state, placed);
                } else {
                    state.release(placed.partial().last);
                }
            }
        }
    }

    private PartialHeap<E> oldest(SequenceState<E> state) {
        PartialHeap<E> found = null;
        for (PartialHeap<E> partials : state.partials) {
            if (partials.size() > 0 && (found == null || partials.top().isBefore(found.top()))) {
                found = partials;
            }
        }
        return found;
    }

    private void dropNumber(SequenceState<E> state, int number) {
        int left = number;
        for (PartialHeap<E> partials : state.partials) {
            if (left < partials.size()) {
                drop(state, partials, left);
                return;
            }
            left -= partials.size();
        }
    }

    private Partial<E> drop(SequenceState<E> state, PartialHeap<E> partials, int place) {
        Partial<E> dropped = partials.removeAt(place);
        state.partialCount--;
        state.release(dropped.last);
        return dropped;
    }

    private void makeRoom(SequenceState<E> state, Kept<E> kept, SequenceOutput<E> out) {
        if (bounds.atBound() == AtBound.NEWEST_REFUSED) {
            for (PartialHeap<E> partials : state.partials) {
                counters.eventBound +=
                        dropIf(state, partials, partial -> partial.last.kept == kept);
            }
        }
        while (state.keptEvents > bounds.maxEvents() && state.partialCount > 0) {
            drop(state, oldest(state), 0);
            counters.eventBound++;
        }
        while (state.keptEvents > bounds.maxEvents() && !state.waiting.isEmpty()) {
            counters.notAwaited++;
            giveOutEarliest(state, out);
        }
        complete(state, out);
    }

    private int dropIf(
            SequenceState<E> state, PartialHeap<E> partials, Predicate<Partial<E>> which) {
        int before = partials.size();
        partials.keep(
                partial -> {
                    boolean dropped = which.test(partial);
                    if (dropped) {
                        state.release(partial.last);
                    }
                    return !dropped;
                });
        int dropped = before - partials.size();
        state.partialCount -= dropped;
        return dropped;
    }

    /** Ends the partial matches whose time is out at a moment. */
    private void expire(SequenceState<E> state, long due, SequenceOutput<E> out) {
        for (int i = 0; i < state.partials.size(); i++) {
            PartialHeap<E> partials = state.partials.get(i);
            while (partials.size() > 0 && partials.top().deadline <= due) {
                Partial<E> partial = partials.top();
                LogicalTime end = LogicalTime.ofWords(due, 0);
                if (automaton.states().get(i).pends) {
                    complete.add(completed(partial.last, partial.first, end, true));
                } else {
                    counters.timedOut++;
                    if (out.wantsTimedOut()) {
                        out.timedOut(match(partial.last, partial.first, end, true));
                    }
                }
                drop(state, partials, 0);
            }
        }
    }

    private void complete(SequenceState<E> state, SequenceOutput<E> out) {
        if (!pattern.afterMatch().skips()) {
            for (Completed<E> completed : complete) {
                giveOut(state, completed, out);
            }
            complete.clear();
            return;
        }
        state.waiting.addAll(complete);
        complete.clear();
        while (!state.waiting.isEmpty()) {
            boolean full = state.partialCount + (long) state.waiting.size() > bounds.maxPartials();
            if (beganBefore(state, state.waiting.peek().first().ordinal)) {
                if (!full) {
                    break;
                }
                counters.notAwaited++;
            }
            giveOutEarliest(state, out);
        }
    }

    private boolean beganBefore(SequenceState<E> state, long ordinal) {
        for (PartialHeap<E> partials : state.partials) {
            for (int i = 0; i < partials.size(); i++) {
                if (partials.get(i).first.ordinal < ordinal) {
                    return true;
                }
            }
        }
        return false;
    }

    private void giveOutEarliest(SequenceState<E> state, SequenceOutput<E> out) {
        Completed<E> earliest = state.waiting.poll();
        long ruledOutTo = ruledOutTo(earliest);
        for (PartialHeap<E> partials : state.partials) {
            dropIf(state, partials, partial -> partial.first.ordinal <= ruledOutTo);
        }
        ruleOut(state, moved, ruledOutTo);
        ruleOut(state, fresh, ruledOutTo);
        state.waiting.removeIf(
                waiting -> {
                    boolean ruledOut = waiting.first().ordinal <= ruledOutTo;
                    if (ruledOut) {
                        state.release(waiting.last());
                    }
                    return ruledOut;
                });
        giveOut(state, earliest, out);
    }

    private void ruleOut(SequenceState<E> state, List<Placed<E>> coming, long to) {
        coming.removeIf(
                placed -> {
                    boolean ruledOut = placed.partial().first.ordinal <= to;
                    if (ruledOut) {
                        state.release(placed.partial().last);
                    }
                    return ruledOut;
                });
    }

    /** What began with an event up to this one is ruled out. */
    private long ruledOutTo(Completed<E> match) {
        return switch (pattern.afterMatch().kind()) {
            case NO_SKIP -> -1;
            case PAST_LAST -> match.last().kept.ordinal;
            case TO_NEXT -> match.first().ordinal;
            case TO_FIRST -> {
                long before = -1;
                for (Link<E> link = match.last(); link != null; link = link.before) {
                    if (link.stage == skipStage) {
                        before = link.kept.ordinal - 1;
                    }
                }
                yield before;
            }
            case TO_LAST -> {
                for (Link<E> link = match.last(); link != null; link = link.before) {
                    if (link.stage == skipStage) {
                        yield link.kept.ordinal - 1;
                    }
                }
                yield -1;
            }
        };
    }

    private void giveOut(SequenceState<E> state, Completed<E> done, SequenceOutput<E> out) {
        counters.matches++;
        out.matched(match(done.last(), done.first(), done.end(), done.byTime()));
        state.release(done.last());
    }

    private SequenceMatch<E> match(Link<E> last, Kept<E> first, LogicalTime end, boolean byTime) {
        List<TakenEvent<E>> taken = new ArrayList<>(last.depth);
        for (Link<E> link = last; link != null; link = link.before) {
            taken.add(
                    new TakenEvent<>(
                            stages.get(link.stage).name(), link.kept.event, link.kept.time));
        }
        Collections.reverse(taken);
        return new SequenceMatch<>(taken, first.time, end, byTime);
    }
}
