package io.chronofabric.jobs.rules;

import io.chronofabric.state.model.RuleChange;
import io.chronofabric.state.model.RuleRef;
import java.util.Objects;

/**
 * A change that somebody wants, before it is known from when on it can take effect.
 *
 * @param action what shall happen
 * @param ref to which version; version 0 where the whole rule is to end
 * @param document the rule document where the action brings one; empty otherwise
 */
public record RuleOrder(RuleChange.Action action, RuleRef ref, String document) {
    /** Checks that nothing is missing. */
    public RuleOrder {
        Objects.requireNonNull(action, "action");
        Objects.requireNonNull(ref, "ref");
        Objects.requireNonNull(document, "document");
    }

    /** A version that is known already comes into force. */
    public static RuleOrder activate(RuleRef ref) {
        return new RuleOrder(RuleChange.Action.ACTIVATE, ref, "");
    }

    /** A rule ends. */
    public static RuleOrder disable(String tenant, String id) {
        return new RuleOrder(RuleChange.Action.DISABLE, new RuleRef(tenant, id, 0), "");
    }

    /** The trial of a version ends, and nothing else. */
    public static RuleOrder endTrial(RuleRef ref) {
        return new RuleOrder(RuleChange.Action.DISABLE, ref, "");
    }

    /** The rule without a version. */
    public String name() {
        return ref.tenant() + "/" + ref.id();
    }

    /** Rule and version, or the rule alone where it is to end. */
    @Override
    public String toString() {
        return ref.version() == 0 ? name() : ref.toString();
    }
}
