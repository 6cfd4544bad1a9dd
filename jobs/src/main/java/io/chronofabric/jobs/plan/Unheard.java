package io.chronofabric.jobs.plan;

import io.chronofabric.clogic.egc.GovernanceOutput;
import io.chronofabric.state.model.Decision;
import io.chronofabric.state.model.Rejected;
import io.chronofabric.state.model.RuleRef;
import io.chronofabric.state.model.Verdict;

/** Takes what governance says of entities that are not there. */
final class Unheard implements GovernanceOutput {
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
        // A store that is full; the plan says so.
    }

    @Override
    public void duplicate() {
        // There are none.
    }

    @Override
    public void ungoverned() {
        // There are none.
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
