package io.chronofabric.clogic.egc;

import io.chronofabric.state.model.Decision;
import io.chronofabric.state.model.Rejected;
import io.chronofabric.state.model.RuleRef;
import io.chronofabric.state.model.Verdict;

/** Takes what governance says. Called on the thread that calls the governor. */
public interface GovernanceOutput {
    /** A verdict to send. */
    void verdict(Verdict verdict);

    /** A decision to send. */
    void decision(Decision decision);

    /** An event that could not be used. */
    void rejected(Rejected rejected);

    /** An event that was there already. */
    void duplicate();

    /** An event of an entity that no rule governs. */
    void ungoverned();

    /** Moments that a gap or the end of input left without an answer. */
    void unanswered(long moments);

    /** The robustness of every answer, sent or not; {@code timeMillis} is the moment judged. */
    void margin(RuleRef rule, long timeMillis, double robustness);
}
