package io.chronofabric.jobs.replay;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts of rows by name, for a status display in the same process as the readers. Safe for use by
 * many threads.
 */
public final class ReplayMeter {
    private static final ConcurrentMap<String, LongAdder> COUNTS = new ConcurrentHashMap<>();

    private ReplayMeter() {}

    /** The count of that name, made at its first use. */
    public static LongAdder of(String name) {
        return COUNTS.computeIfAbsent(name, ignored -> new LongAdder());
    }

    /** Forgets a count. */
    public static void remove(String name) {
        COUNTS.remove(name);
    }
}
