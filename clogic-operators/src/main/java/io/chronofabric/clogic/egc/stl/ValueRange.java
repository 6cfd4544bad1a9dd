package io.chronofabric.clogic.egc.stl;

import java.util.List;

/**
 * Numbers between two, both included.
 *
 * @param least the smallest; may be infinite
 * @param most the largest, not less; may be infinite
 */
public record ValueRange(double least, double most) {

    /** All numbers. */
    public static final ValueRange ALL =
            new ValueRange(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);

    /** Checks the order. */
    public ValueRange {
        if (!(least <= most)) {
            throw new IllegalArgumentException(
                    "range: [" + least + ", " + most + "] (expected: two numbers in order)");
        }
    }

    /** The margins that a predicate can have. */
    static ValueRange of(Predicate predicate, List<ValueRange> signals) {
        return switch (predicate.judging()) {
            case ZERO -> new ValueRange(0, 0);
            case SIGN -> margins(predicate, signals).sign();
            case MARGIN -> margins(predicate, signals);
        };
    }

    private ValueRange sign() {
        if (least > 0) {
            return new ValueRange(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);
        }
        return most < 0 ? new ValueRange(Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY) : ALL;
    }

    private static ValueRange margins(Predicate predicate, List<ValueRange> signals) {
        ValueRange left = of(predicate.left(), signals);
        if (predicate.comparator() == null) {
            return left;
        }
        ValueRange right = of(predicate.right(), signals);
        return switch (predicate.comparator()) {
            case LESS_OR_EQUAL, LESS -> right.minus(left);
            case GREATER_OR_EQUAL, GREATER -> left.minus(right);
            case EQUAL -> left.minus(right).absolute().negated();
            case NOT_EQUAL -> left.minus(right).absolute();
        };
    }

    /** The values of a term. Where it may have none, all. */
    private static ValueRange of(CompiledTerm term, List<ValueRange> signals) {
        if (term instanceof CompiledTerm.Input input) {
            return signals.get(input.index());
        }
        if (term instanceof CompiledTerm.Constant constant) {
            return new ValueRange(constant.value(), constant.value());
        }
        if (term instanceof CompiledTerm.Minus minus) {
            return of(minus.operand(), signals).negated();
        }
        if (term instanceof CompiledTerm.Arithmetic arithmetic) {
            ValueRange left = of(arithmetic.left(), signals);
            ValueRange right = of(arithmetic.right(), signals);
            return switch (arithmetic.operator()) {
                case PLUS -> between(left.least + right.least, left.most + right.most);
                case MINUS -> left.minus(right);
                case TIMES -> left.times(right);
                case DIVIDE ->
                        right.least > 0 || right.most < 0
                                ? left.times(between(1 / right.most, 1 / right.least)).widened()
                                : ALL;
            };
        }
        CompiledTerm.Call call = (CompiledTerm.Call) term;
        ValueRange argument = of(call.first(), signals);
        return switch (call.function()) {
            case ABS -> argument.absolute();
            case SQRT ->
                    argument.least >= 0
                            ? between(Math.sqrt(argument.least), Math.sqrt(argument.most))
                            : ALL;
            case EXP -> between(StrictMath.exp(argument.least), StrictMath.exp(argument.most));
            case LN ->
                    argument.least > 0
                            ? between(StrictMath.log(argument.least), StrictMath.log(argument.most))
                            : ALL;
            case POW, LOG -> ALL;
        };
    }

    /** The same, or all if an end is no number. */
    private static ValueRange between(double least, double most) {
        return least <= most ? new ValueRange(least, most) : ALL;
    }

    /** The opposites. */
    ValueRange negated() {
        return new ValueRange(0.0 - most, 0.0 - least);
    }

    private ValueRange minus(ValueRange other) {
        return between(least - other.most, most - other.least);
    }

    private ValueRange absolute() {
        double farthest = Math.max(Math.abs(least), Math.abs(most));
        if (least <= 0 && most >= 0) {
            return new ValueRange(0, farthest);
        }
        return new ValueRange(Math.min(Math.abs(least), Math.abs(most)), farthest);
    }

    private ValueRange times(ValueRange other) {
        double[] corners = {
            least * other.least, least * other.most, most * other.least, most * other.most
        };
        double low = corners[0];
        double high = corners[0];
        for (double corner : corners) {
            low = Math.min(low, corner);
            high = Math.max(high, corner);
        }
        return between(low, high);
    }

    /** Wider by more than two roundings. */
    private ValueRange widened() {
        return new ValueRange(
                least - 2 * Math.ulp(least) - Double.MIN_NORMAL,
                most + 2 * Math.ulp(most) + Double.MIN_NORMAL);
    }
}
