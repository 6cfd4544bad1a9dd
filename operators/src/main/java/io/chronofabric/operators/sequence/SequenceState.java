package io.chronofabric.operators.sequence;

import io.chronofabric.time.LogicalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Where the matching of one pattern stands for one key: the partial matches by the state they are
 * in, and the matches that wait for earlier ones. Made and changed by {@link SequenceEngine},
 * written and read by {@link SequenceStateCodec}. For one thread.
 *
 * @param <E> the events
 */
public final class SequenceState<E> {
    final List<PartialHeap<E>> partials = new ArrayList<>();
    final PriorityQueue<Completed<E>> waiting = new PriorityQueue<>();
    int fingerprint;
    final long seed;
    LogicalTime lastEvent;
    long timeNanos = Long.MIN_VALUE;
    long nextOrdinal;
    long nextBirth;
    long chance;
    long offered;
    int partialCount;
    int keptEvents;

    /**
     * @param fingerprint of the pattern that it is of
     * @param seed of what is left to chance
     */
    SequenceState(int states, int fingerprint, long seed) {
        this.fingerprint = fingerprint;
        this.seed = seed;
        chance = seed;
        for (int i = 0; i < states; i++) {
            partials.add(new PartialHeap<>());
        }
    }

    /** How many partial matches there are. */
    public int partialMatches() {
        return partialCount;
    }

    /** How many complete matches wait for partial matches that began earlier. */
    public int waitingMatches() {
        return waiting.size();
    }

    /** How many events partial and waiting matches have taken, each counted once. */
    public int keptEvents() {
        return keptEvents;
    }

    /** Whether nothing is begun, so that the state may be forgotten once no event can be late. */
    public boolean isIdle() {
        return partialCount == 0 && waiting.isEmpty();
    }

    /**
     * Begins anew where nothing is begun, so that it is the same to what comes whether an idle
     * state was forgotten or not.
     */
    void beginAnew() {
        chance = seed;
        nextOrdinal = 0;
        nextBirth = 0;
        offered = 0;
    }

    Link<E> link(Kept<E> kept, Link<E> before, int stage) {
        Link<E> link = new Link<>(kept, before, stage);
        if (kept.uses++ == 0) {
            keptEvents++;
        }
        if (before != null) {
            before.uses++;
        }
        return link;
    }

    void release(Link<E> from) {
        Link<E> link = from;
        while (link != null && --link.uses == 0) {
            if (--link.kept.uses == 0) {
                keptEvents--;
            }
            link = link.before;
        }
    }

    /** The next number in the key's own sequence of chance (SplitMix64; Steele et al., 2014). */
    long nextChance(long bound) {
        chance += 0x9E3779B97F4A7C15L;
        long z = chance;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return Math.floorMod(z ^ (z >>> 31), bound);
    }
}
