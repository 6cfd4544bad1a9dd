package io.chronofabric.bus;

import io.chronofabric.core.ErrorCode;
import java.io.Serializable;
import java.time.Duration;
import java.util.Objects;

/**
 * What a subscription does with a packet whose dependencies it has not been handed.
 *
 * @param answer what it does
 * @param maxWait how long a packet is held, greater than 0
 * @param maxPackets how many are held, at least 1; beyond, the one held longest is refused
 * @param maxBytes how many bytes are held by the packets' size hints, at least 1
 * @param maxIds how many ids of packets handed over are remembered, at least 1; a dependency older
 *     than that counts as missing
 */
public record DependencyRule(
        Answer answer, Duration maxWait, int maxPackets, long maxBytes, int maxIds)
        implements Serializable {
    /** What a subscription can do. */
    public enum Answer {
        /** It does not look. */
        IGNORE,
        /** It keeps the packet until they have come, within bounds, and then refuses it. */
        HOLD,
        /** It refuses the packet at once. */
        REFUSE
    }

    /** Dependencies are not looked at. */
    public static final DependencyRule NONE = of(Answer.IGNORE);

    private static final long serialVersionUID = 1L;

    /** Checks the ranges. */
    public DependencyRule {
        Objects.requireNonNull(answer, "answer");
        if (maxWait.isNegative() || maxWait.isZero()) {
            throw refused("longest wait for dependencies: " + maxWait, "> 0 s");
        }
        if (maxPackets < 1) {
            throw refused("most packets held: " + maxPackets, ">= 1");
        }
        if (maxBytes < 1) {
            throw refused("most bytes held: " + maxBytes, ">= 1");
        }
        if (maxIds < 1) {
            throw refused("most ids remembered: " + maxIds, ">= 1");
        }
    }

    /** The default bounds: 5 s, 1,024 packets, 64 MiB, 65,536 ids. */
    public static DependencyRule of(Answer answer) {
        return new DependencyRule(answer, Duration.ofSeconds(5), 1_024, 64L << 20, 1 << 16);
    }

    private static BusException refused(String given, String expected) {
        return new BusException(
                ErrorCode.BUS_SUBSCRIPTION_FAILED, given, expected, "Change the subscription.");
    }
}
