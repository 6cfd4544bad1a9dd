package io.chronofabric.bus.slot;

/**
 * What became of the slots that one subscription has passed. Exact while nobody publishes or polls;
 * in between, what the running poll has done may be missing.
 *
 * @param name the subscription
 * @param delivered frames handed to its handler
 * @param filtered frames that were meant for others, or that its filter refused
 * @param missed slots overwritten before it read them, or left unread when it was closed; whether
 *     they were meant for it cannot be told any more
 * @param malformed frames that break the layout
 * @param pending slots claimed and not read yet
 */
public record SlotStatistics(
        String name, long delivered, long filtered, long missed, long malformed, long pending) {}
