package io.chronofabric.clogic.egc.pattern;

import io.chronofabric.clogic.egc.EntityTimers;
import io.chronofabric.clogic.egc.Tenure;
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

    /** Of each progress, the place of its tenure. */
    private int[] places = {};

    /** The list that the places are in. */
    private List<Tenure> adoptedFor;

    /** Of the patterns that look at the entity; worked out when it is adopted. */
    private long latenessNanos;

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

    /** Whether it was matched with these tenures. */
    boolean isAdoptedFor(List<Tenure> tenures) {
        return adoptedFor == tenures;
    }

    /** Takes what it knows of the patterns that look at the entity. */
    void adopt(List<PatternProgress> wanted, int[] placesOf, List<Tenure> tenures) {
        patterns.clear();
        patterns.addAll(wanted);
        places = placesOf;
        adoptedFor = tenures;
    }

    /** The tenures that it was matched with, whether they look at the entity or not. */
    List<Tenure> tenures() {
        return adoptedFor;
    }

    /**
     * What is known for a tenure; null if it does not look at the entity where that has settled.
     */
    PatternProgress of(Tenure tenure) {
        for (int i = 0; i < places.length; i++) {
            if (tenureOf(i) == tenure) {
                return patterns.get(i);
            }
        }
        return null;
    }

    /** The tenure that a progress is of. */
    Tenure tenureOf(int progress) {
        return adoptedFor.get(places[progress]);
    }

    /** Those on trial that look at the entity where that has settled. */
    List<Tenure> onTrial() {
        List<Tenure> onTrial = new ArrayList<>();
        for (int place : places) {
            if (adoptedFor.get(place).onTrial()) {
                onTrial.add(adoptedFor.get(place));
            }
        }
        return onTrial;
    }

    /** The pattern that a progress is of. */
    CompiledPattern patternOf(int progress) {
        return PatternTenures.patternOf(tenureOf(progress));
    }

    /** How long events are waited for. */
    long latenessNanos() {
        return latenessNanos;
    }

    void latenessNanos(long nanos) {
        latenessNanos = nanos;
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
