package io.chronofabric.time.causal;

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
     * waits for it.
     */
    void giveUp(Collection<Waiting<D, M>> messages, Consumer<Waiting<D, M>> ready);

    /** In which order messages leave that depend on each other in a circle. */
    Comparator<Waiting<D, M>> orderInCircle();

    /** Drops the oldest of what is remembered, down to the bound. */
    void forget();
}
