package io.chronofabric.bus.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class FrameFaultTest {
    private static final int FUZZED = 1_000_000;

    private final FrameReader reader = new FrameReader();
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[512]);

    @Test
    void eachFaultIsNamed() {
        assertThat(plain(55)).isEqualTo(FrameFault.TOO_SHORT);
        assertThat(reader.wrap(buffer, 0, 0)).isEqualTo(FrameFault.TOO_SHORT);
        assertThat(reader.wrap(buffer, 0, -1)).isEqualTo(FrameFault.TOO_SHORT);
        assertThat(withByte(FrameLayout.VERSION_OFFSET, 2)).isEqualTo(FrameFault.VERSION);
        assertThat(withByte(FrameLayout.KIND_OFFSET, 2)).isEqualTo(FrameFault.KIND);
        assertThat(withByte(FrameLayout.KIND_OFFSET, -1)).isEqualTo(FrameFault.KIND);
        assertThat(withByte(FrameLayout.FLAGS_OFFSET, 0x20)).isEqualTo(FrameFault.FLAGS);
        assertThat(withByte(FrameLayout.FLAGS_OFFSET + 1, 0x80)).isEqualTo(FrameFault.FLAGS);
        assertThat(withByte(FrameLayout.PRIORITY_OFFSET, 4)).isEqualTo(FrameFault.PRIORITY);
        assertThat(withByte(FrameLayout.PRIORITY_OFFSET, -1)).isEqualTo(FrameFault.PRIORITY);
        assertThat(withByte(FrameLayout.PHYSICAL_OFFSET + 7, 0x80)).isEqualTo(FrameFault.TIME);
        for (int wrong : new int[] {48, 57, 64, 0xFF8}) {
            begin();
            headerLength(wrong);
            assertThat(reader.wrap(buffer, 0, 60)).isEqualTo(FrameFault.HEADER_LENGTH);
        }
    }

    @Test
    void aPartBeyondTheHeaderIsNamed() {
        for (int flag :
                new int[] {
                    FrameLayout.FLAG_CORRELATION,
                    FrameLayout.FLAG_TRACE,
                    FrameLayout.FLAG_DEPENDENCIES,
                    FrameLayout.FLAG_SOURCE
                }) {
            begin();
            flags(flag);
            assertThat(reader.wrap(buffer, 0, 56)).isEqualTo(FrameFault.EXTENSION);
            assertThat(reader.wrap(buffer, 0, 512)).isEqualTo(FrameFault.EXTENSION);
        }
        begin().dependencies(new long[] {1, 2}, 2);
        headerLength(72);
        assertThat(reader.wrap(buffer, 0, 512)).isEqualTo(FrameFault.EXTENSION);
        for (byte[] names :
                new byte[][] {{7, 0}, {6, 0, 0, 0, 0, 0, 0, 1}, {5, 0, 0, 0, 0, 0, 2}}) {
            begin().source(new FrameSource("", ""));
            buffer.putBytes(56, names);
            assertThat(reader.wrap(buffer, 0, 512)).isEqualTo(FrameFault.EXTENSION);
        }
    }

    @Test
    void valuesOutOfRangeAreNamed() {
        float[][] wrong = {
            {-0.1f, 0}, {6.2831855f, 0}, {Float.POSITIVE_INFINITY, 0}, {0, -0.1f}, {0, 1.1f}
        };
        for (float[] pair : wrong) {
            begin().correlation(0, pair[0], pair[1]);
            assertThat(reader.wrap(buffer, 0, 72)).isEqualTo(FrameFault.CORRELATION);
        }
        begin().correlation(-2, 0, 0);
        assertThat(reader.wrap(buffer, 0, 72)).isEqualTo(FrameFault.CORRELATION);
        begin().correlation(-1, 6.283185f, 1);
        assertThat(reader.wrap(buffer, 0, 72)).isNull();
        begin().trace(0, 0, 1, false);
        assertThat(reader.wrap(buffer, 0, 80)).isEqualTo(FrameFault.TRACE);
        begin().trace(1, 0, 0, false);
        assertThat(reader.wrap(buffer, 0, 80)).isEqualTo(FrameFault.TRACE);
        for (long count : new long[] {-1, 1_025, Long.MAX_VALUE, Long.MIN_VALUE, 1L << 32}) {
            begin().dependencies(new long[] {1}, 1);
            buffer.putLong(56, count, FrameLayout.ORDER);
            assertThat(reader.wrap(buffer, 0, 512)).isEqualTo(FrameFault.DEPENDENCIES);
        }
        for (CommitMarker marker :
                new CommitMarker[] {
                    new CommitMarker(-1, 0, 1, 1),
                    new CommitMarker(1, -1, 1, 1),
                    new CommitMarker(1, 5, 5, 1)
                }) {
            begin().kind(FrameLayout.KIND_COMMIT);
            marker.encode(buffer, 56);
            assertThat(reader.wrap(buffer, 0, 88)).isEqualTo(FrameFault.MARKER);
        }
        begin().kind(FrameLayout.KIND_COMMIT);
        assertThat(reader.wrap(buffer, 0, 87)).isEqualTo(FrameFault.MARKER);
        assertThat(reader.wrap(buffer, 0, 89)).isEqualTo(FrameFault.MARKER);
    }

    @Test
    void everyFaultSaysWhatIsWrong() {
        for (FrameFault fault : FrameFault.values()) {
            assertThat(fault.text()).as(fault.name()).isNotBlank();
        }
    }

    @Test
    void aFaultyFrameLeavesNothingOfTheOneBefore() {
        begin().correlation(5, 1, 1).trace(1, 2, 3, true).source(new FrameSource("a", "b"));
        assertThat(reader.wrap(buffer, 0, 512)).isNull();
        assertThat(reader.source()).isNotNull();
        for (int length : new int[] {3, 56}) {
            UnsafeBuffer broken = new UnsafeBuffer(new byte[length]);
            assertThat(reader.wrap(broken, 0, length)).isNotNull();
            assertThat(reader.clockErrorNanos()).isEqualTo(FrameLayout.NO_CLOCK_ERROR);
            assertThat(reader.trace()).isEmpty();
            assertThat(reader.source()).isNull();
            assertThat(reader.dependencyCount()).isZero();
            assertThat(reader.payloadLength()).isZero();
            assertThat(reader.copyRaw(512)).hasSize(length);
        }
    }

    /** The buffer ends where the frame does: whatever reads beyond it throws. */
    @Test
    void noBytesWhateverMakeAReaderFailOrReadBeyondTheFrame() {
        assertThat(UnsafeBuffer.SHOULD_BOUNDS_CHECK).isTrue();
        long seed = RandomFrame.seed();
        SplittableRandom random = new SplittableRandom(seed);
        byte[][] originals = new byte[500][];
        for (int i = 0; i < originals.length; i++) {
            originals[i] = RandomFrame.draw(random).encode();
        }
        Set<FrameFault> met = EnumSet.noneOf(FrameFault.class);
        int good = 0;
        UnsafeBuffer exact = new UnsafeBuffer(new byte[0]);
        for (int i = 0; i < FUZZED; i++) {
            byte[] bytes = mutated(originals[random.nextInt(originals.length)], random);
            exact.wrap(bytes);
            try {
                FrameFault fault = reader.wrap(exact, 0, bytes.length);
                if (fault == null) {
                    good++;
                    readAll();
                } else {
                    met.add(fault);
                    reader.copyRaw(64);
                }
            } catch (RuntimeException e) {
                throw new AssertionError("frame " + i + ", repeat with -Dseed=" + seed, e);
            }
        }
        assertThat(met).as("seed " + seed).containsExactlyInAnyOrder(FrameFault.values());
        assertThat(good).as("seed " + seed).isBetween(FUZZED / 10, FUZZED * 9 / 10);
    }

    private static byte[] mutated(byte[] original, SplittableRandom random) {
        if (random.nextInt(50) == 0) {
            byte[] noise = new byte[random.nextInt(200)];
            random.nextBytes(noise);
            return noise;
        }
        int length = random.nextInt(4) == 0 ? random.nextInt(original.length + 1) : original.length;
        byte[] bytes = new byte[length];
        System.arraycopy(original, 0, bytes, 0, length);
        for (int changes = random.nextInt(4); changes > 0 && length > 0; changes--) {
            // Most changes go where they matter.
            int at = random.nextInt(random.nextBoolean() ? Math.min(length, 64) : length);
            bytes[at] =
                    (byte) (random.nextBoolean() ? random.nextInt() : bytes[at] ^ 1 << (at & 7));
        }
        return bytes;
    }

    private void readAll() {
        reader.id();
        reader.time();
        reader.epochMillis();
        reader.mask();
        reader.deadline();
        reader.sequence();
        reader.priority();
        reader.options();
        reader.clockErrorNanos();
        reader.phase();
        reader.coherence();
        reader.trace();
        for (int i = 0; i < reader.dependencyCount(); i++) {
            reader.dependency(i);
        }
        FrameSource source = reader.source();
        assertThat(source).isSameAs(reader.source());
        assertThat(reader.payloadLength()).isNotNegative();
        reader.copyPayload();
        if (!reader.isData()) {
            CommitMarker.of(reader);
        }
    }

    private FrameFault plain(int length) {
        begin();
        return reader.wrap(buffer, 0, length);
    }

    private FrameFault withByte(int offset, int value) {
        begin();
        buffer.putByte(offset, (byte) value);
        return reader.wrap(buffer, 0, 64);
    }

    private FrameWriter begin() {
        buffer.setMemory(0, buffer.capacity(), (byte) 0);
        return new FrameWriter().begin(buffer, 0, 1, 2, 3, 4);
    }

    private void headerLength(int length) {
        buffer.putShort(FrameLayout.HEADER_LENGTH_OFFSET, (short) length, FrameLayout.ORDER);
    }

    private void flags(int flags) {
        buffer.putShort(FrameLayout.FLAGS_OFFSET, (short) flags, FrameLayout.ORDER);
    }
}
