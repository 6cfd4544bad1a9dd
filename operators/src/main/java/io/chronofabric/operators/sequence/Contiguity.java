package io.chronofabric.operators.sequence;

/** How an event may lie to the one that was taken before it. */
public enum Contiguity {
    /** It is the very next event of the key. */
    STRICT,
    /** Events that do not fit may lie between; the first that fits is taken. */
    RELAXED,
    /** Any events may lie between, those that fit too: each that fits is taken in a match. */
    ANY
}
