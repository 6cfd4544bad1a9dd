package io.chronofabric.bus;

import java.util.List;

/**
 * Every subscription that a packet was meant for has processed it.
 *
 * @param packetId the packet
 * @param acknowledgedBy the subscriptions, sorted; none if there was none whose mask it met
 * @param retries how often it had to be offered again
 */
public record Delivery(long packetId, List<String> acknowledgedBy, int retries) {
    /** Copies the list. */
    public Delivery {
        acknowledgedBy = List.copyOf(acknowledgedBy);
    }
}
