package io.chronofabric.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chronofabric.bus.wire.FrameHeader;
import io.chronofabric.bus.wire.FrameReader;
import io.chronofabric.bus.wire.FrameSource;
import io.chronofabric.bus.wire.FrameWriter;
import io.chronofabric.core.NodeId;
import io.chronofabric.core.PayloadCodec;
import io.chronofabric.core.Priority;
import io.chronofabric.core.TraceContext;
import io.chronofabric.time.HybridLogicalClock;
import io.chronofabric.time.LogicalTime;
import io.chronofabric.time.TimeSource;
import java.nio.charset.StandardCharsets;
import org.agrona.ExpandableArrayBuffer;
import org.junit.jupiter.api.Test;

class PacketFramesTest {
    private static final PayloadCodec<String> TEXT =
            new PayloadCodec<>() {
                @Override
                public byte[] encode(String payload) {
                    if (payload.isEmpty()) {
                        throw new IllegalArgumentException("empty");
                    }
                    return payload.getBytes(StandardCharsets.UTF_8);
                }

                @Override
                public String decode(byte[] bytes) {
                    return bytes.length == 0 ? null : new String(bytes, StandardCharsets.UTF_8);
                }
            };

    private final HybridLogicalClock clock =
            new HybridLogicalClock(TimeSource.system(), new NodeId(3));
    private final PacketFrames<String> frames = new PacketFrames<>(TEXT);

    @Test
    void aPacketWithAllItsPartsIsTheSameAfterTheWire() {
        PhasePacket<String> packet =
                PhasePacket.builder(clock, "pump", "pressure 4.2")
                        .sourceTask("1")
                        .time(new LogicalTime(1_000, 7, 9))
                        .priority(Priority.CRITICAL)
                        .targetMask(0b101)
                        .deadline(5_000)
                        .delivery(DeliveryOptions.ACKNOWLEDGED.withRequireDependencies(true))
                        .clockErrorNanos(250)
                        .dependsOn(11, 12)
                        .phase(Math.nextDown(2 * Math.PI))
                        .coherence(0.75)
                        .trace(new TraceContext(1, 2, 3, true))
                        .build();

        PhasePacket<String> back = throughTheWire(packet);

        assertThat(back.id()).isEqualTo(packet.id());
        assertThat(back.time()).isEqualTo(packet.time());
        assertThat(back.payload()).isEqualTo(packet.payload());
        assertThat(back.source()).isEqualTo("pump");
        assertThat(back.sourceTask()).isEqualTo("1");
        assertThat(back.priority()).isEqualTo(Priority.CRITICAL);
        assertThat(back.targetMask()).isEqualTo(0b101);
        assertThat(back.deadlineNanos()).isEqualTo(5_000);
        assertThat(back.delivery().bits()).isEqualTo(packet.delivery().bits());
        assertThat(back.clockErrorNanos()).isEqualTo(250);
        assertThat(back.dependencies()).containsExactly(11, 12);
        assertThat(back.phase()).isBetween(6.2831, 2 * Math.PI);
        assertThat(back.coherence()).isEqualTo(0.75);
        assertThat(back.trace()).isEqualTo(packet.trace());
        assertThat(back.sizeHint()).isEqualTo(packet.payload().length());
    }

    @Test
    void aPlainPacketStaysPlain() {
        PhasePacket<String> packet = PhasePacket.builder(clock, "pump", "x").build();
        PhasePacket<String> back = throughTheWire(packet);
        assertThat(back.targetMask()).isEqualTo(-1);
        assertThat(back.deadlineNanos()).isEqualTo(Long.MAX_VALUE);
        assertThat(back.clockErrorNanos()).isEqualTo(-1);
        assertThat(back.phase()).isNaN();
        assertThat(back.coherence()).isNaN();
        assertThat(back.dependencies()).isEmpty();
        assertThat(back.trace()).isEmpty();
        assertThat(back.delivery().bits()).isEqualTo(DeliveryOptions.DEFAULT.bits());
    }

    @Test
    void aFrameWithoutNamesHasAPacketWithoutNames() {
        FrameReader frame = frame(new FrameHeader(), new byte[] {'x'}, null);
        assertThat(frames.packet(frame).source()).isEmpty();
        assertThat(frames.packet(frame).sourceTask()).isEmpty();
    }

    @Test
    void whatTheCodecDoesNotKnowIsRefusedWithItsPublisher() {
        FrameReader empty = frame(new FrameHeader(), new byte[0], new FrameSource("pump", ""));
        assertThatThrownBy(() -> frames.packet(empty))
                .isInstanceOf(BusException.class)
                .hasMessageContaining("a payload of 0 bytes of pump");
        assertThatThrownBy(() -> frames.packet(frame(new FrameHeader(), new byte[0], null)))
                .hasMessageContaining("a publisher without name");
        PhasePacket<String> packet = PhasePacket.builder(clock, "pump", "").build();
        assertThatThrownBy(() -> frames.payload(packet)).hasMessageContaining("empty");
        FrameReader forNobody = frame(new FrameHeader().mask(0), new byte[] {'x'}, null);
        assertThatThrownBy(() -> frames.packet(forNobody)).hasMessageContaining("target mask: 0");
    }

    private PhasePacket<String> throughTheWire(PhasePacket<String> packet) {
        return frames.packet(
                frame(
                        frames.header(packet),
                        frames.payload(packet),
                        new FrameSource(packet.source(), packet.sourceTask())));
    }

    private FrameReader frame(FrameHeader header, byte[] payload, FrameSource source) {
        ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
        header.write(new FrameWriter(), buffer, 0, clock.tickPhysical(), 3, 0, source);
        int length = header.length(source);
        buffer.putBytes(length, payload);
        FrameReader reader = new FrameReader();
        assertThat(reader.wrap(buffer, 0, length + payload.length)).isNull();
        return reader;
    }
}
