package io.chronofabric.clogic.egc.pattern;

import io.chronofabric.clogic.egc.GovernanceOutput;
import io.chronofabric.state.model.Decision;
import io.chronofabric.state.model.Rejected;
import io.chronofabric.state.model.RuleRef;
import io.chronofabric.state.model.Verdict;
import java.util.ArrayList;
import java.util.List;

/** Keeps what is said. */
final class Told implements GovernanceOutput {
    final List<Verdict> verdicts = new ArrayList<>();
    final List<Decision> decisions = new ArrayList<>();
    final List<Rejected> rejected = new ArrayList<>();
    int duplicates;

    @Override
    public void verdict(Verdict verdict) {
        verdicts.add(verdict);
    }

    @Override
    public void decision(Decision decision) {
        decisions.add(decision);
    }

    @Override
    public void rejected(Rejected record) {
        rejected.add(record);
    }

    @Override
    public void duplicate() {
        duplicates++;
    }

    @Override
    public void ungoverned() {}

    @Override
    public void unanswered(long moments) {}

    @Override
    public void margin(RuleRef rule, long timeMillis, double robustness) {}
}
