package io.chronofabric.state.codec;

/**
 * What can be wrong with a rule document, as a stable code. The codes are the contract: they are
 * never given a second meaning.
 */
public enum RuleCode {
    /** The text is no YAML. */
    SYNTAX("RULE001"),
    /** The text, or something in it, is beyond a limit. */
    TOO_LARGE("RULE002"),
    /** There is no document in the text. */
    NO_RULE("RULE003"),
    /** The document is of another kind or version. */
    WRONG_KIND("RULE004"),
    /** A key that a rule does not have. */
    UNKNOWN_KEY("RULE005"),
    /** A key that is there twice. */
    DUPLICATE_KEY("RULE006"),
    /** A key that must be there and is not, or has no value. */
    MISSING("RULE007"),
    /** A value of the wrong sort, such as text where a number belongs. */
    WRONG_TYPE("RULE008"),
    /** A name with characters or a length that names do not have. */
    BAD_NAME("RULE009"),
    /** A number or duration outside what is possible. */
    OUT_OF_RANGE("RULE010"),
    /** A duration or percentage that is not written as one. */
    BAD_DURATION("RULE011"),
    /** A word that is none of those to choose from. */
    UNKNOWN_WORD("RULE012"),
    /** Something that ChronoFabric knows of and does not do yet. */
    NOT_SUPPORTED("RULE013"),
    /** A rule version that another document of the same text has too. */
    DUPLICATE_RULE("RULE014");

    private final String code;

    RuleCode(String code) {
        this.code = code;
    }

    /** The code, {@code RULE} and three digits. */
    public String code() {
        return code;
    }
}
