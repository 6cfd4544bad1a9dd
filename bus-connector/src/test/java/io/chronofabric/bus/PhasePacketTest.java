package io.chronofabric.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.chronofabric.core.ErrorCode;
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

    @Test
    void aPacketWithoutDetailsIsForEveryoneForEver() {
        PhasePacket<String> packet = PhasePacket.builder(clock, "sensor", "x").build();

        assertThat(packet.details()).isNull();
        assertThat(packet.sourceTask()).isEmpty();
        assertThat(packet.targetMask()).isEqualTo(-1);
        assertThat(packet.deadlineNanos()).isEqualTo(Long.MAX_VALUE);
        assertThat(packet.sizeHint()).isZero();
        assertThat(packet.delivery()).isEqualTo(DeliveryOptions.DEFAULT);
        assertThat(packet.clockErrorNanos()).isEqualTo(-1);
        assertThat(packet.dependencies()).isEmpty();
        assertThat(packet.phase()).isNaN();
        assertThat(packet.coherence()).isNaN();
    }

    @Test
    void detailsAreKeptAndDependenciesAreCopied() {
        long[] causes = {11, 12};
        PhasePacket<String> packet =
                PhasePacket.builder(clock, "sensor", "x")
                        .sourceTask("task 3")
                        .targetMask(0b101)
                        .deadline(6_000_000_000L)
                        .sizeHint(512)
                        .delivery(DeliveryOptions.ACKNOWLEDGED)
                        .clockErrorNanos(50_000)
                        .dependsOn(causes)
                        .phase(1.5)
                        .coherence(0.9)
                        .build();
        causes[0] = 99;
        packet.dependencies()[1] = 99;

        assertThat(packet.sourceTask()).isEqualTo("task 3");
        assertThat(packet.targetMask()).isEqualTo(0b101);
        assertThat(packet.deadlineNanos()).isEqualTo(6_000_000_000L);
        assertThat(packet.sizeHint()).isEqualTo(512);
        assertThat(packet.delivery()).isEqualTo(DeliveryOptions.ACKNOWLEDGED);
        assertThat(packet.clockErrorNanos()).isEqualTo(50_000);
        assertThat(packet.dependencies()).containsExactly(11, 12);
        assertThat(packet.phase()).isEqualTo(1.5);
        assertThat(packet.coherence()).isEqualTo(0.9);
    }

    @Test
    void aPartOutOfItsRangeIsRefusedWithWhatIsInRange() {
        refuses(builder().targetMask(0), "target mask: 0", "at least one bit");
        refuses(builder().deadline(0), "deadline: 0 ns", "> 0 ns");
        refuses(builder().sizeHint(-1), "size hint: -1 bytes", ">= 0 bytes");
        refuses(builder().clockErrorNanos(-2), "clock error: -2 ns", "-1 for unknown");
        refuses(builder().dependsOn(new long[1_025]), "dependencies: 1025", "at most 1024");
        refuses(builder().phase(-0.1), "phase: -0.1 rad", ">= 0 and < 2 pi");
        refuses(builder().phase(2 * Math.PI), "phase: 6.28", ">= 0 and < 2 pi");
        refuses(builder().phase(Double.POSITIVE_INFINITY), "phase: Infinity", "NaN for none");
        refuses(builder().coherence(1.01), "coherence: 1.01", "0 to 1");
        refuses(builder().coherence(-0.01), "coherence: -0.01", "0 to 1");
        builder().phase(0).coherence(0).sizeHint(0).clockErrorNanos(0).deadline(1).build();
        builder().phase(Math.nextDown(2 * Math.PI)).coherence(1).clockErrorNanos(-1).build();
    }

    private PhasePacket.Builder<String> builder() {
        return PhasePacket.builder(clock, "sensor", "x");
    }

    private static void refuses(
            PhasePacket.Builder<String> builder, String given, String expected) {
        assertThatExceptionOfType(BusException.class)
                .isThrownBy(builder::build)
                .withMessageContaining(given)
                .withMessageContaining(expected)
                .extracting(BusException::code)
                .isEqualTo(ErrorCode.BUS_SERIALIZATION_FAILED);
    }

    @Test
    void orderIsCertainWhereTimesLieFurtherApartThanBothClocksCanBeWrong() {
        assertThat(certain(at(1_000, 1, 100), at(1_301, 2, 200))).isTrue();
        assertThat(certain(at(1_000, 1, 100), at(1_300, 2, 200))).isFalse();
        assertThat(certain(at(1_000, 1, 100), at(1_050, 2, 200))).isFalse();
        assertThat(certain(at(1_000, 1, -1), at(9_000_000, 2, 200))).isFalse();
        assertThat(certain(at(1_000, 1, 100), at(9_000_000, 2, -1))).isFalse();
        assertThat(certain(at(1_000, 1, Long.MAX_VALUE), at(2_000, 2, Long.MAX_VALUE))).isFalse();
    }

    @Test
    void orderOfOneNodeIsCertainUnlessTimesAreTheSame() {
        assertThat(certain(at(1_000, 1, -1), at(1_001, 1, -1))).isTrue();
        assertThat(certain(at(1_000, 1, -1), at(1_000, 1, -1))).isFalse();
    }

    private PhasePacket<String> at(long physical, int node, long error) {
        return builder().time(new LogicalTime(physical, 0, node)).clockErrorNanos(error).build();
    }

    private static boolean certain(PhasePacket<?> a, PhasePacket<?> b) {
        boolean answer = PhasePacket.isOrderCertain(a, b);
        assertThat(PhasePacket.isOrderCertain(b, a)).isEqualTo(answer);
        return answer;
    }
}
