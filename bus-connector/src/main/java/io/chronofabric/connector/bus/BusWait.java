package io.chronofabric.connector.bus;

/** What a reader does while nothing is published. */
public enum BusWait {
    /** Looks again at once: least latency, and a core for each reader. */
    SPIN,
    /**
     * Looks again at once for 50 µs after the last packet, and then after 50 µs, doubling up to 1
     * ms: little work where little happens, up to 1 ms of latency for the first packet after a
     * pause.
     */
    BACKOFF
}
