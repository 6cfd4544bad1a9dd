package io.chronofabric.connector.bus;

/** What a sink guarantees. */
public enum BusDelivery {
    /**
     * Every record is in the log when a checkpoint is complete; after a failure some are there
     * twice, with the same id. Readers get them at once.
     */
    AT_LEAST_ONCE,
    /**
     * Every record counts once, from the moment its checkpoint is complete, for readers that keep
     * to commit markers, as {@link BusSource} does.
     */
    EXACTLY_ONCE
}
