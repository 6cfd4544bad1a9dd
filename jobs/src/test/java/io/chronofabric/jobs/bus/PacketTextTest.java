package io.chronofabric.jobs.bus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.chronofabric.bus.wire.FrameHeader;
import io.chronofabric.bus.wire.FrameReader;
import io.chronofabric.bus.wire.FrameSource;
import io.chronofabric.bus.wire.FrameWriter;
import io.chronofabric.core.Priority;
import io.chronofabric.core.TraceContext;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class PacketTextTest {
    private static final FrameHeader PLAIN = new FrameHeader();

    @Test
    void aTextIsShownAsItIsOnOneLine() {
        assertThat(PacketText.line(frame(PLAIN, "pump-1", "ä\tb\r\nc".getBytes(UTF_8))))
                .isEqualTo("1970-01-01T00:00:01.000000001Z  pump-1  4  ä\tb\\r\\nc");
    }

    @Test
    void whatCouldMoveACursorIsShownInHexadecimal() {
        assertThat(PacketText.line(frame(PLAIN, "a\u001b[2J", "\u001b[2J".getBytes(UTF_8))))
                .endsWith("  4  0x1b5b324a")
                .doesNotContain("\u001b");
        assertThat(PacketText.json(frame(PLAIN, "a", new byte[] {(byte) 0xFF, 0})))
                .contains("\"payload\":null,\"payloadHex\":\"ff00\"");
    }

    @Test
    void theJsonHasTheVeryTextAndAllThatThePacketSays() {
        FrameHeader header =
                new FrameHeader()
                        .priority(Priority.CRITICAL)
                        .mask(1L << 63)
                        .deadline(9)
                        .correlation(50, Float.NaN, Float.NaN)
                        .trace(new TraceContext(1, 2, 3, true));
        assertThat(PacketText.json(frame(header, "a", "x\r\n".getBytes(UTF_8))))
                .isEqualTo(
                        "{\"id\":\"1000000001\",\"time\":\"1970-01-01T00:00:01.000000001Z\","
                                + "\"physicalNanos\":\"1000000001\",\"logical\":0,\"node\":7,"
                                + "\"source\":\"a\",\"task\":null,\"sequence\":4,"
                                + "\"targets\":\"0x8000000000000000\",\"priority\":\"critical\","
                                + "\"deadlineNanos\":\"9\",\"clockErrorNanos\":50,\"traceparent\":"
                                + "\"00-00000000000000010000000000000002-0000000000000003-01\","
                                + "\"payload\":\"x\\r\\n\",\"payloadHex\":null}");
    }

    private static FrameReader frame(FrameHeader header, String name, byte[] payload) {
        FrameSource source = new FrameSource(name, "");
        int length = header.length(source);
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[length + payload.length]);
        header.write(new FrameWriter(), buffer, 0, 1_000_000_001L, 7, 4, source);
        buffer.putBytes(length, payload);
        FrameReader frame = new FrameReader();
        assertThat(frame.wrap(buffer, 0, buffer.capacity())).isNull();
        return frame;
    }
}
