package io.chronofabric.clogic.egc.stl;

/**
 * What the margin of a predicate is. Everything above the predicates is the same: negation, minimum
 * and maximum carry signs as they carry margins.
 *
 * <p>All but the first two are those of interface-aware STL (Ferrère, Nickovic, Donzé, Ito and
 * Kapinski 2019): signals are inputs, which the environment chooses, or outputs, which the system
 * answers with, and the robustness says how far the one or the other is from changing the answer.
 */
public enum Semantics {
    /** The distance from changing the comparison. Strict or not makes no difference. */
    QUANTITATIVE,

    /**
     * +∞ where the comparison holds, -∞ where not: so are all answers. At a distance of zero {@code
     * <=}, {@code >=} and {@code ==} hold and {@code <}, {@code >} and {@code !=} do not. A term
     * alone holds where it is not negative.
     */
    BOOLEAN,

    /** Quantitative, but Boolean for predicates that read no output. */
    OUTPUT_ROBUSTNESS,

    /** Quantitative, but Boolean for predicates that read no input. */
    INPUT_ROBUSTNESS,

    /** Quantitative, but zero for predicates that read no input. */
    INPUT_VACUITY,

    /** Quantitative, but zero for predicates that read no output. */
    OUTPUT_VACUITY;

    /** How one predicate is judged. */
    enum Judging {
        MARGIN,
        SIGN,
        ZERO
    }

    Judging of(boolean readsInput, boolean readsOutput) {
        return switch (this) {
            case QUANTITATIVE -> Judging.MARGIN;
            case BOOLEAN -> Judging.SIGN;
            case OUTPUT_ROBUSTNESS -> readsOutput ? Judging.MARGIN : Judging.SIGN;
            case INPUT_ROBUSTNESS -> readsInput ? Judging.MARGIN : Judging.SIGN;
            case INPUT_VACUITY -> readsInput ? Judging.MARGIN : Judging.ZERO;
            case OUTPUT_VACUITY -> readsOutput ? Judging.MARGIN : Judging.ZERO;
        };
    }
}
