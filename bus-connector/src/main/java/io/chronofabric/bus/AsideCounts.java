package io.chronofabric.bus;

/**
 * Packets that were not handed over and not lost either, by why.
 *
 * @param masked meant for others, by their target mask; never on the ring
 * @param filtered not wanted by the subscription's filter or least coherence
 * @param filterFailed its filter failed on them
 * @param expired past their deadline when their turn came
 * @param violations refused since their dependencies had not been handed over
 */
public record AsideCounts(
        long masked, long filtered, long filterFailed, long expired, long violations) {
    /** Nothing yet. */
    public static final AsideCounts NONE = new AsideCounts(0, 0, 0, 0, 0);

    /** All of them. */
    public long total() {
        return masked + fromRing();
    }

    /** Those that had been on the ring. */
    long fromRing() {
        return filtered + filterFailed + expired + violations;
    }

    AsideCounts withMasked(long packets) {
        return new AsideCounts(packets, filtered, filterFailed, expired, violations);
    }

    AsideCounts plus(AsideCounts other) {
        return new AsideCounts(
                masked + other.masked,
                filtered + other.filtered,
                filterFailed + other.filterFailed,
                expired + other.expired,
                violations + other.violations);
    }

    AsideCounts minus(AsideCounts other) {
        return new AsideCounts(
                masked - other.masked,
                filtered - other.filtered,
                filterFailed - other.filterFailed,
                expired - other.expired,
                violations - other.violations);
    }
}
