package io.chronofabric.bus.slot;

import io.chronofabric.bus.BusException;
import io.chronofabric.core.ErrorCode;
import java.time.Duration;
import java.util.Objects;
import org.agrona.BitUtil;

/**
 * How a slot bus is made.
 *
 * @param name its name, not blank; errors use it
 * @param slots how many packets may wait, {@value #MIN_SLOTS} to {@value #MAX_SLOTS}; rounded up to
 *     a power of two
 * @param payloadBytes room in each slot for the payload and the optional parts of the header, 0 to
 *     {@value #MAX_PAYLOAD_BYTES}; rounded up so that slots begin at cache lines
 * @param publishers how many there may be
 * @param publishTimeout how long a claim waits for a slot, greater than 0
 */
public record SlotBusOptions(
        String name, int slots, int payloadBytes, Publishers publishers, Duration publishTimeout) {
    /** The fewest slots. */
    public static final int MIN_SLOTS = 2;

    /** The most slots: 2<sup>20</sup>. */
    public static final int MAX_SLOTS = 1 << 20;

    /** The most room for a payload: slots are for small packets. */
    public static final int MAX_PAYLOAD_BYTES = 1 << 19;

    /** Bytes of a cache line, which is what the commit word and the fixed header take. */
    static final int LINE = 64;

    /** Who may publish. */
    public enum Publishers {
        /** One publisher, used by one thread at a time: without a compare-and-set. */
        ONE,
        /** Any number of publishers, each used by one thread at a time. */
        MANY
    }

    /** Checks the ranges and rounds. */
    public SlotBusOptions {
        Objects.requireNonNull(publishers, "publishers");
        if (name.isBlank()) {
            throw refused("bus name: \"" + name + "\"", "a name that is not blank");
        }
        if (slots < MIN_SLOTS || slots > MAX_SLOTS) {
            throw refused("slots of bus " + name + ": " + slots, MIN_SLOTS + " to " + MAX_SLOTS);
        }
        if (payloadBytes < 0 || payloadBytes > MAX_PAYLOAD_BYTES) {
            throw refused(
                    "room for payload of bus " + name + ": " + payloadBytes + " bytes",
                    "0 to " + MAX_PAYLOAD_BYTES + " bytes");
        }
        if (publishTimeout.isNegative() || publishTimeout.isZero()) {
            throw refused("publish timeout of bus " + name + ": " + publishTimeout, "> 0 s");
        }
        slots = BitUtil.findNextPositivePowerOfTwo(slots);
        payloadBytes = BitUtil.align(payloadBytes, LINE);
        if ((long) slots * (LINE + payloadBytes) > Integer.MAX_VALUE) {
            throw refused(
                    "bus " + name + " with " + slots + " slots of " + (LINE + payloadBytes) + " B",
                    "less than 2 GiB in all");
        }
    }

    /** Bytes of a slot: the commit word, the fixed header, and the room. */
    public int slotBytes() {
        return LINE + payloadBytes;
    }

    private static BusException refused(String given, String expected) {
        return new BusException(
                ErrorCode.BUS_INITIALIZATION_FAILED, given, expected, "Change the bus's options.");
    }
}
