package io.chronofabric.bus.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.chronofabric.bus.BusException;
import io.chronofabric.core.ErrorCode;
import io.chronofabric.core.Priority;
import io.chronofabric.core.TraceContext;
import io.chronofabric.time.LogicalTime;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class FrameTest {
    /** For readers and writers in other languages: every part, and the payload "hello". */
    private static final String GOLDEN =
            "01001f0003058800" // version 1, data, five flags, critical, options 5, header 136
                    + "0807060504030201" // id
                    + "15cd5b0700000000" // physical 123456789
                    + "0700090000000000" // logical 9, node 7
                    + "0500000000000000" // mask 5
                    + "ffffffffffffff7f" // no deadline
                    + "2a00000000000000" // sequence 42
                    + "f401000000000000" // clock error 500 ns
                    + "0000803f" // phase 1.0
                    + "0000003f" // coherence 0.5
                    + "1100000000000000" // trace id, upper
                    + "2200000000000000" // lower
                    + "3300000000000000" // span
                    + "0200000000000000" // two dependencies
                    + "6400000000000000"
                    + "6500000000000000"
                    + "0967617465776179c3a9" // "gatewayé", 9 bytes
                    + "027431" // "t1"
                    + "000000" // zeros up to a multiple of 8
                    + "68656c6c6f";

    private final FrameReader reader = new FrameReader();

    @Test
    void everyPartComesBackAsItWasWritten() {
        long seed = RandomFrame.seed();
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 20_000; i++) {
            RandomFrame frame = RandomFrame.draw(random);
            byte[] bytes = frame.encode();
            String what = "frame " + i + ", repeat with -Dseed=" + seed;
            assertThat(reader.wrap(new UnsafeBuffer(bytes), 0, bytes.length)).as(what).isNull();
            assertSame(frame, what);
        }
    }

    @Test
    void aFrameInsideALargerBufferIsReadFromItsPlace() {
        byte[] bytes = RandomFrame.draw(new SplittableRandom(5)).encode();
        UnsafeBuffer larger = new UnsafeBuffer(new byte[bytes.length + 64]);
        larger.putBytes(24, bytes);
        assertThat(reader.wrap(larger, 24, bytes.length)).isNull();
        FrameReader alone = new FrameReader();
        alone.wrap(new UnsafeBuffer(bytes), 0, bytes.length);
        assertThat(reader.copyRaw(bytes.length)).isEqualTo(bytes);
        assertThat(reader.copyPayload()).isEqualTo(alone.copyPayload());
        assertThat(reader.id()).isEqualTo(alone.id());
        assertThat(reader.rawLength()).isEqualTo(bytes.length);
        assertThat(reader.copyRaw(3)).isEqualTo(Arrays.copyOf(bytes, 3));
    }

    @Test
    void theGoldenFrameIsWrittenAndRead() {
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[256]);
        FrameWriter writer =
                new FrameWriter()
                        .begin(buffer, 0, 0x0102030405060708L, 123_456_789, 9L << 16 | 7, 42)
                        .priority(Priority.CRITICAL)
                        .options(5)
                        .mask(5)
                        .correlation(500, 1.0f, 0.5f)
                        .trace(0x11, 0x22, 0x33, true)
                        .dependencies(new long[] {100, 101}, 2)
                        .source(new FrameSource("gatewayé", "t1"));
        buffer.putBytes(writer.payloadOffset(), "hello".getBytes(StandardCharsets.UTF_8));
        byte[] written = new byte[writer.headerLength() + 5];
        buffer.getBytes(0, written);
        assertThat(HexFormat.of().formatHex(written)).isEqualTo(GOLDEN);

        byte[] bytes = HexFormat.of().parseHex(GOLDEN);
        assertThat(reader.wrap(new UnsafeBuffer(bytes), 0, bytes.length)).isNull();
        assertThat(reader.isData()).isTrue();
        assertThat(reader.time()).isEqualTo(new LogicalTime(123_456_789, 9, 7));
        assertThat(reader.epochMillis()).isEqualTo(123);
        assertThat(reader.trace()).contains(new TraceContext(0x11, 0x22, 0x33, true));
        assertThat(reader.source().source()).isEqualTo("gatewayé");
        assertThat(reader.source().task()).isEqualTo("t1");
        assertThat(reader.copyPayload()).isEqualTo("hello".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aCommitMarkerComesBack() {
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[128]);
        FrameWriter writer =
                new FrameWriter().begin(buffer, 0, 1, 2, 3, 4).kind(FrameLayout.KIND_COMMIT);
        CommitMarker marker = new CommitMarker(7, 0, 640, 12);
        assertThat(marker.encode(buffer, writer.payloadOffset())).isEqualTo(CommitMarker.LENGTH);
        assertThat(reader.wrap(buffer, 0, writer.headerLength() + CommitMarker.LENGTH)).isNull();
        assertThat(reader.isData()).isFalse();
        assertThat(CommitMarker.of(reader)).isEqualTo(marker);
    }

    @Test
    void partsThatAreMissingHaveTheirDefaults() {
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[56]);
        new FrameWriter().begin(buffer, 0, 1, 2, 3, 4);
        assertThat(reader.wrap(buffer, 0, 56)).isNull();
        assertThat(reader.mask()).isEqualTo(FrameLayout.EVERYONE);
        assertThat(reader.deadline()).isEqualTo(FrameLayout.NO_DEADLINE);
        assertThat(reader.priority()).isEqualTo(Priority.NORMAL);
        assertThat(reader.options()).isZero();
        assertThat(reader.clockErrorNanos()).isEqualTo(FrameLayout.NO_CLOCK_ERROR);
        assertThat(reader.phase()).isNaN();
        assertThat(reader.coherence()).isNaN();
        assertThat(reader.trace()).isEmpty();
        assertThat(reader.dependencyCount()).isZero();
        assertThat(reader.source()).isNull();
        assertThat(reader.payloadLength()).isZero();
    }

    @Test
    void theSourceIsTheSameObjectAsLongAsTheNamesAre() {
        UnsafeBuffer first = sourced(new FrameSource("a", "b"));
        UnsafeBuffer second = sourced(new FrameSource("a", "b"));
        UnsafeBuffer other = sourced(new FrameSource("a", "c"));
        reader.wrap(first, 0, first.capacity());
        FrameSource seen = reader.source();
        reader.wrap(second, 0, second.capacity());
        assertThat(reader.source()).isSameAs(seen);
        reader.wrap(other, 0, other.capacity());
        assertThat(reader.source().task()).isEqualTo("c");
        UnsafeBuffer none = sourced(null);
        reader.wrap(none, 0, none.capacity());
        assertThat(reader.source()).isNull();
        reader.wrap(first, 0, first.capacity());
        assertThat(reader.source().task()).isEqualTo("b");
    }

    /** Each such byte stands as three in the decoded name, which is then longer than a name. */
    @Test
    void namesThatAreNoUtf8AreReadAllTheSameAndOnce() {
        byte[] bytes = new byte[56 + 2 + 255 + 255];
        bytes = Arrays.copyOf(bytes, FrameLayout.aligned(bytes.length));
        UnsafeBuffer buffer = new UnsafeBuffer(bytes);
        new FrameWriter().begin(buffer, 0, 1, 2, 3, 4);
        buffer.putShort(
                FrameLayout.FLAGS_OFFSET, (short) FrameLayout.FLAG_SOURCE, FrameLayout.ORDER);
        buffer.putShort(FrameLayout.HEADER_LENGTH_OFFSET, (short) bytes.length, FrameLayout.ORDER);
        buffer.setMemory(56, bytes.length - 56, (byte) 0xFF);
        assertThat(reader.wrap(buffer, 0, bytes.length)).isNull();
        FrameSource source = reader.source();
        assertThat(source.source()).hasSize(255).containsOnlyOnce("\uFFFD".repeat(255));
        assertThat(reader.source()).isSameAs(source);
        UnsafeBuffer again = new UnsafeBuffer(new byte[2_048]);
        FrameWriter writer = new FrameWriter().begin(again, 0, 1, 2, 3, 4).source(source);
        assertThat(reader.wrap(again, 0, writer.headerLength())).isNull();
        assertThat(reader.source()).isSameAs(source);
    }

    @Test
    void namesAndDependenciesBeyondTheirBoundsAreRefused() {
        assertThatExceptionOfType(BusException.class)
                .isThrownBy(() -> new FrameSource("é".repeat(128), ""))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.BUS_SERIALIZATION_FAILED))
                .withMessageContaining("256 bytes");
        FrameWriter writer = new FrameWriter().begin(new UnsafeBuffer(new byte[64]), 0, 1, 2, 3, 4);
        assertThatExceptionOfType(BusException.class)
                .isThrownBy(() -> writer.dependencies(new long[1_025], 1_025))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.BUS_SERIALIZATION_FAILED))
                .withMessageContaining("1025");
    }

    @Test
    void partsOutOfOrderOrTwiceAreRefused() {
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[256]);
        FrameWriter writer = new FrameWriter().begin(buffer, 0, 1, 2, 3, 4).trace(1, 2, 3, true);
        assertThatIllegalStateException().isThrownBy(() -> writer.trace(1, 2, 3, true));
        assertThatIllegalStateException().isThrownBy(() -> writer.correlation(1, 0, 0));
    }

    private void assertSame(RandomFrame frame, String what) {
        assertThat(reader.id()).as(what).isEqualTo(frame.id());
        assertThat(reader.physicalNanos()).as(what).isEqualTo(frame.physical());
        assertThat(reader.logicalAndNode()).as(what).isEqualTo(frame.logicalAndNode());
        assertThat(reader.sequence()).as(what).isEqualTo(frame.sequence());
        assertThat(reader.mask()).as(what).isEqualTo(frame.mask());
        assertThat(reader.deadline()).as(what).isEqualTo(frame.deadline());
        assertThat(reader.priority()).as(what).isEqualTo(frame.priority());
        assertThat(reader.options()).as(what).isEqualTo(frame.options());
        boolean correlated = frame.hasCorrelation();
        assertThat(reader.clockErrorNanos())
                .as(what)
                .isEqualTo(correlated ? frame.clockError() : FrameLayout.NO_CLOCK_ERROR);
        assertThat(Float.valueOf(reader.phase()))
                .as(what)
                .isEqualTo(Float.valueOf(correlated ? frame.phase() : Float.NaN));
        assertThat(Float.valueOf(reader.coherence()))
                .as(what)
                .isEqualTo(Float.valueOf(correlated ? frame.coherence() : Float.NaN));
        TraceContext trace = null;
        if (frame.hasTrace()) {
            trace =
                    new TraceContext(
                            frame.traceHigh(), frame.traceLow(), frame.span(), frame.sampled());
        }
        assertThat(reader.trace().orElse(null)).as(what).isEqualTo(trace);
        long[] dependencies = new long[reader.dependencyCount()];
        Arrays.setAll(dependencies, reader::dependency);
        assertThat(dependencies)
                .as(what)
                .isEqualTo(frame.dependencies() == null ? new long[0] : frame.dependencies());
        if (frame.source() == null) {
            assertThat(reader.source()).as(what).isNull();
        } else {
            assertThat(reader.source().source()).as(what).isEqualTo(frame.source().source());
            assertThat(reader.source().task()).as(what).isEqualTo(frame.source().task());
        }
        assertThat(reader.copyPayload()).as(what).isEqualTo(frame.payload());
    }

    private static UnsafeBuffer sourced(FrameSource source) {
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[256]);
        FrameWriter writer = new FrameWriter().begin(buffer, 0, 1, 2, 3, 4);
        if (source != null) {
            writer.source(source);
            assertThat(source.encodedLength()).isEqualTo(writer.headerLength() - 56);
        }
        byte[] bytes = new byte[writer.headerLength()];
        buffer.getBytes(0, bytes);
        return new UnsafeBuffer(bytes);
    }
}
