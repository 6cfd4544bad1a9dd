package io.chronofabric.clogic.egc.stl;

import java.util.List;
import java.util.Objects;

/**
 * A formula of Signal Temporal Logic (Maler and Nickovic 2004) as a tree. Equality is structural
 * and ignores where things stand; {@code toString} prints canonical text that parses to an equal
 * tree. Immutable.
 */
public sealed interface Formula {

    /** Where it stands in the text it was read from. */
    Span at();

    /** Its direct parts, left to right; none for a leaf of the tree. */
    List<Formula> operands();

    /** A real number at each moment: what comparisons compare. May also stand as a formula. */
    sealed interface Term extends Formula {}

    /**
     * A signal.
     *
     * @param name its name
     * @param at where it stands
     */
    record Signal(String name, Span at) implements Term {
        /** Checks that nothing is missing. */
        public Signal {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(at, "at");
        }

        @Override
        public List<Formula> operands() {
            return List.of();
        }

        @Override
        public String toString() {
            return FormulaText.of(this);
        }
    }

    /**
     * A number.
     *
     * @param value finite
     * @param at where it stands
     */
    record Literal(double value, Span at) implements Term {
        /** Checks that the value is finite. */
        public Literal {
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException(value + " (expected: a finite number)");
            }
            Objects.requireNonNull(at, "at");
        }

        @Override
        public List<Formula> operands() {
            return List.of();
        }

