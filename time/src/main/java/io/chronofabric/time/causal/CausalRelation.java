package io.chronofabric.time.causal;

/** How one moment stands to another in the order of cause and effect (Lamport 1978). */
public enum CausalRelation {
    /** It can have been a cause of the other. */
    BEFORE,
    /** The other can have been a cause of it. */
    AFTER,
    /** They are the same moment. */
    EQUAL,
    /** Neither can have known of the other. */
    CONCURRENT
}
