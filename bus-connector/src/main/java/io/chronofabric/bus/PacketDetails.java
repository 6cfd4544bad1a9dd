package io.chronofabric.bus;

import io.chronofabric.core.ErrorCode;
import java.util.Objects;

/**
 * The parts of a packet that few packets have, in an object of their own so that the others stay
 * small. Immutable; the dependencies are never written to.
 */
record PacketDetails(
        String sourceTask,
        long targetMask,
        long deadlineNanos,
        long sizeHint,
        DeliveryOptions delivery,
        long clockErrorNanos,
        long[] dependencies,
        double phase,
        double coherence) {
    static final long EVERYONE = -1L;
    static final long NO_DEADLINE = Long.MAX_VALUE;
    static final long UNKNOWN_ERROR = -1L;

    private static final double FULL_CIRCLE = 2 * Math.PI;

    static final long[] NO_DEPENDENCIES = {};

    /** What a packet without details has. */
    static final PacketDetails DEFAULT = until(NO_DEADLINE);

    PacketDetails {
        Objects.requireNonNull(sourceTask, "sourceTask");
        Objects.requireNonNull(delivery, "delivery");
        if (targetMask == 0) {
            throw refused("target mask: 0", "at least one bit, or -1 for everyone");
        }
        if (deadlineNanos <= 0) {
            throw refused("deadline: " + deadlineNanos + " ns since the epoch", "> 0 ns");
        }
        if (sizeHint < 0) {
            throw refused("size hint: " + sizeHint + " bytes", ">= 0 bytes");
        }
        if (clockErrorNanos < UNKNOWN_ERROR) {
            throw refused("clock error: " + clockErrorNanos + " ns", ">= 0 ns, or -1 for unknown");
        }
        if (dependencies.length > PhasePacket.MAX_DEPENDENCIES) {
            throw refused(
                    "dependencies: " + dependencies.length,
                    "at most " + PhasePacket.MAX_DEPENDENCIES + ", the latest of each source");
        }
        if (phase < 0 || phase >= FULL_CIRCLE) {
            throw refused("phase: " + phase + " rad", ">= 0 and < 2 pi, or NaN for none");
        }
        if (coherence < 0 || coherence > 1) {
            throw refused("coherence: " + coherence, "0 to 1, or NaN for none");
        }
    }

    private static BusException refused(String given, String expected) {
        return new BusException(
                ErrorCode.BUS_SERIALIZATION_FAILED, given, expected, "Change the packet.");
    }

    /** Those of a packet that has a deadline and nothing else. */
    static PacketDetails until(long epochNanos) {
        return new PacketDetails(
                "",
                EVERYONE,
                epochNanos,
                0,
                DeliveryOptions.DEFAULT,
                UNKNOWN_ERROR,
                NO_DEPENDENCIES,
                Double.NaN,
                Double.NaN);
    }

    PacketDetails withDelivery(DeliveryOptions options) {
        return new PacketDetails(
                sourceTask,
                targetMask,
                deadlineNanos,
                sizeHint,
                options,
                clockErrorNanos,
                dependencies,
                phase,
                coherence);
    }
}
