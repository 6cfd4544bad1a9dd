package io.chronofabric.state.model;

import java.io.Serializable;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * A rule document ({@code kind: Rule}), as written: which entities it governs, which signals it
 * reads and how they are sampled, and the temporal-logic formula they must satisfy. Serializable so
 * that a job graph can carry it; data never travels that way.
 *
 * @param ref tenant, id and version
 * @param entityPattern glob of the governed entities: {@code *} any run of characters, {@code ?}
 *     one
 * @param signals the signals the formula may name, in order of declaration
 * @param sampling how events become samples at equal distance
 * @param latenessMillis how long after the watermark an event may still correct an answer
 * @param params the {@code $name} parameters of the formula, in order of declaration
 * @param formula the formula
 * @param formulaAt where the formula stands in its document, for error messages
 * @param onSwap what a new version does with the state of the old one
 * @param emit which kinds of verdict go out
 * @param report how often answers go out
 * @param semantics what the margin of a comparison is
 * @param engine what judges it
 */
public record Rule(
        RuleRef ref,
        String entityPattern,
        List<SignalSpec> signals,
        Sampling sampling,
        long latenessMillis,
        List<Param> params,
        String formula,
        Place formulaAt,
        OnSwap onSwap,
        Set<Verdict.Kind> emit,
        Report report,
        Semantics semantics,
        Engine engine)
        implements Serializable {

    /** A rule of quantitative semantics for which the engine is chosen. */
    public Rule(
            RuleRef ref,
            String entityPattern,
            List<SignalSpec> signals,
            Sampling sampling,
            long latenessMillis,
            List<Param> params,
            String formula,
            Place formulaAt,
            OnSwap onSwap,
            Set<Verdict.Kind> emit,
            Report report) {
        this(
                ref,
                entityPattern,
                signals,
                sampling,
                latenessMillis,
                params,
                formula,
                formulaAt,
                onSwap,
                emit,
                report,
                Semantics.ROBUSTNESS,
                Engine.AUTO);
    }

    /**
     * A signal that a formula may name.
     *
     * @param name the name in the formula
     * @param field the field of the event that carries it
     * @param unit for people; may be empty
     * @param min smallest possible value, or negative infinity
     * @param max largest possible value, or positive infinity
     * @param measure what about the field the signal is
     * @param role who decides it
     */
    public record SignalSpec(
            String name,
            String field,
            String unit,
            double min,
            double max,
            Measure measure,
            Role role)
            implements Serializable {

        /** A field's value, answered by the system. */
        public SignalSpec(String name, String field, String unit, double min, double max) {
            this(name, field, unit, min, max, Measure.VALUE, Role.OUTPUT);
        }

        /** Whether every event counts for it, whatever its fields. */
        public boolean readsAnyField() {
            return measure == Measure.AGE && field.equals(ANY_FIELD);
        }
    }

    /** Stands for a field in a signal that is an age: any of the event. */
    public static final String ANY_FIELD = "*";

    /** What about a field a signal is. */
    public enum Measure {
        /** Its value. */
        VALUE,
        /** How many seconds ago the last event carried it. */
        AGE
    }

    /** Who decides a signal: the two sides of an interface. */
    public enum Role {
        /** The environment. */
        INPUT,
        /** The system. */
        OUTPUT
    }

    /** What the margin of a comparison is; input and output are the signals' roles. */
    public enum Semantics {
        /** The distance from changing it. */
        ROBUSTNESS,
        /** Infinite: it holds, or does not. */
        BOOLEAN,
        /** The distance, but infinite where no output is read. */
        OUTPUT_ROBUSTNESS,
        /** The distance, but infinite where no input is read. */
        INPUT_ROBUSTNESS,
        /** The distance, but zero where no output is read. */
        OUTPUT_VACUITY,
        /** The distance, but zero where no input is read. */
        INPUT_VACUITY
    }

    /**
     * How events become samples at multiples of the period since the epoch.
     *
     * @param periodMillis distance of samples, at least 1 ms
     * @param toleranceNanos how far after a sample's moment an event still counts as being at it,
     *     less than the period
     * @param fill what stands where no event is
     * @param maxGapMillis how old a held value may become; a longer silence ends the trace
     */
    public record Sampling(long periodMillis, long toleranceNanos, Fill fill, long maxGapMillis)
            implements Serializable {}

    /** What stands where no event is. */
    public enum Fill {
        /** The last value, until it is older than the maximum gap. */
        HOLD,
        /** What lies on a straight line from the last value to the next, over the maximum gap. */
        LINEAR,
        /** Nothing: a missing event ends the trace. */
        NONE
    }

    /**
     * A parameter of a formula.
     *
     * @param name the name without {@code $}
     * @param value the value in use
     * @param min smallest value a change may set, or negative infinity
     * @param max largest value a change may set, or positive infinity
     */
    public record Param(String name, double value, double min, double max)
            implements Serializable {}

    /**
     * A place in a document.
     *
     * @param source file name or other origin
     * @param line from 1
     * @param column from 1, where the text itself begins (after an opening quote)
     */
    public record Place(String source, int line, int column) implements Serializable {}

    /** What a new version of a rule does with the state of the old one. */
    public enum OnSwap {
        /** Begins with nothing. */
        COLD,
        /** Is rebuilt from the kept samples. */
        WARM,
        /** Takes the state over, where the formulas are structurally equal. */
        CARRY
    }

    /** What judges a rule. */
    public enum Engine {
        /** The one that is better for it. */
        AUTO,
        /** The monitor, which steps through the moments. */
        MONITOR,
        /** Flink's CEP, which waits for events. */
        CEP
    }

    /** How often answers go out. */
    public sealed interface Report extends Serializable {
        /** The first answer, and each one that breaks or restores the rule. */
        record OnChange() implements Report {}

        /** One per sample. */
        record Every() implements Report {}

        /**
         * The first answer at or after each multiple of a period, and each change.
         *
         * @param millis the period in milliseconds
         */
        record Period(long millis) implements Report {}
    }

    /** Whether another document says the same, wherever it stands. */
    public boolean isSameAs(Rule other) {
        Rule there =
                new Rule(
                        other.ref,
                        other.entityPattern,
                        other.signals,
                        other.sampling,
                        other.latenessMillis,
                        other.params,
                        other.formula,
                        formulaAt,
                        other.onSwap,
                        other.emit,
                        other.report,
                        other.semantics,
                        other.engine);
        return equals(there);
    }

    /** The same rule, with other output. */
    public Rule telling(Set<Verdict.Kind> kinds, Report when) {
        return new Rule(
                ref,
                entityPattern,
                signals,
                sampling,
                latenessMillis,
                params,
                formula,
                formulaAt,
                onSwap,
                kinds,
                when,
                semantics,
                engine);
    }

    /** Checks that nothing is missing. */
    public Rule {
        Objects.requireNonNull(ref, "ref");
        Objects.requireNonNull(entityPattern, "entityPattern");
        signals = List.copyOf(signals);
        Objects.requireNonNull(sampling, "sampling");
        params = List.copyOf(params);
        Objects.requireNonNull(formula, "formula");
        Objects.requireNonNull(formulaAt, "formulaAt");
        Objects.requireNonNull(onSwap, "onSwap");
        emit = Set.copyOf(emit);
        Objects.requireNonNull(report, "report");
        Objects.requireNonNull(semantics, "semantics");
        Objects.requireNonNull(engine, "engine");
    }
}
