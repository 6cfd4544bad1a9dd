package io.chronofabric.time.causal;

/** Why a message leaves a causal queue. */
public enum DeliveryOutcome {
    /** All that it depends on has left before it, or had been given up before it came. */
    DELIVERED,
    /** It waited as long as it may; what was missing is given up. */
    WAITED_TOO_LONG,
    /** More messages waited than may, and it was the one that came first. */
    TOO_MANY_WAITING,
    /** More bytes waited than may, and it was the message that came first, or too large alone. */
    TOO_MANY_BYTES,
    /** It waited for something that was given up for another message's sake. */
    DEPENDENCY_GIVEN_UP,
    /**
     * The time that waits are measured in stood still, and somebody let it go who watches another
     * clock.
     */
    TIME_STOOD_STILL,
    /** The queue was closed before all that it depends on had come. */
    CLOSED,
    /** It had been given up before it came: messages that depend on it have left already. */
    LATE,
    /** It depends on itself, if only in a circle, or its stamp does not count it. */
    CONTRADICTION,
    /**
     * It names more nodes or dependencies than the queue takes, or messages further ahead than it
     * follows. What is remembered does not change.
     */
    BEYOND_BOUNDS,
    /** It is too old to tell whether it left before. */
    FORGOTTEN,
    /** It left or is waiting already. */
    DUPLICATE;

    /** Whether it leaves out of the order of cause and effect, or may do so. */
    public boolean isViolation() {
        return this != DELIVERED && this != DUPLICATE && this != FORGOTTEN;
    }
}
