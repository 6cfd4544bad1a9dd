package io.chronofabric.state.model;

import io.chronofabric.core.TraceContext;
import java.util.List;
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
 * @param steps of a match, the steps that it went through, in order; else empty
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
        boolean orderUncertain,
        List<Step> steps) {

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
        WARMING,
        /**
         * A pattern was found; {@code decidedBy} says what and when it began. Provisional while
         * {@code upper} is infinite: a silence that was taken for granted may yet be broken.
         */
        MATCH,
        /** A provisional match was none: the verdict of the same id is taken back. */
        WITHDRAWN
    }

    /**
     * What a match has of one step of its pattern.
     *
     * @param name the step
     * @param events how many events it took; 0 for one that did not happen, as it must
     * @param firstMillis when the first of them was, in milliseconds since the epoch; of a step
     *     that did not happen, since when it did not
     * @param lastMillis when the last of them was; of a step that did not happen, until when
     */
    public record Step(String name, int events, long firstMillis, long lastMillis) {
        /** Checks the name. */
        public Step {
            Objects.requireNonNull(name, "name");
        }
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
        steps = List.copyOf(steps);
        if (!(lower <= upper)) {
            throw new IllegalArgumentException(
                    "robustness: [" + lower + ", " + upper + "] (expected: lower <= upper)");
        }
        if (clockErrorNanos < Signal.NO_BOUND) {
            throw new IllegalArgumentException(
                    "clock error: " + clockErrorNanos + " ns (expected: >= 0, or -1 for not told)");
        }
    }

    /** A verdict of a rule, which goes through no steps. */
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
            TraceContext trace,
            long clockErrorNanos,
            boolean orderUncertain) {
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
                clockErrorNanos,
                orderUncertain,
                List.of());
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

    /**
     * Says that a pattern was found.
     *
     * @param timeMillis when it was complete
     * @param isSure whether no event can show otherwise any more
     * @param text what was found, for people
     * @param steps what it went through, at least one step
     * @param trace of the last event, or null
     */
    public static Verdict match(
            String id,
            RuleRef rule,
            String entity,
            long timeMillis,
            boolean isSure,
            String text,
            List<Step> steps,
            TraceContext trace) {
        return new Verdict(
                id,
                rule,
                entity,
                timeMillis,
                Kind.MATCH,
                Double.NEGATIVE_INFINITY,
                isSure ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY,
                0,
                new Decider(text, steps.get(0).firstMillis()),
                trace,
                Signal.NO_BOUND,
                false,
                steps);
    }

    /** Takes a provisional match back. */
    public Verdict withdrawn() {
        return new Verdict(
                id,
                rule,
                entity,
                timeMillis,
                Kind.WITHDRAWN,
                Double.POSITIVE_INFINITY,
                Double.POSITIVE_INFINITY,
                0,
                decidedBy,
                trace,
                clockErrorNanos,
                orderUncertain,
                steps);
    }

    /** Whether nothing more is said about it, corrections of answers apart. */
    public boolean isFinal() {
        return switch (kind) {
            case VERDICT, CORRECTION, WITHDRAWN -> true;
            case MATCH -> lower == upper;
            case INTERVAL, WARMING -> false;
        };
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
