package io.chronofabric.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.chronofabric.core.NodeId;
import io.chronofabric.core.Priority;
import io.chronofabric.core.TraceContext;
import io.chronofabric.time.HybridLogicalClock;
import io.chronofabric.time.LogicalTime;
import io.chronofabric.time.SimulatedTimeSource;
import org.junit.jupiter.api.Test;

class PhasePacketTest {
    private final HybridLogicalClock clock =
            new HybridLogicalClock(new SimulatedTimeSource(5_000_000_000L), new NodeId(3));

    @Test
    void aPacketCarriesThePayloadItselfAndTheClocksTime() {
        Object payload = new Object();
        PhasePacket<Object> packet = PhasePacket.builder(clock, "sensor", payload).build();

        assertThat(packet.payload()).isSameAs(payload);
        assertThat(packet.source()).isEqualTo("sensor");
        assertThat(packet.priority()).isEqualTo(Priority.NORMAL);
        assertThat(packet.trace()).isEmpty();
        assertThat(packet.time()).isEqualTo(new LogicalTime(5_000_000_000L, 0, 3));
        assertThat(packet.epochMillis()).isEqualTo(5_000);
    }

    @Test
    void whatTheBuilderIsGivenIsKept() {
        LogicalTime happened = new LogicalTime(4_000_000_007L, 12, 9);
        TraceContext trace = new TraceContext(1, 2, 3, true);
        PhasePacket<String> packet =
                PhasePacket.builder(clock, "sensor", "x")
                        .time(happened)
                        .source("other")
                        .priority(Priority.CRITICAL)
                        .trace(trace)
                        .build();

        assertThat(packet.time()).isEqualTo(happened);
        assertThat(packet.source()).isEqualTo("other");
        assertThat(packet.priority()).isEqualTo(Priority.CRITICAL);
        assertThat(packet.trace()).contains(trace);
        assertThat(packet.epochMillis()).isEqualTo(4_000);
        assertThat(packet).hasToString("packet 5000000000 of other at 4000000007.12@9");
    }

    @Test
    void idsOfOnePublisherGrowAlsoWhereTimesAreEqual() {
        PhasePacket.Builder<String> builder =
                PhasePacket.builder(clock, "sensor", "x").time(LogicalTime.ofEpochMillis(1));

        assertThat(builder.build().id()).isLessThan(builder.build().id());
    }

    @Test
    void aPacketWithoutAPayloadIsRefused() {
        assertThatNullPointerException()
                .isThrownBy(() -> PhasePacket.builder(clock, "sensor", null))
                .withMessage("payload");
    }
}
