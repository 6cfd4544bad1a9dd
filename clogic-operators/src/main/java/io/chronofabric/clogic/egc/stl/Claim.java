package io.chronofabric.clogic.egc.stl;

/** What is said of a robustness: on which side of zero it is. */
enum Claim {
    /** {@code >= 0}. */
    AT_LEAST,
    /** {@code > 0}. */
    ABOVE,
    /** {@code < 0}. */
    BELOW,
    /** {@code <= 0}. */
    AT_MOST;

    /** Whether it is true of a robustness. */
    boolean holds(double robustness) {
        return switch (this) {
            case AT_LEAST -> robustness >= 0;
            case ABOVE -> robustness > 0;
            case BELOW -> robustness < 0;
            case AT_MOST -> robustness <= 0;
        };
    }

    /** Whether it bounds the robustness from below, so that more robustness cannot break it. */
    boolean isLower() {
        return this == AT_LEAST || this == ABOVE;
    }

    /** What is said of the opposite number at the same time. */
    Claim opposite() {
        return switch (this) {
            case AT_LEAST -> AT_MOST;
            case ABOVE -> BELOW;
            case BELOW -> ABOVE;
            case AT_MOST -> AT_LEAST;
        };
    }
}
