package io.chronofabric.it.arch.planted.time;

import java.time.Clock;
import java.time.Instant;

/** Breaks, on purpose, what room {@code time} must keep; may read clocks. */
public final class Planted {
    /** What anybody may know. */
    public static final class Value {}

    static final class KnowsFlinkInTime {
        org.apache.flink.api.common.functions.MapFunction<String, String> function;
    }

    static final class RefersToUnsafe {
        Class<?> unsafe = org.agrona.UnsafeApi.class;
    }

    static final class MayReadClocks {
        long nanos = System.nanoTime();
        Instant now = Instant.now();
        Clock clock = Clock.systemUTC();
    }
}
