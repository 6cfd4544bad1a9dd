package io.chronofabric.bus.wire;

import io.chronofabric.core.Priority;
import io.chronofabric.time.TimeSource;
import java.util.SplittableRandom;
import org.agrona.concurrent.UnsafeBuffer;

/** What went into a frame: every field drawn, every part there or not. */
record RandomFrame(
        long id,
        long physical,
        long logicalAndNode,
        long sequence,
        long mask,
        long deadline,
        Priority priority,
        int options,
        boolean hasCorrelation,
        long clockError,
        float phase,
        float coherence,
        boolean hasTrace,
        long traceHigh,
        long traceLow,
        long span,
        boolean sampled,
        long[] dependencies,
        FrameSource source,
        byte[] payload) {
    private static final int LONGEST = 16 * 1_024;
    private static final int LETTERS = 26;

    /** The seed of a randomized test: {@code -Dseed=…}, or one made from the clock. */
    static long seed() {
        String given = System.getProperty("seed", "");
        return given.isEmpty() ? TimeSource.system().monotonicNanos() : Long.parseLong(given);
    }

    static RandomFrame draw(SplittableRandom random) {
        byte[] payload = new byte[random.nextInt(200)];
        random.nextBytes(payload);
        return new RandomFrame(
                random.nextLong(),
                random.nextLong() >>> 1,
                random.nextLong(),
                random.nextLong() >>> 1,
                random.nextLong(),
                random.nextBoolean() ? FrameLayout.NO_DEADLINE : random.nextLong() >>> 1,
                Priority.values()[random.nextInt(Priority.values().length)],
                random.nextInt(256),
                random.nextBoolean(),
                random.nextBoolean() ? FrameLayout.NO_CLOCK_ERROR : random.nextLong() >>> 1,
                random.nextBoolean() ? Float.NaN : (float) random.nextDouble(6.28),
                random.nextBoolean() ? Float.NaN : (float) random.nextDouble(),
                random.nextBoolean(),
                random.nextLong(),
                random.nextLong(),
                random.nextLong() | 1,
                random.nextBoolean(),
                random.nextBoolean()
                        ? null
                        : random.longs(random.nextInt(random.nextInt(10) == 0 ? 1_025 : 5))
                                .toArray(),
                random.nextBoolean() ? null : new FrameSource(name(random), name(random)),
                payload);
    }

    /** Bytes of exactly this frame: a read beyond them fails. */
    byte[] encode() {
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[LONGEST]);
        FrameWriter writer =
                new FrameWriter()
                        .begin(buffer, 0, id, physical, logicalAndNode, sequence)
                        .mask(mask)
                        .deadline(deadline)
                        .priority(priority)
                        .options(options);
        if (hasCorrelation) {
            writer.correlation(clockError, phase, coherence);
        }
        if (hasTrace) {
            writer.trace(traceHigh, traceLow, span, sampled);
        }
        if (dependencies != null) {
            writer.dependencies(dependencies, dependencies.length);
        }
        if (source != null) {
            writer.source(source);
        }
        buffer.putBytes(writer.payloadOffset(), payload);
        byte[] bytes = new byte[writer.headerLength() + payload.length];
        buffer.getBytes(0, bytes);
        return bytes;
    }

    private static String name(SplittableRandom random) {
        StringBuilder name = new StringBuilder();
        int length = random.nextInt(random.nextInt(10) == 0 ? 120 : 12);
        for (int i = 0; i < length; i++) {
            name.append(random.nextInt(5) == 0 ? 'é' : (char) ('a' + random.nextInt(LETTERS)));
        }
        return name.toString();
    }
}
