package io.chronofabric.clogic.egc.stl;

/**
 * Where a part of a formula stands in its text. Any two spans are equal, so that formulas compare
 * by what they say and not by where they say it; compare the components where a place matters.
 *
 * @param line line from 1
 * @param column column from 1
 * @param length length in characters, line breaks included
 */
public record Span(int line, int column, int length) {

    /** For formulas that were built, not parsed. */
    public static final Span NOWHERE = new Span(1, 1, 0);

    /** True for every other span. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Span;
    }

    @Override
    public int hashCode() {
        return 0;
    }
}
