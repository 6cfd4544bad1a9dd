package io.chronofabric.clogic.egc.stl;

/** The codes of problems in formulas. Stable: tools and people match on them. */
public enum StlCode {
    /** The text is no formula. */
    STL001("syntax error, or text beyond the limits on length and nesting"),
    /** A name that the rule does not declare. */
    STL030("undeclared signal"),
    /** A function that does not exist, or not with that many arguments. */
    STL031("unknown function or wrong number of arguments"),
    /** A {@code $name} that the rule does not declare. */
    STL032("unknown parameter"),
    /** A future operator without a window in a rule that runs on a stream: it never answers. */
    STL040("unbounded future operator in an online rule"),
    /** A window that is none, or that falls between samples. */
    STL041("bound negative, out of order, or no multiple of the sampling period"),
    /** The state of one entity would exceed the rule's budget. */
    STL042("memory budget exceeded"),
    /**
     * An operator that only the offline evaluator knows; the reason names it. Kept for operators to
     * come: of today's, those without a window that look ahead are refused by {@link #STL040}, and
     * all others run online.
     */
    STL050("operator not supported online"),
    /** What decides about one event is no condition about it alone. */
    STL051("condition of a step that is not about one moment"),
    /** {@code a -> b -> c} means {@code (a -> b) -> c}, which few expect. */
    STL060("warning: unparenthesized chain of ->");

    private final String meaning;

    StlCode(String meaning) {
        this.meaning = meaning;
    }

    /** What it means, in a few words. */
    public String meaning() {
        return meaning;
    }

    StlProblem error(Span at, String reason, String fix) {
        return StlProblem.error(name(), at, reason, fix);
    }

    StlProblem warning(Span at, String reason, String fix) {
        return StlProblem.warning(name(), at, reason, fix);
    }
}
