package io.chronofabric.operators.sequence;

/** What an engine has counted since it was made. For one thread. */
public final class SequenceCounters {
    long events;
    long notInOrder;
    long matches;
    long timedOut;
    long oldestOut;
    long newestRefused;
    long sampledOut;
    long eventBound;
    long notAwaited;
    long conditionCalls;

    SequenceCounters() {}

    /** Events worked on. */
    public long events() {
        return events;
    }

    /** Events that were not after the last one, and left out. */
    public long notInOrder() {
        return notInOrder;
    }

    /** Matches given out. */
    public long matches() {
        return matches;
    }

    /** Partial matches whose time was out. */
    public long timedOut() {
        return timedOut;
    }

    /** Partial matches given up as the oldest at the bound of partial matches. */
    public long oldestOut() {
        return oldestOut;
    }

    /** Partial matches refused at the bound of partial matches. */
    public long newestRefused() {
        return newestRefused;
    }

    /** Partial matches given up by chance at the bound of partial matches. */
    public long sampledOut() {
        return sampledOut;
    }

    /** Partial matches given up at the bound of events. */
    public long eventBound() {
        return eventBound;
    }

    /** Matches given out before earlier partial matches were decided, at the bound. */
    public long notAwaited() {
        return notAwaited;
    }

    /** Calls of conditions. */
    public long conditionCalls() {
        return conditionCalls;
    }

    /** Partial matches given up at a bound, whatever the policy. */
    public long atBound() {
        return oldestOut + newestRefused + sampledOut + eventBound;
    }
}
