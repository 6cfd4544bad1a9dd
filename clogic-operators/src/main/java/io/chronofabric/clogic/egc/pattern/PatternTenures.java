package io.chronofabric.clogic.egc.pattern;

import io.chronofabric.clogic.egc.RuleTable;
import io.chronofabric.clogic.egc.Tenure;
import io.chronofabric.state.model.RuleRef;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The patterns of a table with their stretches of event time. A version takes the events from its
 * first moment on and before its last. Not safe for use by several threads.
 */
final class PatternTenures {
    private static final long NANOS_PER_MILLI = 1_000_000L;

    private final RuleTable table;
    private List<Tenure> tenures = List.of();

    PatternTenures(RuleTable table) {
        this.table = table;
        tableChanged();
    }

    /** Takes up what has changed in the table. */
    void tableChanged() {
        // A list of its own for each state of the table: whoever was matched with it knows it.
        tenures = new ArrayList<>(table.tenures(CompiledPattern.class));
    }

    /** All of them, in the order of the table; another list whenever that has changed. */
    List<Tenure> all() {
        return tenures;
    }

    static CompiledPattern patternOf(Tenure tenure) {
        return (CompiledPattern) tenure.version();
    }

    /** Whether an event of an entity matters to any, or may to one that is to come. */
    boolean watch(String entity, long eventNanos) {
        if (table.mayChangeAt(eventNanos / NANOS_PER_MILLI)) {
            return true;
        }
        for (Tenure tenure : tenures) {
            if (takes(tenure, eventNanos) && tenure.version().appliesTo(entity)) {
                return true;
            }
        }
        return false;
    }

    /** The places of those that look at an entity at an instant. */
    int[] at(String entity, long nanos) {
        int[] places = new int[tenures.size()];
        int found = 0;
        for (int i = 0; i < places.length; i++) {
            Tenure tenure = tenures.get(i);
            if (takes(tenure, nanos) && tenure.version().appliesTo(entity)) {
                places[found++] = i;
            }
        }
        return Arrays.copyOf(places, found);
    }

    /** When, after an instant, others look at an entity; {@link Long#MAX_VALUE} if never. */
    long nextChange(String entity, long afterNanos) {
        long next = Long.MAX_VALUE;
        for (Tenure tenure : tenures) {
            if (tenure.version().appliesTo(entity)) {
                long from = fromNanos(tenure);
                long to = toNanos(tenure);
                next = from > afterNanos ? Math.min(next, from) : next;
                next = to > afterNanos ? Math.min(next, to) : next;
            }
        }
        return next;
    }

    /**
     * The longest lateness of those in force that look at an entity at an instant. A version on
     * trial waits as long as they do, one to come waits when it has come.
     */
    long latenessNanos(String entity, long nanos) {
        long millis = 0;
        for (Tenure tenure : tenures) {
            if (!tenure.onTrial() && takes(tenure, nanos) && tenure.version().appliesTo(entity)) {
                millis = Math.max(millis, patternOf(tenure).rule().latenessMillis());
            }
        }
        return millis * NANOS_PER_MILLI;
    }

    /**
     * Whether a version that is in force at some time looks at an entity until a moment, and can so
     * say what ended then.
     */
    boolean looksUntil(RuleRef version, long endMillis) {
        for (Tenure tenure : tenures) {
            if (!tenure.onTrial()
                    && tenure.ref().equals(version)
                    && tenure.fromMillis() < endMillis
                    && endMillis <= tenure.toMillis()) {
                return true;
            }
        }
        return false;
    }

    private static boolean takes(Tenure tenure, long nanos) {
        return fromNanos(tenure) <= nanos && (tenure.isOpen() || nanos < toNanos(tenure));
    }

    /** The first instant that is its own; {@link Long#MIN_VALUE} if it was always there. */
    static long fromNanos(Tenure tenure) {
        return tenure.fromMillis() == Tenure.ALWAYS
                ? Long.MIN_VALUE
                : TimeUnit.MILLISECONDS.toNanos(tenure.fromMillis());
    }

    /**
     * The first instant that is not its own any more; {@link Long#MAX_VALUE} if it has no end, or
     * one after the end of time.
     */
    static long toNanos(Tenure tenure) {
        return TimeUnit.MILLISECONDS.toNanos(tenure.toMillis());
    }
}
