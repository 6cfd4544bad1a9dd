package io.chronofabric.clogic.egc;

import io.chronofabric.state.model.Decision;
import io.chronofabric.state.model.Rejected;
import io.chronofabric.state.model.RuleRef;
import io.chronofabric.state.model.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Keeps what a governor says. */
public final class Recorder implements GovernanceOutput {
    public final List<Verdict> verdicts = new ArrayList<>();
    public final List<Decision> decisions = new ArrayList<>();
    public final List<Rejected> rejected = new ArrayList<>();
    public int duplicates;
    public int ungoverned;
    public long unanswered;

    @Override
    public void verdict(Verdict verdict) {
        verdicts.add(verdict);
    }

    @Override
    public void decision(Decision decision) {
        decisions.add(decision);
    }

    @Override
    public void rejected(Rejected letter) {
        rejected.add(letter);
    }

    @Override
    public void duplicate() {
        duplicates++;
    }

    @Override
    public void ungoverned() {
        ungoverned++;
    }

    @Override
    public void unanswered(long moments) {
        unanswered += moments;
    }

    @Override
    public void margin(RuleRef rule, long timeMillis, double robustness) {}

    /** The last word on each moment, in seconds since the epoch. */
    public SortedMap<Long, Double> answers() {
        SortedMap<Long, Double> answers = new TreeMap<>();
        for (Verdict verdict : verdicts) {
            answers.put(verdict.timeMillis() / 1000, verdict.robustness());
        }
        return answers;
    }
}
