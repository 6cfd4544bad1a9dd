package io.chronofabric.time.causal;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

/**
 * What is settled, that is has left or was given up, remembered within a bound; and who waits for
 * what is not.
 */
interface Settlement<D, M> {
    /** {@link DeliveryOutcome#DELIVERED} if it is new, else why it leaves at once. */
    DeliveryOutcome judge(Waiting<D, M> message);

    /** What was given up has come after all. */
    void cameLate(D id);

    /** Takes a new message in and counts what it waits for. */
    void watch(Waiting<D, M> message);

    /** What a message depends on that is not settled. */
    List<D> unsettled(Waiting<D, M> message);

    /** The messages among those that wait that a message depends on directly. */
    List<Waiting<D, M>> waitingCauses(Waiting<D, M> message);

    /** A message leaves. Whoever waits for nothing else is then ready. */
    void settle(Waiting<D, M> message, Consumer<Waiting<D, M>> ready);

    /**
     * Gives up whatever these messages depend on that has not come, and tells it to everyone who
     * waits for it since {@code through} or before.
     */
    void giveUp(Collection<Waiting<D, M>> messages, long through, Consumer<Waiting<D, M>> ready);

    /** In which order messages leave that depend on each other in a circle. */
    Comparator<Waiting<D, M>> orderInCircle();

    /** Drops the oldest of what is remembered, down to the bound. */
    void forget();

    /** How many things that have not come are waited for. */
    int openGaps();

    /** Whether a message that waits still waits for one of its dependencies. */
    boolean waitsFor(Waiting<D, M> message, D dependency);

    /** Takes a message in that waited when the queue was written; dependencies it waits for. */
    void takeBack(Waiting<D, M> message, List<D> open) throws IOException;

    /** Writes how one dependency is named. */
    void writeName(D name, DataOutput out) throws IOException;

    /** Reads what {@link #writeName} wrote. */
    D readName(DataInput in) throws IOException;

    /** Writes its bounds and what is remembered, but not who waits. */
    void write(DataOutput out) throws IOException;
}
