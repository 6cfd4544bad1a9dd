package io.chronofabric.core;

import java.nio.charset.StandardCharsets;

/**
 * The 16-bit id of a running publisher, the tie-breaker in {@code LogicalTime}. Two publishers that
 * run at the same time must not share one.
 *
 * @param value 0 to 65,535
 */
public record NodeId(int value) {
    /** The largest id that fits. */
    public static final int MAX = 0xFFFF;

    /** Checks the range. */
    public NodeId {
        if (value < 0 || value > MAX) {
            throw new ChronoFabricException(
                    ErrorCode.TIME_OUT_OF_RANGE,
                    "node: " + value,
                    "0 to " + MAX,
                    "Give every running publisher a number of its own in that range.");
        }
    }

    /**
     * The id of a named node: the name's number where it is one in range, else a 16-bit hash of its
     * UTF-8 bytes (FNV-1a, folded), the same on every machine. Different names can share an id;
     * whoever reads many names must check for that.
     */
    public static NodeId of(String name) {
        if (!name.isEmpty()
                && name.length() <= 5
                && name.chars().allMatch(c -> c >= '0' && c <= '9')) {
            int number = Integer.parseInt(name);
            if (number <= MAX) {
                return new NodeId(number);
            }
        }
        int hash = 0x811C9DC5;
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xFF)) * 0x01000193;
        }
        return new NodeId((hash >>> 16 ^ hash) & MAX);
    }
}
