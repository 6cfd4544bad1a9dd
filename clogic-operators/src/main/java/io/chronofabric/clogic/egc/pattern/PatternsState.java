package io.chronofabric.clogic.egc.pattern;

import io.chronofabric.clogic.egc.EntityTimers;
import io.chronofabric.state.flink.SampleStore;
import java.util.ArrayList;
import java.util.List;

/**
 * Everything that is kept of one entity to find patterns in its events: those that wait for the
 * watermark, and what each pattern knows. Explicit state without code; {@link PatternWatch} works
 * on it. Not safe for use by several threads.
 */
public final class PatternsState {
    /** No wake-up is asked for. */
    public static final long NO_WAKE = Long.MAX_VALUE;

    /** Timers, settled and wake. */
    private static final int FIXED_BYTES = 36;

    private final SampleStore waiting;
    private final EntityTimers timers;
    private final Foretold foretold;
    private final List<PatternProgress> patterns = new ArrayList<>();

    /** Of each progress, the place of its pattern; for the watch that worked on it last. */
    private int[] places = {};

    private PatternWatch adoptedBy;
    private long settledNanos;
    private long wakeMillis = NO_WAKE;

    PatternsState(SampleStore waiting, EntityTimers timers, Foretold foretold) {
        this.waiting = waiting;
        this.timers = timers;
        this.foretold = foretold;
    }

    /** Of an entity that nothing is known of, with a store for its events. */
    public static PatternsState empty(SampleStore waiting) {
        return new PatternsState(waiting, new EntityTimers(), new Foretold());
    }

    /** The events that wait for the watermark. */
    public SampleStore waiting() {
        return waiting;
    }

    /** The timers that are set for the entity; whoever sets timers keeps the book. */
    public EntityTimers timers() {
        return timers;
    }

    /** What was told before the watermark. */
    Foretold foretold() {
        return foretold;
    }

    /** When, by the wall clock, to look for silence; {@link #NO_WAKE} if not. */
    public long checkMillis() {
        return foretold.checkMillis();
    }

    /** What the patterns know, in their order. */
    List<PatternProgress> patterns() {
        return patterns;
    }

    /** Whether a watch has matched it with its patterns. */
    boolean isAdoptedBy(PatternWatch watch) {
        return adoptedBy == watch;
    }

    /** Takes what it knows of the patterns that look at the entity. */
    void adopt(List<PatternProgress> wanted, int[] placesOf, PatternWatch watch) {
        patterns.clear();
        patterns.addAll(wanted);
        places = placesOf;
        adoptedBy = watch;
    }

    /** The place of a progress's pattern. */
    int placeOf(int progress) {
        return places[progress];
    }

    /** Every event before this instant has been looked at; nanoseconds. */
    long settledNanos() {
        return settledNanos;
    }

    void settledNanos(long nanos) {
        settledNanos = nanos;
    }

    /** The watermark, in milliseconds, to be woken at; {@link #NO_WAKE} for none. */
    public long wakeMillis() {
        return wakeMillis;
    }

    void wakeMillis(long millis) {
        wakeMillis = millis;
    }

    /**
     * How many bytes it holds: a close estimate of what is written, in which an event that a
     * sequence has taken counts as one of a few values. Depends on what is kept only, so that it is
     * the same after a restart. Costs the number of fields, patterns and their features.
     */
    public long stateBytes() {
        long bytes = FIXED_BYTES + waiting.stateBytes() + foretold.stateBytes();
        for (PatternProgress progress : patterns) {
            bytes += progress.stateBytes();
        }
        return bytes;
    }

    /** How many partial matches there are. */
    public int partialMatches() {
        int sum = 0;
        for (PatternProgress progress : patterns) {
            sum += progress.runs().partialMatches();
        }
        return sum;
    }
}
