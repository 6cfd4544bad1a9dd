package io.chronofabric.jobs.config;

/** Where the demo's live telemetry comes from. */
public enum PublisherPlace {
    /** From a thread of the demo, over a bus of its own process. */
    INTERNAL,
    /** From other processes, over the bus of the host. */
    EXTERNAL
}
