package io.chronofabric.clogic.egc;

import io.chronofabric.state.model.RuleRef;
import java.util.List;
import java.util.Objects;

/**
 * What is known of an entity, for people.
 *
 * @param rules its rules, in their order
 * @param alerts the rules that have an alert out
 */
public record EntityReport(List<RuleStanding> rules, List<RuleRef> alerts) {
    /** Copies both lists. */
    public EntityReport {
        rules = List.copyOf(rules);
        alerts = List.copyOf(alerts);
    }

    /**
     * How far one rule is with the entity.
     *
     * @param rule which rule and version
     * @param answer what the last answer said
     * @param isRunning whether a trace of the entity's events is being judged
     */
    public record RuleStanding(RuleRef rule, Answer answer, boolean isRunning) {
        /** Checks that nothing is missing. */
        public RuleStanding {
            Objects.requireNonNull(rule, "rule");
            Objects.requireNonNull(answer, "answer");
        }
    }

    /** What an answer said. */
    public enum Answer {
        /** There was none in this trace. */
        NONE,
        /** The rule holds. */
        HOLDS,
        /** The rule is broken. */
        BROKEN
    }

    /** Of an entity's state; what is kept apart is fetched. */
    public static EntityReport of(EntityState state) {
        return new EntityReport(
                state.rules().stream().map(EntityReport::standing).toList(),
                state.alerts().entries().stream()
                        .filter(Alerts.Entry::isOpen)
                        .map(Alerts.Entry::lineage)
                        .toList());
    }

    private static RuleStanding standing(RuleProgress progress) {
        Answer answer =
                switch (progress.said()) {
                    case NOTHING -> Answer.NONE;
                    case HOLDS -> Answer.HOLDS;
                    case BROKEN -> Answer.BROKEN;
                };
        return new RuleStanding(progress.ref(), answer, progress.isRunning());
    }
}
