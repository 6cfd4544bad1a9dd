package io.chronofabric.time;

/** What receiving a remote timestamp did to the local clock. */
public enum UpdateOutcome {
    /** The clock was already past the remote timestamp. */
    ALREADY_AHEAD,
    /** The clock moved forward, so that what is sent next comes after the remote timestamp. */
    ADVANCED,
    /** The remote timestamp is further ahead of the local wall clock than allowed; no change. */
    REFUSED_TOO_FAR_AHEAD
}
