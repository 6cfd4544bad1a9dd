package io.chronofabric.jobs.plan;

import io.chronofabric.clogic.egc.GovernanceOutput;
import io.chronofabric.state.model.Decision;
import io.chronofabric.state.model.Rejected;
import io.chronofabric.state.model.RuleRef;
import io.chronofabric.state.model.Verdict;

/** Takes what is said of entities that are not there; counts what was refused. */
final class Unheard implements GovernanceOutput {
    private long refused;

    /** Events that were too many: none is late or twice there. */
    long refused() {
        return refused;
    }

    @Override
    public void verdict(Verdict verdict) {
        // Nobody asked.
    }

    @Override
    public void decision(Decision decision) {
        // Nobody asked.
    }

    @Override
    public void rejected(Rejected rejected) {
        refused++;
    }

    @Override
    public void duplicate() {
        // There are none.
    }

    @Override
    public void ungoverned() {
        // For the other operator alone.
    }

    @Override
    public void unanswered(long moments) {
        // Gaps of a slow entity.
    }

    @Override
    public void margin(RuleRef rule, long timeMillis, double robustness) {
        // Nobody asked.
    }
}
