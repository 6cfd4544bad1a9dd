package io.chronofabric.it.bench.patterns;

import java.time.Instant;
import java.util.Comparator;

/**
 * A moment at which a service broke the rule.
 *
 * @param service which service
 * @param atMillis when, in milliseconds since the epoch
 */
public record Broken(String service, long atMillis) implements Comparable<Broken> {
    private static final Comparator<Broken> ORDER =
            Comparator.comparing(Broken::service).thenComparingLong(Broken::atMillis);

    @Override
    public int compareTo(Broken other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return service + " at " + Instant.ofEpochMilli(atMillis);
    }
}
