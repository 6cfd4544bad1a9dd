package io.chronofabric.clogic.egc.stl;

import java.math.BigDecimal;

/** Prints formulas, with parentheses only where they are needed or where people trip. */
final class FormulaText {

    // Precedence, higher binds tighter; the order of the grammar's alternatives.
    private static final int XOR = 1;
    private static final int IFF = 2;
    private static final int IMPLIES = 3;
    private static final int OR = 4;
    private static final int AND = 5;
    private static final int REACH = 6;
    private static final int PREFIX = 7;
    private static final int COMPARISON = 8;
    private static final int SUM = 9;
    private static final int PRODUCT = 10;
    private static final int PRIMARY = 11;

    private final StringBuilder out = new StringBuilder();

    private FormulaText() {}

    static String of(Formula formula) {
        FormulaText text = new FormulaText();
        text.print(formula);
        return text.out.toString();
    }

    private void print(Formula formula) {
        if (formula instanceof Formula.Signal signal) {
            out.append(signal.name());
        } else if (formula instanceof Formula.Literal literal) {
            out.append(number(literal.value()));
        } else if (formula instanceof Formula.Parameter parameter) {
            out.append('$').append(parameter.name());
        } else if (formula instanceof Formula.Minus minus) {
            out.append('-');
            print(minus.operand(), PRIMARY);
        } else if (formula instanceof Formula.Arithmetic sum) {
            int own = precedence(sum);
            infix(sum.left(), own, sum.operator().symbol(), sum.right(), own + 1);
        } else if (formula instanceof Formula.Call call) {
            out.append(call.function().symbol()).append('(');
            String separator = "";
            for (Formula.Term argument : call.arguments()) {
                out.append(separator);
                print(argument);
                separator = ", ";
            }
            out.append(')');
        } else if (formula instanceof Formula.Truth truth) {
            out.append(truth.value());
        } else if (formula instanceof Formula.Comparison comparison) {
            infix(
                    comparison.left(),
                    SUM,
                    comparison.comparator().symbol(),
                    comparison.right(),
                    SUM);
        } else if (formula instanceof Formula.Not not) {
            out.append("not ");
            print(not.operand(), PRIMARY);
        } else if (formula instanceof Formula.Joined joined) {
            // Only and, or with themselves go unmarked: of the rest few know what binds tighter.
            int own = precedence(joined);
            boolean plain = own == AND || own == OR;
            infix(
                    joined.left(),
                    plain ? own : PREFIX,
                    joined.connective().symbol(),
                    joined.right(),
                    PREFIX);
        } else if (formula instanceof Formula.Windowed windowed) {
            out.append(windowed.quantifier().symbol());
            print(windowed.interval());
            out.append(' ');
            print(windowed.operand(), PRIMARY);
        } else if (formula instanceof Formula.Shifted shifted) {
            out.append(shifted.neighbour().symbol()).append('(');
            print(shifted.operand());
            out.append(')');
        } else if (formula instanceof Formula.Reaching reaching) {
            print(reaching.left(), PREFIX);
            out.append(' ').append(reaching.reach().symbol());
            print(reaching.interval());
            out.append(' ');
            print(reaching.right(), PREFIX);
        }
    }

    private void print(Interval interval) {
        if (interval != null) {
            out.append(interval);
        }
    }

    private void infix(Formula left, int leftAtLeast, String symbol, Formula right, int atLeast) {
        print(left, leftAtLeast);
        out.append(' ').append(symbol).append(' ');
        print(right, atLeast);
    }

    private void print(Formula formula, int atLeast) {
        if (precedence(formula) >= atLeast) {
            print(formula);
        } else {
            out.append('(');
            print(formula);
            out.append(')');
        }
    }

    private static int precedence(Formula formula) {
        if (formula instanceof Formula.Arithmetic sum) {
            return switch (sum.operator()) {
                case PLUS, MINUS -> SUM;
                case TIMES, DIVIDE -> PRODUCT;
            };
        }
        if (formula instanceof Formula.Comparison) {
            return COMPARISON;
        }
        if (formula instanceof Formula.Not || formula instanceof Formula.Windowed) {
            return PREFIX;
        }
        if (formula instanceof Formula.Reaching) {
            return REACH;
        }
        if (formula instanceof Formula.Joined joined) {
            return switch (joined.connective()) {
                case AND -> AND;
                case OR -> OR;
                case IMPLIES -> IMPLIES;
                case IFF -> IFF;
                case XOR -> XOR;
            };
        }
        return PRIMARY;
    }

    private static String number(double value) {
        String plain = BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
        return plain.length() <= 20 ? plain : Double.toString(value);
    }
}
