package io.chronofabric.operators.sequence;

/** What gives way when a key has as many partial matches as it may have and one more comes. */
public enum AtBound {
    /** The one whose time is out first; without {@code within}, the one that began first. */
    OLDEST_OUT,
    /** The one that comes. */
    NEWEST_REFUSED,
    /**
     * One by chance, so that what is kept is a uniform sample of what has come since the bound was
     * reached. The chance is in the state: a replay keeps the same.
     */
    SAMPLE
}
