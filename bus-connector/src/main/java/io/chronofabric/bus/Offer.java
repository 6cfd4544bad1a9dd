package io.chronofabric.bus;

/** What an offer to a subscription led to. */
enum Offer {
    /** A ring has the packet. */
    TAKEN,
    /** It is meant for others; counted. */
    MASKED,
    /** The policy dropped it, and counted it. */
    DROPPED,
    /** There is no room; nothing is counted yet. */
    FULL
}
