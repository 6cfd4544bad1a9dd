package io.chronofabric.state.model;

import java.util.Objects;

/**
 * A change of the rules in force, as it stands on the control channel. It takes effect at one
 * moment of event time for every entity. Whether it does is for the channel's order to say: a
 * change whose moment was already promised away by a {@link RuleFrontier} before it is refused.
 *
 * @param id unique; a change that comes twice counts once
 * @param action what happens to the rule
 * @param tenant whose rule it is
 * @param rule the rule's name
 * @param version the version that comes into force or shadows; 0 when the rule is disabled
 * @param fromMillis the first moment judged otherwise, in milliseconds since the epoch
 * @param document the rule document in YAML where one is brought; empty otherwise
 * @param by who asks for it, for people
 * @param atMillis when that was, by the asker's clock
 * @param origin where on the channel it stands
 */
public record RuleChange(
        String id,
        Action action,
        String tenant,
        String rule,
        int version,
        long fromMillis,
        String document,
        String by,
        long atMillis,
        Origin origin)
        implements RuleControl {

    /** What happens to a rule. */
    public enum Action {
        /** A document comes into force in place of what is there. */
        APPLY,
        /** A document is judged beside what is in force, and only differences are told. */
        CANARY,
        /** A version that is known already comes into force, again or after its trial. */
        ACTIVATE,
        /** The rule ends. */
        DISABLE;

        /** Whether a document comes with it. */
        public boolean bringsDocument() {
            return this == APPLY || this == CANARY;
        }
    }

    /** Checks that nothing is missing, and that a document is there exactly where it belongs. */
    public RuleChange {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(action, "action");
        Objects.requireNonNull(tenant, "tenant");
        Objects.requireNonNull(rule, "rule");
        Objects.requireNonNull(document, "document");
        Objects.requireNonNull(by, "by");
        Objects.requireNonNull(origin, "origin");
        if (action.bringsDocument() == document.isEmpty()) {
            throw new IllegalArgumentException(
                    action
                            + (document.isEmpty() ? " without a document" : " with a document")
                            + " (expected: one with APPLY and CANARY only)");
        }
    }

    /** Rule and version; version 0 when the rule is disabled. */
    public RuleRef ref() {
        return new RuleRef(tenant, rule, version);
    }

    /** The rule without a version, {@code tenant/rule}. */
    public String name() {
        return tenant + "/" + rule;
    }
}
