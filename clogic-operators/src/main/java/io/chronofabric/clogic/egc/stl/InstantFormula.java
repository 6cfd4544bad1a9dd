package io.chronofabric.clogic.egc.stl;

import java.util.List;

/**
 * A formula that is judged by one sample and a fixed number of samples before it: comparisons
 * joined by logic, with {@code prev}, {@code rise} and {@code fall}. Its margins are those of the
 * Boolean semantics: +∞ where it holds, -∞ where not, 0 where a comparison has no value. Immutable.
 */
public final class InstantFormula {

    /** Part of the formula; {@code back} counts samples before the newest. */
    private interface Node {
        double at(double[][] recent, int known, int back);
    }

    private final Formula formula;
    private final Node root;
    private final int depth;

    private InstantFormula(Formula formula, Node root, int depth) {
        this.formula = formula;
        this.root = root;
        this.depth = depth;
    }

    /** The part that keeps a formula from being judged so; null if there is none. */
    static Formula obstacle(Formula formula) {
        if (formula instanceof Formula.Windowed
                || formula instanceof Formula.Reaching
                || (formula instanceof Formula.Shifted shifted && isAhead(shifted.neighbour()))) {
            return formula;
        }
        for (Formula operand : formula.operands()) {
            Formula obstacle = obstacle(operand);
            if (obstacle != null) {
                return obstacle;
            }
        }
        return null;
    }

    private static boolean isAhead(Formula.Neighbour neighbour) {
        return neighbour == Formula.Neighbour.NEXT || neighbour == Formula.Neighbour.S_NEXT;
    }

    /** Compiles a checked formula without an obstacle; signals in their order in samples. */
    static InstantFormula of(Formula formula, List<String> signals, StlContext context) {
        return new InstantFormula(formula, node(formula, signals, context), depthOf(formula));
    }

    /** How many samples before the newest it looks at. */
    public int depth() {
        return depth;
    }

    /**
     * Its margin at the newest sample.
     *
     * @param recent samples, the newest first, at least {@code known}
     * @param known how many samples of the trace there are, or more than {@link #depth()}
     */
    public double margin(double[][] recent, int known) {
        return root.at(recent, known, 0);
    }

    /** Whether it can't hold at two samples in a row, whatever they are. */
    public boolean isMomentary() {
        return isMomentary(formula);
    }

    private static boolean isMomentary(Formula formula) {
        if (formula instanceof Formula.Shifted shifted) {
            return switch (shifted.neighbour()) {
                case RISE, FALL -> true;
                case S_PREV -> isMomentary(shifted.operand());
                default -> false;
            };
        }
        return formula instanceof Formula.Joined joined
                && joined.connective() == Formula.Connective.AND
                && (isMomentary(joined.left()) || isMomentary(joined.right()));
    }

    private static int depthOf(Formula formula) {
        int deepest = 0;
        for (Formula operand : formula.operands()) {
            deepest = Math.max(deepest, depthOf(operand));
        }
        return formula instanceof Formula.Shifted ? deepest + 1 : deepest;
    }

    private static Node node(Formula formula, List<String> signals, StlContext context) {
        if (formula instanceof Formula.Truth truth) {
            double margin = truth.value() ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
            return (recent, known, back) -> margin;
        }
        if (formula instanceof Formula.Not not) {
            return negated(node(not.operand(), signals, context));
        }
        if (formula instanceof Formula.Joined joined) {
            return joined(
                    joined.connective(),
                    node(joined.left(), signals, context),
                    node(joined.right(), signals, context));
        }
        if (formula instanceof Formula.Shifted shifted) {
            return shifted(shifted.neighbour(), node(shifted.operand(), signals, context));
        }
        Predicate predicate = Predicate.of(formula, signals, context);
        return (recent, known, back) -> predicate.margin(recent[back]);
    }

    private static Node negated(Node of) {
        return (recent, known, back) -> 0.0 - of.at(recent, known, back);
    }

    private static Node both(Node left, Node right) {
        return (recent, known, back) ->
                Math.min(left.at(recent, known, back), right.at(recent, known, back));
    }

    private static Node either(Node left, Node right) {
        return (recent, known, back) ->
                Math.max(left.at(recent, known, back), right.at(recent, known, back));
    }

    private static Node joined(Formula.Connective connective, Node left, Node right) {
        return switch (connective) {
            case AND -> both(left, right);
            case OR -> either(left, right);
            case IMPLIES -> either(negated(left), right);
            case XOR -> either(both(left, negated(right)), both(negated(left), right));
            case IFF -> negated(joined(Formula.Connective.XOR, left, right));
        };
    }

    private static Node shifted(Formula.Neighbour neighbour, Node of) {
        return switch (neighbour) {
            case PREV -> before(of, Double.POSITIVE_INFINITY);
            case S_PREV -> before(of, Double.NEGATIVE_INFINITY);
            case RISE -> both(before(negated(of), Double.POSITIVE_INFINITY), of);
            case FALL -> both(before(of, Double.POSITIVE_INFINITY), negated(of));
            case NEXT, S_NEXT ->
                    throw new IllegalArgumentException(
                            neighbour.symbol() + " (expected: nothing that looks ahead)");
        };
    }

    private static Node before(Node of, double atFirst) {
        return (recent, known, back) -> back + 1 < known ? of.at(recent, known, back + 1) : atFirst;
    }

    @Override
    public String toString() {
        return formula.toString();
    }
}