        @Override
        public String toString() {
            return FormulaText.of(this);
        }
    }

    /**
     * A parameter, {@code $name}.
     *
     * @param name without {@code $}
     * @param at where it stands
     */
    record Parameter(String name, Span at) implements Term {
        /** Checks that nothing is missing. */
        public Parameter {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(at, "at");
        }

        @Override
        public List<Formula> operands() {
            return List.of();
        }

        @Override
        public String toString() {
            return FormulaText.of(this);
        }
    }

    /**
     * Unary minus.
     *
     * @param operand what is negated
     * @param at where it stands
     */
    record Minus(Term operand, Span at) implements Term {
        /** Checks that nothing is missing. */
        public Minus {
            Objects.requireNonNull(operand, "operand");
            Objects.requireNonNull(at, "at");
        }

        @Override
        public List<Formula> operands() {
            return List.of(operand);
        }

        @Override
        public String toString() {
            return FormulaText.of(this);
        }
    }

    /**
     * {@code + - * /}.
     *
     * @param operator which
     * @param left left operand
     * @param right right operand
     * @param at where it stands
     */
    record Arithmetic(ArithmeticOperator operator, Term left, Term right, Span at) implements Term {
        /** Checks that nothing is missing. */
        public Arithmetic {
            Objects.requireNonNull(operator, "operator");
            Objects.requireNonNull(left, "left");
            Objects.requireNonNull(right, "right");
            Objects.requireNonNull(at, "at");
        }

        @Override
        public List<Formula> operands() {
            return List.of(left, right);
        }

        @Override
        public String toString() {
            return FormulaText.of(this);
        }
    }

    /**
     * A function of real numbers.
     *
     * @param function which
     * @param arguments as many as it takes
     * @param at where it stands
     */
    record Call(Function function, List<Term> arguments, Span at) implements Term {
        /** Checks the number of arguments. */
        public Call {
            Objects.requireNonNull(function, "function");
            Objects.requireNonNull(at, "at");
            arguments = List.copyOf(arguments);
            if (arguments.size() != function.arity()) {
                throw new IllegalArgumentException(
                        function.symbol()
                                + ": "
                                + arguments.size()
                                + " arguments (expected: "
                                + function.arity()
                                + ")");
            }
        }

        @Override
        public List<Formula> operands() {
            return List.copyOf(arguments);
        }

        @Override
        public String toString() {
            return FormulaText.of(this);
        }
    }

    /**
     * {@code true} or {@code false}.
     *
     * @param value which
     * @param at where it stands
     */
    record Truth(boolean value, Span at) implements Formula {
        /** Checks that nothing is missing. */
        public Truth {
            Objects.requireNonNull(at, "at");
        }

        @Override
        public List<Formula> operands() {
            return List.of();
        }

        @Override
        public String toString() {
            return FormulaText.of(this);
        }
    }

    /**
     * A comparison of two terms.
     *
     * @param comparator which
     * @param left left operand
     * @param right right operand
     * @param at where it stands
     */
    record Comparison(Comparator comparator, Term left, Term right, Span at) implements Formula {
        /** Checks that nothing is missing. */
        public Comparison {
            Objects.requireNonNull(comparator, "comparator");
            Objects.requireNonNull(left, "left");
            Objects.requireNonNull(right, "right");
            Objects.requireNonNull(at, "at");
        }

        @Override
        public List<Formula> operands() {
            return List.of(left, right);
        }

        @Override
        public String toString() {
            return FormulaText.of(this);
        }
    }

    /**
     * {@code not}.
     *
     * @param operand what is negated
     * @param at where it stands
     */
    record Not(Formula operand, Span at) implements Formula {
        /** Checks that nothing is missing. */
        public Not {
            Objects.requireNonNull(operand, "operand");
            Objects.requireNonNull(at, "at");
        }

        @Override
        public List<Formula> operands() {
            return List.of(operand);
        }

        @Override
        public String toString() {
            return FormulaText.of(this);
        }
    }

    /**
     * Two formulas judged at the same moment.
     *
     * @param connective how they are joined
     * @param left left operand
     * @param right right operand
     * @param at where it stands
     */
    record Joined(Connective connective, Formula left, Formula right, Span at) implements Formula {
        /** Checks that nothing is missing. */
        public Joined {
            Objects.requireNonNull(connective, "connective");
            Objects.requireNonNull(left, "left");
            Objects.requireNonNull(right, "right");
            Objects.requireNonNull(at, "at");
        }

        @Override
        public List<Formula> operands() {
            return List.of(left, right);
        }

        @Override
        public String toString() {
            return FormulaText.of(this);
        }
    }

    /**
     * A formula judged over a window.
     *
     * @param quantifier everywhere or somewhere, ahead or back
     * @param interval the window, or null for an unbounded one
     * @param operand what is judged
     * @param at where it stands
     */
    record Windowed(Quantifier quantifier, Interval interval, Formula operand, Span at)
            implements Formula {
        /** Checks that nothing is missing. */
        public Windowed {
            Objects.requireNonNull(quantifier, "quantifier");
            Objects.requireNonNull(operand, "operand");
            Objects.requireNonNull(at, "at");
        }

        @Override
        public List<Formula> operands() {
            return List.of(operand);
        }

        @Override
        public String toString() {
            return FormulaText.of(this);
        }
    }

    /**
     * A formula judged one sample away.
     *
     * @param neighbour which way, and what stands at the edge of the trace
     * @param operand what is judged
     * @param at where it stands
     */
    record Shifted(Neighbour neighbour, Formula operand, Span at) implements Formula {
        /** Checks that nothing is missing. */
        public Shifted {
            Objects.requireNonNull(neighbour, "neighbour");
            Objects.requireNonNull(operand, "operand");
            Objects.requireNonNull(at, "at");
        }

        @Override
        public List<Formula> operands() {
            return List.of(operand);
        }

        @Override
        public String toString() {
            return FormulaText.of(this);
        }
    }

    /**
     * One formula up to another.
     *
     * @param reach which operator
     * @param interval when the right operand has to hold, or null for an unbounded window
     * @param left what holds on the way
     * @param right what ends it
     * @param at where it stands
     */
    record Reaching(Reach reach, Interval interval, Formula left, Formula right, Span at)
            implements Formula {
        /** Checks that nothing is missing. */
        public Reaching {
            Objects.requireNonNull(reach, "reach");
            Objects.requireNonNull(left, "left");
            Objects.requireNonNull(right, "right");
            Objects.requireNonNull(at, "at");
        }

        @Override
        public List<Formula> operands() {
            return List.of(left, right);
        }

        @Override
        public String toString() {
            return FormulaText.of(this);
        }
    }

    /** Operators on two real numbers. */
    enum ArithmeticOperator {
        /** {@code +}. */
        PLUS("+"),
        /** {@code -}. */
        MINUS("-"),
        /** {@code *}. */
        TIMES("*"),
        /** {@code /}. */
        DIVIDE("/");

        private final String symbol;

        ArithmeticOperator(String symbol) {
            this.symbol = symbol;
        }

        /** As it is written. */
        public String symbol() {
            return symbol;
        }

        double apply(double left, double right) {
            if (this == PLUS) {
                return left + right;
            }
            if (this == MINUS) {
                return left - right;
            }
            return this == TIMES ? left * right : left / right;
        }
    }

    /** Functions of real numbers. */
    enum Function {
        /** Absolute value. */
        ABS("abs", 1),
        /** Square root. */
        SQRT("sqrt", 1),
        /** Exponential. */
        EXP("exp", 1),
        /** First argument to the power of the second. */
        POW("pow", 2),
        /** Natural logarithm. */
        LN("ln", 1),
        /** Logarithm of the first argument to the base of the second. */
        LOG("log", 2);

        private final String symbol;
        private final int arity;

        Function(String symbol, int arity) {
            this.symbol = symbol;
            this.arity = arity;
        }

        /** As it is written. */
        public String symbol() {
            return symbol;
        }

        /** How many arguments it takes. */
        public int arity() {
            return arity;
        }
    }

    /** Comparisons, each with the margin by which it holds. */
    enum Comparator {
        /** {@code <=}. */
        LESS_OR_EQUAL("<="),
        /** {@code <}; the same margin as {@code <=}. */
        LESS("<"),
        /** {@code >=}. */
        GREATER_OR_EQUAL(">="),
        /** {@code >}; the same margin as {@code >=}. */
        GREATER(">"),
        /** {@code ==}. */
        EQUAL("=="),
        /** {@code !=}, also written {@code !==}. */
        NOT_EQUAL("!=");

        private final String symbol;

        Comparator(String symbol) {
            this.symbol = symbol;
        }

        /** As it is written. */
        public String symbol() {
            return symbol;
        }

        /** Whether it does not hold at a margin of zero. */
        boolean strict() {
            return this == LESS || this == GREATER || this == NOT_EQUAL;
        }

        /** Chosen by comparing, since what a switch looks up is no constant to the compiler. */
        double margin(double left, double right) {
            if (this == LESS_OR_EQUAL || this == LESS) {
                return right - left;
            }
            if (this == GREATER_OR_EQUAL || this == GREATER) {
                return left - right;
            }
            return this == EQUAL ? -Math.abs(left - right) : Math.abs(left - right);
        }
    }

    /** Ways to join two formulas judged at the same moment. */
    enum Connective {
        /** Both. */
        AND("and"),
        /** At least one. */
        OR("or"),
        /** The right one wherever the left one. */
        IMPLIES("->"),
        /** Both or neither. */
        IFF("<->"),
        /** Exactly one. */
        XOR("xor");

        private final String symbol;

        Connective(String symbol) {
            this.symbol = symbol;
        }

        /** As it is written. */
        public String symbol() {
            return symbol;
        }
    }

    /** Everywhere or somewhere in a window. */
    enum Quantifier {
        /** Everywhere ahead. */
        ALWAYS("always", true, false),
        /** Somewhere ahead. */
        EVENTUALLY("eventually", true, true),
        /** Everywhere back. */
        HISTORICALLY("historically", false, false),
        /** Somewhere back. */
        ONCE("once", false, true);

        private final String symbol;
        private final boolean future;
        private final boolean existential;

        Quantifier(String symbol, boolean future, boolean existential) {
            this.symbol = symbol;
            this.future = future;
            this.existential = existential;
        }

        /** As it is written. */
        public String symbol() {
            return symbol;
        }

        /** Whether the window lies ahead. */
        public boolean future() {
            return future;
        }

        /** Whether one place is enough, so that the largest margin counts. */
        public boolean existential() {
            return existential;
        }
    }

    /** One sample away. */
    enum Neighbour {
        /** The sample before; true at the first. */
        PREV("prev"),
        /** The sample before; false at the first. */
        S_PREV("s_prev"),
        /** The sample after; true at the last. */
        NEXT("next"),
        /** The sample after; false at the last. */
        S_NEXT("s_next"),
        /** Holds now and did not at the sample before. */
        RISE("rise"),
        /** Does not hold now and did at the sample before. */
        FALL("fall");

        private final String symbol;

        Neighbour(String symbol) {
            this.symbol = symbol;
        }

        /** As it is written. */
        public String symbol() {
            return symbol;
        }
    }

    /** One formula up to another. */
    enum Reach {
        /** The left one holds until the right one does, and it does. */
        UNTIL("until"),
        /** As until, or the left one holds to the end. */
        UNLESS("unless"),
        /** The left one has held since the right one did, and it did. */
        SINCE("since");

        private final String symbol;

        Reach(String symbol) {
            this.symbol = symbol;
        }

        /** As it is written. */
        public String symbol() {
            return symbol;
        }

        /** Whether the window lies ahead. */
        public boolean future() {
            return this != SINCE;
        }
    }
}
