package io.chronofabric.jobs.cli;

import io.chronofabric.clogic.egc.GovernanceOutput;
import io.chronofabric.state.model.Decision;
import io.chronofabric.state.model.Rejected;
import io.chronofabric.state.model.RuleRef;
import io.chronofabric.state.model.RuleTest;
import io.chronofabric.state.model.Signal;
import io.chronofabric.state.model.Verdict;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Keeps what the rules, or the patterns, say in one run of a case. Not thread-safe. */
final class RuleTestRecorder implements GovernanceOutput {
    /** Beyond so many of a kind nothing more is learned from them. */
    private static final int MAX_KEPT = 100_000;

    /**
     * What a verdict is about.
     *
     * @param rule the rule
     * @param entity the entity
     * @param timeMillis the moment
     */
    record Key(RuleRef rule, String entity, long timeMillis) {}

    /**
     * An alert, its clearing or a match, and why.
     *
     * @param decision what was decided
     * @param verdict the verdict it follows from
     */
    record Decided(Decision decision, Verdict verdict) {}

    /**
     * An event that could not be used.
     *
     * @param signal the event
     * @param why the dead letter
     */
    record Refused(Signal signal, Rejected why) {}

    private final Predicate<Verdict> keeps;
    private final Map<Key, Verdict> answers = new HashMap<>();
    private final List<Verdict> corrections = new ArrayList<>();
    private final List<Decided> decisions = new ArrayList<>();
    private final List<Refused> refused = new ArrayList<>();
    private Signal current;
    private Verdict last;
    private final BitSet duplicates = new BitSet();
    private final BitSet ungoverned = new BitSet();
    private int place = -1;

    /**
     * @param keeps which verdicts to keep as answers to moments
     */
    RuleTestRecorder(Predicate<Verdict> keeps) {
        this.keeps = keeps;
    }

    /** The event that is taken in next. */
    void event(Signal signal) {
        current = signal;
        place++;
    }

    @Override
    public void verdict(Verdict verdict) {
        last = verdict;
        if (keeps.test(verdict)) {
            answers.put(new Key(verdict.rule(), verdict.entity(), verdict.timeMillis()), verdict);
        }
        if (verdict.kind() == Verdict.Kind.CORRECTION && corrections.size() < MAX_KEPT) {
            corrections.add(verdict);
        }
    }

    @Override
    public void decision(Decision decision) {
        if (decisions.size() < MAX_KEPT) {
            decisions.add(new Decided(decision, verdictOf(decision)));
        }
    }

    /** Most often the last one; of several corrections by one event it may be an earlier one. */
    private Verdict verdictOf(Decision decision) {
        for (int i = corrections.size() - 1;
                i >= 0 && !last.id().equals(decision.verdictId());
                i--) {
            if (corrections.get(i).id().equals(decision.verdictId())) {
                return corrections.get(i);
            }
        }
        return last;
    }

    @Override
    public void rejected(Rejected rejected) {
        refused.add(new Refused(current, rejected));
    }

    @Override
    public void duplicate() {
        duplicates.set(place);
    }

    @Override
    public void ungoverned() {
        ungoverned.set(place);
    }

    @Override
    public void unanswered(long moments) {
        // A moment without an answer is one that no verdict is kept for.
    }

    @Override
    public void margin(RuleRef rule, long timeMillis, double robustness) {
        // The verdict says it, too.
    }

    /** The last word on a moment, or null. */
    Verdict answer(RuleTest.Answer about, long timeMillis) {
        return answers.get(new Key(about.rule(), about.entity(), timeMillis));
    }

    List<Verdict> corrections() {
        return corrections;
    }

    List<Decided> decisions() {
        return decisions;
    }

    List<Refused> refused() {
        return refused;
    }

    /** The events that were there already, by place in the case; not to be changed. */
    BitSet duplicateEvents() {
        return duplicates;
    }

    /** The events that did not matter, by place in the case; not to be changed. */
    BitSet ungovernedEvents() {
        return ungoverned;
    }
}
