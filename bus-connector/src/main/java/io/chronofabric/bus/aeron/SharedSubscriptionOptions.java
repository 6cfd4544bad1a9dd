package io.chronofabric.bus.aeron;

import io.chronofabric.bus.BusException;
import io.chronofabric.bus.WhenFull;
import io.chronofabric.bus.wire.FrameLayout;
import io.chronofabric.core.ErrorCode;
import java.util.Objects;

/**
 * What a subscriber in shared memory asks for.
 *
 * @param bus name of the bus
 * @param targets whom it stands for: it gets packets whose mask has one of these bits
 * @param whenBehind what happens when it is so far behind that the window is full: {@link
 *     WhenFull#BLOCK} has the publishers wait; {@link WhenFull#DROP_OLDEST} leaves out what it
 *     missed, and counts it; {@link WhenFull#FAIL} ends the subscription with an error
 */
public record SharedSubscriptionOptions(String bus, long targets, WhenFull whenBehind) {
    /** Checks the name and the policy. */
    public SharedSubscriptionOptions {
        BusNames.check("bus", bus);
        Objects.requireNonNull(whenBehind, "whenBehind");
        if (whenBehind == WhenFull.DROP_NEWEST) {
            throw new BusException(
                    ErrorCode.BUS_SUBSCRIPTION_FAILED,
                    "a subscription in shared memory that drops the newest packets",
                    "BLOCK, DROP_OLDEST or FAIL: the window belongs to the publisher",
                    "Drain it into a bus of this process and subscribe there.");
        }
    }

    /** All packets, dropping what it missed: nobody waits for it. */
    public static SharedSubscriptionOptions of(String bus) {
        return new SharedSubscriptionOptions(bus, FrameLayout.EVERYONE, WhenFull.DROP_OLDEST);
    }

    /** The same for other targets. */
    public SharedSubscriptionOptions withTargets(long mask) {
        return new SharedSubscriptionOptions(bus, mask, whenBehind);
    }

    /** The same with another answer to being behind. */
    public SharedSubscriptionOptions withWhenBehind(WhenFull answer) {
        return new SharedSubscriptionOptions(bus, targets, answer);
    }
}
