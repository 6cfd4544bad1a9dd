package io.chronofabric.bus.slot;

import io.chronofabric.bus.BusException;
import io.chronofabric.bus.WhenFull;
import io.chronofabric.bus.wire.FrameFilter;
import io.chronofabric.bus.wire.FrameLayout;
import io.chronofabric.core.ErrorCode;
import java.util.Objects;

/**
 * What a subscriber of a slot bus asks for.
 *
 * @param name unique among the bus's subscriptions, not blank
 * @param whenFull {@link WhenFull#BLOCK} and {@link WhenFull#FAIL} hold publishers up once they are
 *     a lap ahead; {@link WhenFull#DROP_OLDEST} never does and misses what is overwritten
 * @param targets bits that this subscriber answers to: it gets frames whose mask has one of them
 * @param filter chooses among these
 */
public record SlotSubscriptionOptions(
        String name, WhenFull whenFull, long targets, FrameFilter filter) {
    /** Checks the name and the policy. */
    public SlotSubscriptionOptions {
        Objects.requireNonNull(whenFull, "whenFull");
        Objects.requireNonNull(filter, "filter");
        if (name.isBlank()) {
            throw refused(
                    "subscription name: \"" + name + "\"",
                    "a name that is not blank",
                    "Name the subscription.");
        }
        if (whenFull == WhenFull.DROP_NEWEST) {
            throw refused(
                    "subscription " + name + " with " + whenFull,
                    "BLOCK, FAIL or DROP_OLDEST",
                    "All subscriptions share the slots, so that a new packet cannot be dropped for"
                            + " one of them: use the packet path (PhaseCoherenceBus) for that.");
        }
    }

    /** A subscription to everything that holds publishers up. */
    public static SlotSubscriptionOptions named(String name) {
        return new SlotSubscriptionOptions(
                name, WhenFull.BLOCK, FrameLayout.EVERYONE, FrameFilter.ALL);
    }

    /** The same with another answer to full slots. */
    public SlotSubscriptionOptions withWhenFull(WhenFull answer) {
        return new SlotSubscriptionOptions(name, answer, targets, filter);
    }

    /** The same for other targets. */
    public SlotSubscriptionOptions withTargets(long bits) {
        return new SlotSubscriptionOptions(name, whenFull, bits, filter);
    }

    /** The same with another filter. */
    public SlotSubscriptionOptions withFilter(FrameFilter choice) {
        return new SlotSubscriptionOptions(name, whenFull, targets, choice);
    }

    private static BusException refused(String given, String expected, String action) {
        return new BusException(ErrorCode.BUS_SUBSCRIPTION_FAILED, given, expected, action);
    }
}
