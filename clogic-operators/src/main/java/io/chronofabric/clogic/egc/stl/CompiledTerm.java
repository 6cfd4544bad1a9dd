package io.chronofabric.clogic.egc.stl;

import java.util.List;
import java.util.Map;

/** A term with its names resolved: a function of the values of one sample. No state. */
sealed interface CompiledTerm {

    double at(double[] values);

    /** The value at a place in the sample. */
    record Input(int index) implements CompiledTerm {
        @Override
        public double at(double[] values) {
            return values[index];
        }
    }

    /** A number or the value of a parameter. */
    record Constant(double value) implements CompiledTerm {
        @Override
        public double at(double[] values) {
            return value;
        }
    }

    /** Unary minus. */
    record Minus(CompiledTerm operand) implements CompiledTerm {
        @Override
        public double at(double[] values) {
            return -operand.at(values);
        }
    }

    /** {@code + - * /}. */
    record Arithmetic(Formula.ArithmeticOperator operator, CompiledTerm left, CompiledTerm right)
            implements CompiledTerm {
        @Override
        public double at(double[] values) {
            return operator.apply(left.at(values), right.at(values));
        }
    }

    /**
     * A function; the second argument is null where it takes one. Strict arithmetic, so that a
     * replay on another machine gives the same bits.
     */
    record Call(Formula.Function function, CompiledTerm first, CompiledTerm second)
            implements CompiledTerm {
        @Override
        public double at(double[] values) {
            double argument = first.at(values);
            if (function == Formula.Function.ABS) {
                return Math.abs(argument);
            }
            if (function == Formula.Function.SQRT) {
                return Math.sqrt(argument);
            }
            if (function == Formula.Function.EXP) {
                return StrictMath.exp(argument);
            }
            if (function == Formula.Function.POW) {
                return StrictMath.pow(argument, second.at(values));
            }
            double logarithm = StrictMath.log(argument);
            return function == Formula.Function.LN
                    ? logarithm
                    : logarithm / StrictMath.log(second.at(values));
        }
    }

    /** Resolves the names of a checked term; signals are numbered by their place in a list. */
    static CompiledTerm of(Formula.Term term, List<String> signals, Map<String, Double> params) {
        if (term instanceof Formula.Signal signal) {
            return new Input(signals.indexOf(signal.name()));
        }
        if (term instanceof Formula.Literal literal) {
            return new Constant(literal.value());
        }
        if (term instanceof Formula.Parameter parameter) {
            return new Constant(params.get(parameter.name()));
        }
        if (term instanceof Formula.Minus minus) {
            return new Minus(of(minus.operand(), signals, params));
        }
        if (term instanceof Formula.Arithmetic arithmetic) {
            return new Arithmetic(
                    arithmetic.operator(),
                    of(arithmetic.left(), signals, params),
                    of(arithmetic.right(), signals, params));
        }
        Formula.Call call = (Formula.Call) term;
        return new Call(
                call.function(),
                of(call.arguments().get(0), signals, params),
                call.function().arity() == 2 ? of(call.arguments().get(1), signals, params) : null);
    }
}
