package io.chronofabric.jobs.config;

/** What a sink promises. */
public enum Delivery {
    /** Records can be read at once; after a failure some are there twice, with the same id. */
    AT_LEAST_ONCE,
    /** Records can be read, once, when the checkpoint they belong to is complete. */
    EXACTLY_ONCE
}
