package io.chronofabric.state.codec;

/**
 * What can be wrong with a document, as a stable number behind the prefix of its kind: {@code
 * RULE005} in a rule is {@code MAP005} in a mapping. The codes are the contract: they are never
 * given a second meaning. 15 to 19 are about finding and loading files.
 */
enum DocumentCode {
    /** The text is no YAML. */
    SYNTAX(1),
    /** The text, or something in it, is beyond a limit. */
    TOO_LARGE(2),
    /** There is no document in the text. */
    NO_DOCUMENT(3),
    /** The document is of another kind or version. */
    WRONG_KIND(4),
    /** A key that such a document does not have. */
    UNKNOWN_KEY(5),
    /** A key that is there twice. */
    DUPLICATE_KEY(6),
    /** A key that must be there and is not, or has no value. */
    MISSING(7),
    /** A value of the wrong sort, such as text where a number belongs. */
    WRONG_TYPE(8),
    /** A name with characters or a length that names do not have. */
    BAD_NAME(9),
    /** A number or duration outside what is possible. */
    OUT_OF_RANGE(10),
    /** A duration or percentage that is not written as one. */
    BAD_DURATION(11),
    /** A word that is none of those to choose from. */
    UNKNOWN_WORD(12),
    /** A rule version, or a mapping, that another document has too. */
    DUPLICATE(14),
    /** A file that a document names and that cannot be used. */
    UNREADABLE(15),
    /** A place in a record that is no JSON Pointer. */
    BAD_POINTER(20),
    /** Keys that exclude or need each other. */
    BAD_COMBINATION(21),
    /** A topic that another mapping is for, too. */
    TOPIC_TAKEN(22),
    /** A topic number that another topic has, too. */
    NUMBER_TAKEN(23),
    /** A mapping gives a field in another unit than a rule reads it. */
    UNIT_DIFFERS(30),
    /** A rule reads a field that no mapping gives. */
    NOT_PROVIDED(31),
    /** A test's event has a field that none of its rules reads. */
    NOT_READ(32);

    private final int number;

    DocumentCode(int number) {
        this.number = number;
    }

    /** The code in a kind of document. */
    String in(String prefix) {
        return String.format("%s%03d", prefix, number);
    }
}
