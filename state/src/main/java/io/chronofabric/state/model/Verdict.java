package io.chronofabric.state.model;

import io.chronofabric.core.TraceContext;
import java.util.Objects;

/**
 * What a rule says about an entity at one moment. The margin is the rule's quantitative robustness:
 * positive while the rule holds, negative when it is broken, in the units of the rule's predicates.
 *
 * @param id the same for the same rule version, entity, time and correction, in every run
 * @param rule which rule and version
 * @param entity which entity
 * @param timeMillis the moment judged, in milliseconds since the epoch (not when it was judged)
 * @param kind provisional interval, answer, or correction of an answer
 * @param lower smallest robustness still possible; equals {@code upper} in an answer
 * @param upper largest robustness still possible
 * @param correction 0, or the number of this correction of the answer
 * @param decidedBy the predicate and moment whose value the robustness is
 * @param trace the distributed trace of the event that gave that value, or null
 * @param clockErrorNanos how far that event's time may be from true time, in nanoseconds, or {@link
 *     Signal#NO_BOUND}
 * @param orderUncertain whether that event and one of another node next to it lie closer together
 *     than their clocks may be wrong, so that the other one may have been first
 */
public record Verdict(
        String id,
        RuleRef rule,
        String entity,
        long timeMillis,
        Kind kind,
        double lower,
        double upper,
        int correction,
        Decider decidedBy,
        TraceContext trace,
        long clockErrorNanos,
        boolean orderUncertain) {

    /** How definite a verdict is. */
    public enum Kind {
        /** What can be said before everything that matters has been seen. */
        INTERVAL,
        /** The answer, given at the watermark. */
        VERDICT,
        /** The answer given anew because an event came late. */
        CORRECTION,
        /**
         * None yet: a new version of a rule cannot see enough of the past. {@code decidedBy} says
         * until when.
         */
        WARMING
    }

    /**
     * What decided a verdict.
     *
     * @param predicate the predicate as it stands in the formula
     * @param timeMillis when it took the deciding value, in milliseconds since the epoch
     */
    public record Decider(String predicate, long timeMillis) {
        /** Checks that the predicate is there. */
        public Decider {
            Objects.requireNonNull(predicate, "predicate");
        }
    }

    /** Checks that nothing is missing and the interval is one. */
    public Verdict {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(rule, "rule");
        Objects.requireNonNull(entity, "entity");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(decidedBy, "decidedBy");
        if (!(lower <= upper)) {
            throw new IllegalArgumentException(
                    "robustness: [" + lower + ", " + upper + "] (expected: lower <= upper)");
        }
        if (clockErrorNanos < Signal.NO_BOUND) {
            throw new IllegalArgumentException(
                    "clock error: " + clockErrorNanos + " ns (expected: >= 0, or -1 for not told)");
        }
    }

    /** A verdict whose deciding event told no bound of its clock's error. */
    public Verdict(
            String id,
            RuleRef rule,
            String entity,
            long timeMillis,
            Kind kind,
            double lower,
            double upper,
            int correction,
            Decider decidedBy,
            TraceContext trace) {
        this(
                id,
                rule,
                entity,
                timeMillis,
                kind,
                lower,
                upper,
                correction,
                decidedBy,
                trace,
                Signal.NO_BOUND,
                false);
    }

    /** A verdict whose deciding event belongs to no distributed trace. */
    public Verdict(
            String id,
            RuleRef rule,
            String entity,
            long timeMillis,
            Kind kind,
            double lower,
            double upper,
            int correction,
            Decider decidedBy) {
        this(id, rule, entity, timeMillis, kind, lower, upper, correction, decidedBy, null);
    }

    /**
     * Says that a new version of a rule has no answer for an entity yet.
     *
     * @param timeMillis the first moment it governs
     * @param untilMillis the first moment it can answer for
     */
    public static Verdict warming(
            String id, RuleRef rule, String entity, long timeMillis, long untilMillis) {
        return new Verdict(
                id,
                rule,
                entity,
                timeMillis,
                Kind.WARMING,
                Double.NEGATIVE_INFINITY,
                Double.POSITIVE_INFINITY,
                0,
                new Decider("", untilMillis));
    }

    /** Whether this is an answer or its correction, not an interval that may still narrow. */
    public boolean isFinal() {
        return kind == Kind.VERDICT || kind == Kind.CORRECTION;
    }

    /** The robustness of an answer; of an interval, the end nearer to breaking the rule. */
    public double robustness() {
        return lower;
    }

    /** Whether the rule is known to be broken at that moment. */
    public boolean isViolated() {
        return upper < 0;
    }
}
