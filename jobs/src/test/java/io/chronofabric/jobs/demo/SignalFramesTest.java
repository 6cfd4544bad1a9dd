package io.chronofabric.jobs.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.chronofabric.bus.wire.FrameHeader;
import io.chronofabric.bus.wire.FrameReader;
import io.chronofabric.bus.wire.FrameSource;
import io.chronofabric.bus.wire.FrameWriter;
import io.chronofabric.core.TraceContext;
import io.chronofabric.state.model.Ingested;
import io.chronofabric.state.model.Origin;
import io.chronofabric.state.model.RejectReason;
import io.chronofabric.state.model.Rejected;
import io.chronofabric.state.model.Signal;
import io.chronofabric.time.LogicalTime;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class SignalFramesTest {
    private static final Origin ORIGIN = new Origin("telemetry", 3, 640);
    private static final LogicalTime OF_PACKET = new LogicalTime(5_000_000_000L, 2, 9);

    @Test
    void whatTheJsonSaysGoesFirst() {
        Signal signal =
                signal(
                        "{\"physicalNanos\":\"1700000000000000001\",\"logical\":4,\"node\":7,"
                                + "\"clockErrorNanos\":50,\"entity\":\"h\",\"fields\":{\"x\":1}}",
                        header().correlation(900, Float.NaN, Float.NaN));
        assertThat(signal.time()).isEqualTo(new LogicalTime(1_700_000_000_000_000_001L, 4, 7));
        assertThat(signal.clockErrorNanos()).isEqualTo(50);
        assertThat(signal.origin()).isEqualTo(ORIGIN);
    }

    @Test
    void whatTheJsonLeavesOutThePacketSays() {
        TraceContext trace = new TraceContext(1, 2, 3, true);
        Signal signal =
                signal(
                        "{\"entity\":\"h\",\"fields\":{\"x\":1}}",
                        header().correlation(900, Float.NaN, Float.NaN).trace(trace));
        assertThat(signal.time()).isEqualTo(OF_PACKET);
        assertThat(signal.clockErrorNanos()).isEqualTo(900);
        assertThat(signal.trace()).isEqualTo(trace);
    }

    @Test
    void whatIsNoSignalIsRejectedWithItsBytes() {
        assertThat(read("no JSON", header()))
                .isInstanceOfSatisfying(
                        Rejected.class,
                        rejected -> {
                            assertThat(rejected.raw()).isEqualTo("no JSON".getBytes(UTF_8));
                            assertThat(rejected.reason()).isEqualTo(RejectReason.MALFORMED);
                            assertThat(rejected.origin()).isEqualTo(ORIGIN);
                        });
        assertThat(read("{\"fields\":{\"x\":1}}", header()))
                .isInstanceOfSatisfying(
                        Rejected.class,
                        rejected ->
                                assertThat(rejected.reason()).isEqualTo(RejectReason.BAD_IDENTITY));
    }

    private static FrameHeader header() {
        return new FrameHeader().time(OF_PACKET);
    }

    private static Signal signal(String json, FrameHeader header) {
        Ingested read = read(json, header);
        assertThat(read).isInstanceOf(Signal.class);
        return (Signal) read;
    }

    private static Ingested read(String json, FrameHeader header) {
        FrameSource source = new FrameSource("host", "");
        byte[] payload = json.getBytes(UTF_8);
        int length = header.length(source);
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[length + payload.length]);
        header.write(new FrameWriter(), buffer, 0, 1, 7, 0, source);
        buffer.putBytes(length, payload);
        FrameReader frame = new FrameReader();
        assertThat(frame.wrap(buffer, 0, buffer.capacity())).isNull();
        return SignalFrames.read(frame, ORIGIN);
    }
}
