package io.chronofabric.it.bench.bus;

/** What all transports have alike. */
final class PeerSizes {
    /** Messages that may be under way. */
    static final int CAPACITY = 4_096;

    /** Bytes of a payload, of which the two numbers of a message are the first 16. */
    static final int PAYLOAD = 32;

    private PeerSizes() {}
}
