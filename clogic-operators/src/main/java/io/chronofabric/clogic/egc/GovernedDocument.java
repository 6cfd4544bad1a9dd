package io.chronofabric.clogic.egc;

import io.chronofabric.state.model.Rule;
import io.chronofabric.state.model.RuleRef;
import java.util.List;

/**
 * A version of a rule or a pattern, compiled: what can be in force for a stretch of event time, and
 * be sent to a job that runs.
 */
public interface GovernedDocument {
    /** Tenant, name and version. */
    RuleRef ref();

    /** What it is, for people: {@code rule} or {@code pattern}. A name stays with its kind. */
    String kind();

    /** Where it stands, for error messages. */
    Rule.Place at();

    /** Glob of the entities that it looks at. */
    String entityPattern();

    /** Whether it looks at an entity. */
    boolean appliesTo(String entity);

    /** Tells its state from that of another version, or of another layout. */
    long fingerprint();

    /** What its state may take for one entity, in bytes. */
    long stateBytes();

    /** Whether another version says the same, wherever it stands. */
    boolean isSameAs(GovernedDocument other);

    /** Why it cannot go on from another version's state; empty if it can. */
    List<String> whyNotCarriedFrom(GovernedDocument former);

    /** Whether it goes on from the state of the version that was in force before it. */
    boolean goesOnFrom(GovernedDocument former);

    /**
     * Why it cannot come after the version in force; empty if it can.
     *
     * @param inForce null where none is
     */
    String whyNotAfter(GovernedDocument inForce);
}
