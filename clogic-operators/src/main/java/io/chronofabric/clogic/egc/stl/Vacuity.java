package io.chronofabric.clogic.egc.stl;

/**
 * When an answer says nothing: {@code always (p -> q)} holds wherever p never does, whatever q is.
 * An answer is vacuous if the formula would hold as well with no consequent ever fulfilled: with
 * {@code false} in place of the right side of each implication ({@code true} where that is harder,
 * below an odd number of negations). That formula implies the first one, so an answer that is
 * called vacuous is positive (antecedent failure as in Beer, Ben-David, Eisner and Rodeh 2001,
 * "Efficient detection of vacuity in temporal model checking").
 *
 * <p>Implications inside of {@code <->}, {@code xor}, {@code rise} and {@code fall}, where neither
 * is harder, are left as they are.
 */
final class Vacuity {
    private Vacuity() {}

    /** The formula without its consequents; an equal one if there is no implication. */
    static Formula withoutConsequents(Formula formula) {
        return harder(formula, true);
    }

    private static Formula harder(Formula formula, boolean positive) {
        if (formula instanceof Formula.Not not) {
            return new Formula.Not(harder(not.operand(), !positive), not.at());
        }
        if (formula instanceof Formula.Joined joined) {
            return joined(joined, positive);
        }
        if (formula instanceof Formula.Windowed windowed) {
            return new Formula.Windowed(
                    windowed.quantifier(),
                    windowed.interval(),
                    harder(windowed.operand(), positive),
                    windowed.at());
        }
        if (formula instanceof Formula.Shifted shifted) {
            return switch (shifted.neighbour()) {
                case PREV, S_PREV, NEXT, S_NEXT ->
                        new Formula.Shifted(
                                shifted.neighbour(),
                                harder(shifted.operand(), positive),
                                shifted.at());
                case RISE, FALL -> shifted;
            };
        }
        if (formula instanceof Formula.Reaching reaching) {
            return new Formula.Reaching(
                    reaching.reach(),
                    reaching.interval(),
                    harder(reaching.left(), positive),
                    harder(reaching.right(), positive),
                    reaching.at());
        }
        return formula;
    }

    private static Formula joined(Formula.Joined joined, boolean positive) {
        return switch (joined.connective()) {
            case AND, OR ->
                    new Formula.Joined(
                            joined.connective(),
                            harder(joined.left(), positive),
                            harder(joined.right(), positive),
                            joined.at());
            case IMPLIES ->
                    new Formula.Joined(
                            joined.connective(),
                            harder(joined.left(), !positive),
                            new Formula.Truth(!positive, joined.right().at()),
                            joined.at());
            case IFF, XOR -> joined;
        };
    }
}
