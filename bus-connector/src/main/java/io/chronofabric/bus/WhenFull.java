package io.chronofabric.bus;

/** What a publish does where a subscription's ring has no room. Every outcome is counted. */
public enum WhenFull {
    /** The publisher waits, at most for the bus's publish timeout, and then gets an error. */
    BLOCK,
    /** The packet being published is dropped. */
    DROP_NEWEST,
    /** The packet that has waited longest is dropped in favour of the one being published. */
    DROP_OLDEST,
    /** The publisher gets an error at once. */
    FAIL
}
