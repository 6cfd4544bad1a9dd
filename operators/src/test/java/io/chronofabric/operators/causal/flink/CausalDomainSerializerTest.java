package io.chronofabric.operators.causal.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chronofabric.operators.LaterVersions;
import io.chronofabric.operators.causal.CausalDomain;
import io.chronofabric.time.causal.CausalBroadcastQueue;
import io.chronofabric.time.causal.CounterRange;
import io.chronofabric.time.causal.DeliveryBounds;
import io.chronofabric.time.causal.DependencyQueue;
import io.chronofabric.time.causal.SparseVectorClock;
import io.chronofabric.time.causal.VectorClock;
import io.chronofabric.time.causal.VectorMemory;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;

class CausalDomainSerializerTest {
    private static final DeliveryBounds BOUNDS = new DeliveryBounds(250_000_000, 10, 1_000);
    private static final CausalDomainSerializer<String, String> BY_ID =
            new CausalDomainSerializer<>(StringSerializer.INSTANCE, StringSerializer.INSTANCE);
    private static final CausalDomainSerializer<CounterRange, String> BY_VECTOR =
            new CausalDomainSerializer<>(StringSerializer.INSTANCE, null);
    private static final String IDS =
            "0000000000000007000000000000010100000000000013880000000000000006000000000000"
                    + "000280e59a770ae8070100000000000000020205640102610101026302026100026201000300"
                    + "000000006acfc0010243";
    private static final String VECTORS =
            "00000000000000057fffffffffffffff7fffffffffffffff0000000000000000000000000000"
                    + "000080e59a770ae8070100000000000000010104640302020000000300000001030200020201"
                    + "000103010001000100000000004c4b40000258";

    @Test
    void theBytesOfVersionOneNeverChange() throws IOException {
        assertThat(HexFormat.of().formatHex(bytes(BY_ID, byId()))).isEqualTo(IDS);
        assertThat(HexFormat.of().formatHex(bytes(BY_VECTOR, byVector()))).isEqualTo(VECTORS);
    }

    @Test
    void theBytesOfVersionOneStillRead() throws IOException {
        CausalDomain<String, String> ids =
                BY_ID.deserialize(new DataInputDeserializer(HexFormat.of().parseHex(IDS)));
        assertThat(ids.newestMillis()).isEqualTo(7);
        assertThat(ids.timerMillis()).isEqualTo(257);
        assertThat(ids.guard()).isEqualTo(new CausalDomain.Guard(5_000, 6, 2));
        assertThat(ids.queue().waiting()).isEqualTo(1);
        assertThat(ids.queue().openGaps()).isEqualTo(1);
        CausalDomain<CounterRange, String> vectors =
                BY_VECTOR.deserialize(new DataInputDeserializer(HexFormat.of().parseHex(VECTORS)));
        assertThat(vectors.queue().waiting()).isEqualTo(1);
        assertThat(vectors.guard().isSet()).isFalse();
    }

    @Test
    void copiesAreTheSameAndIndependent() throws IOException {
        CausalDomain<String, String> domain = byId();
        byte[] bytes = bytes(BY_ID, domain);
        CausalDomain<String, String> copy = BY_ID.copy(domain, null);
        copy.queue().close(handout -> {});
        copy.came(99);
        assertThat(bytes(BY_ID, domain)).isEqualTo(bytes);
        assertThat(bytes(BY_ID, copy)).isNotEqualTo(bytes);
        DataOutputSerializer out = new DataOutputSerializer(64);
        BY_ID.copy(new DataInputDeserializer(bytes), out);
        assertThat(out.getCopyOfBuffer()).isEqualTo(bytes);
    }

    @Test
    void aSnapshotComesBackAndFitsItsSerializerOnly() throws Exception {
        for (CausalDomainSerializer<?, String> serializer : List.of(BY_ID, BY_VECTOR)) {
            assertThat(throughSavepoint(serializer)).isEqualTo(serializer);
            assertThat(InstantiationUtil.clone(serializer.duplicate()))
                    .isEqualTo(serializer)
                    .hasSameHashCodeAs(serializer);
        }
        CausalDomainSerializer<String, Long> others =
                new CausalDomainSerializer<>(LongSerializer.INSTANCE, StringSerializer.INSTANCE);
        assertThat(others).isNotEqualTo(BY_ID);
        assertThat(isIncompatible(others, BY_ID)).isTrue();
        assertThat(BY_ID.isImmutableType()).isFalse();
        assertThat(BY_ID.getLength()).isEqualTo(-1);
    }

    @Test
    void bytesThatEndTooEarlyAreRefused() throws IOException {
        byte[] bytes = bytes(BY_ID, byId());
        for (int length = 0; length < bytes.length; length++) {
            DataInputDeserializer cut = new DataInputDeserializer(bytes, 0, length);
            assertThatThrownBy(() -> BY_ID.deserialize(cut)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aLaterVersionIsRefusedWithAWayOut() {
        assertThatThrownBy(() -> LaterVersions.readNext(BY_ID))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("format version 2 (expected: 1)")
                .hasMessageContaining("restore it with");
    }

    private static CausalDomain<String, String> byId() {
        DependencyQueue<String, String> queue = new DependencyQueue<>(BOUNDS, 5, 100);
        queue.offer("a", List.of(), "A", 1, 5_000_000, 1, handout -> {});
        queue.offer("c", List.of("a", "b"), "C", 3, 7_000_000, 2, handout -> {});
        CausalDomain<String, String> domain = new CausalDomain<>(queue);
        domain.came(7);
        domain.came(5);
        domain.timer(257);
        domain.guard(new CausalDomain.Guard(5_000, 6, 2));
        return domain;
    }

    private static CausalDomain<CounterRange, String> byVector() {
        CausalBroadcastQueue<String> queue =
                new CausalBroadcastQueue<>(BOUNDS, new VectorMemory(4, 100, 3));
        VectorClock clock = SparseVectorClock.empty(4).tick(2).tick(3).tick(3);
        queue.offer(3, clock, "X", 1, 5_000_000, 1, handout -> {});
        CausalDomain<CounterRange, String> domain = new CausalDomain<>(queue);
        domain.came(5);
        return domain;
    }

    private static <T> TypeSerializer<T> throughSavepoint(TypeSerializer<T> serializer)
            throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(64);
        TypeSerializerSnapshot.writeVersionedSnapshot(out, serializer.snapshotConfiguration());
        TypeSerializerSnapshot<T> back =
                TypeSerializerSnapshot.readVersionedSnapshot(
                        new DataInputDeserializer(out.getCopyOfBuffer()),
                        CausalDomainSerializerTest.class.getClassLoader());
        assertThat(back.getClass().getName())
                .isEqualTo(
                        "io.chronofabric.operators.causal.flink.CausalDomainSerializer$Snapshot");
        assertThat(
                        serializer
                                .snapshotConfiguration()
                                .resolveSchemaCompatibility(back)
                                .isCompatibleAsIs())
                .isTrue();
        return back.restoreSerializer();
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // what a changed type of events would do
    private static boolean isIncompatible(TypeSerializer now, TypeSerializer before) {
        return now.snapshotConfiguration()
                .resolveSchemaCompatibility(before.snapshotConfiguration())
                .isIncompatible();
    }

    private static <T> byte[] bytes(TypeSerializer<T> serializer, T value) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(64);
        serializer.serialize(value, out);
        return out.getCopyOfBuffer();
    }
}
