package io.chronofabric.it.bench.patterns;

import io.chronofabric.state.model.Fields;
import io.chronofabric.state.model.Origin;
import io.chronofabric.state.model.Signal;
import io.chronofabric.time.LogicalTime;
import java.io.Serializable;

/**
 * The events of some services, one of each in each second of event time, in their order. A service
 * begins below {@link #LIMIT}; in one of four blocks of {@value #BLOCK} seconds it then is above it
 * for a while, again and again, each time for the same number of seconds: few, just as many as may
 * be, one or two too many, or until the block ends. Where such blocks meet the times above run
 * together. A second between two of them may be exactly on the limit.
 *
 * @param services how many
 * @param seconds events of each
 * @param seed which of all such inputs
 */
record Latencies(int services, int seconds, long seed) implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Of the latency, in milliseconds. */
    static final double LIMIT = 250;

    /** Below it, in milliseconds, a service answers at once. */
    static final double AT_ONCE = 2;

    private static final int BLOCK = 32;
    private static final long BASE_SECOND = 1_700_000_000L;
    private static final Origin ORIGIN = new Origin("bench", 0, 0);
    private static final String[] FIELD = {"lat"};

    long count() {
        return (long) services * seconds;
    }

    /** The last event's time. */
    long lastMillis() {
        return millis(seconds - 1);
    }

    static long millis(long second) {
        return (BASE_SECOND + second) * 1_000L;
    }

    static String name(long service) {
        return "svc-" + service;
    }

    double latency(long service, long second) {
        long noise = mix(seed ^ service << 32 ^ second);
        double unit = (noise >>> 11) * 0x1p-53;
        long kind = mix(seed + service * 31 + second / BLOCK * 1_000_003);
        int offset = (int) (second % BLOCK - 1 - (kind >>> 8 & 15));
        int above = above(kind);
        if (second == 0 || above == 0 || offset < 0) {
            return below(unit, second);
        }
        if (offset % (above + 1) < above) {
            return LIMIT + 1 + 150 * unit;
        }
        return (noise & 1) == 0 ? LIMIT : below(unit, second);
    }

    private static double below(double unit, long second) {
        double least = second % 2 == 0 ? 0 : AT_ONCE;
        return least + (LIMIT - 1 - least) * unit;
    }

    /** How many seconds a service is above the limit each time in a block; 0 for never. */
    private static int above(long kind) {
        if ((kind & 3) != 0) {
            return 0;
        }
        return switch ((int) (kind >>> 2 & 3)) {
            case 0 -> 1 + (int) (kind >>> 16 & 7);
            case 1 -> 10;
            case 2 -> 11 + (int) (kind >>> 16 & 1);
            default -> BLOCK;
        };
    }

    Signal signal(String name, long service, long second) {
        return new Signal(
                new LogicalTime((BASE_SECOND + second) * 1_000_000_000L, 0, 1),
                name,
                Fields.ofSorted(FIELD, new double[] {latency(service, second)}),
                ORIGIN);
    }

    Sample sample(String name, long service, long second) {
        return new Sample(name, millis(second), latency(service, second));
    }

    /** SplitMix64's finalizer (Steele, Lea, Flood 2014). */
    private static long mix(long state) {
        long z = state + 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
