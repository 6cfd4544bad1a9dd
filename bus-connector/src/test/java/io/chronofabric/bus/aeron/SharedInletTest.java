package io.chronofabric.bus.aeron;

import static io.chronofabric.bus.aeron.TestDriver.TIMEOUT;
import static io.chronofabric.bus.aeron.TestDriver.clock;
import static io.chronofabric.bus.aeron.TestDriver.source;
import static io.chronofabric.bus.aeron.TestDriver.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.chronofabric.bus.PacketFrames;
import io.chronofabric.bus.PhaseCoherenceBus;
import io.chronofabric.bus.PhasePacket;
import io.chronofabric.bus.Subscription;
import io.chronofabric.bus.SubscriptionOptions;
import io.chronofabric.bus.WhenFull;
import io.chronofabric.bus.wire.FrameHeader;
import io.chronofabric.core.PayloadCodec;
import io.chronofabric.core.Priority;
import io.chronofabric.time.TimeSource;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SharedInletTest {
    private static final PayloadCodec<Long> LONGS =
            new PayloadCodec<>() {
                @Override
                public byte[] encode(Long payload) {
                    return ByteBuffer.allocate(Long.BYTES).putLong(payload).array();
                }

                @Override
                public Long decode(byte[] bytes) {
                    return ByteBuffer.wrap(bytes).getLong();
                }
            };

    @Test
    void packetsOfAnotherProcessKeepTheirIdsAndASlowSubscriberHereDropsTheNewest()
            throws Exception {
        PacketFrames<Long> frames = new PacketFrames<>(LONGS);
        try (TestDriver driver = new TestDriver();
                BusConnection connection = driver.connect();
                SharedPublisher publisher =
                        connection.publisher("telemetry", source("far"), clock(), TIMEOUT);
                PhaseCoherenceBus<Long> here =
                        new PhaseCoherenceBus<>("here", Long.class, clock(), TimeSource.system());
                Subscription<Long> all =
                        here.subscribe(SubscriptionOptions.named("all").withCapacity(1_024));
                Subscription<Long> slow =
                        here.subscribe(
                                SubscriptionOptions.named("slow")
                                        .withCapacity(8)
                                        .withWhenFull(WhenFull.DROP_NEWEST));
                SharedInlet<Long> inlet =
                        new SharedInlet<>(
                                connection.subscribe(SharedSubscriptionOptions.of("telemetry")),
                                frames,
                                here)) {
            until(publisher::isHeard);
            List<Long> ids = new ArrayList<>();
            for (long i = 0; i < 100; i++) {
                PhasePacket<Long> packet =
                        PhasePacket.builder(clock(), "far", i).priority(Priority.HIGH).build();
                ids.add(packet.id());
                publisher.publish(frames.header(packet), frames.payload(packet));
            }
            List<Long> strange = new ArrayList<>();
            inlet.onUndecodable((frame, position) -> strange.add(frame.sequence()));
            publisher.publish(new FrameHeader(), new byte[3]);
            until(
                    () -> {
                        inlet.poll(10);
                        return inlet.brought() == 100 && inlet.undecodable() == 1;
                    });
            List<Long> seen = new ArrayList<>();
            all.drain(packet -> seen.add(packet.id()), 200);
            assertThat(seen).isEqualTo(ids);
            List<Long> oldest = new ArrayList<>();
            slow.drain(packet -> oldest.add(packet.payload()), 200);
            assertThat(oldest).containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L);
            assertThat(strange).containsExactly(100L);
        }
    }
}
