package io.chronofabric.operators.sequence.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chronofabric.operators.sequence.AfterMatch;
import io.chronofabric.operators.sequence.AtBound;
import io.chronofabric.operators.sequence.Ev;
import io.chronofabric.operators.sequence.SequenceBounds;
import io.chronofabric.operators.sequence.SequenceCondition;
import io.chronofabric.operators.sequence.SequenceEngine;
import io.chronofabric.operators.sequence.SequencePattern;
import io.chronofabric.operators.sequence.SequenceState;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

class SequenceStateSerializerTest {
    private static final SequenceStateSerializer<Long> SERIALIZER =
            new SequenceStateSerializer<>(LongSerializer.INSTANCE);

    /** A savepoint of version 1; what is here must be read for ever. */
    private static final String GOLDEN =
            "0147518efc000000000000002a0601000000003bc890c00000000000030001000000003bc890"
                    + "c000000000000000040000000000000007000000000000002a00000000000000030400000000"
                    + "00000000000000003b9aca0000000000000000010000000005f5e10000000000000000010000"
                    + "00003baa0c4000000000000100010000000005f7680e0000000000000003000000003bc890c0"
                    + "00000000000300010000000005fa76160000000000000002000000003bb94e80000000000002"
                    + "00010000000005f8ef0805000000010101020201030000020401000101000000000077359400"
                    + "0000000000000003020200000000007735940000000000000000050403000000007754188000"
                    + "0000000000000600000000";

    private static SequenceEngine<Long> engine() {
        SequencePattern<Long> pattern =
                SequencePattern.<Long>builder("p", 1)
                        .begin("a", kind(0))
                        .followedBy("b", kind(1))
                        .oneOrMore()
                        .followedBy("c", kind(2))
                        .within(Duration.ofSeconds(1))
                        .afterMatch(AfterMatch.TO_NEXT)
                        .build();
        return new SequenceEngine<>(pattern, new SequenceBounds(5, 20, AtBound.SAMPLE), Ev::time);
    }

    private static SequenceCondition<Long> kind(int kind) {
        return SequenceCondition.onEvent(e -> Ev.kind(e) == kind);
    }

    private static SequenceState<Long> state(SequenceEngine<Long> engine) {
        SequenceState<Long> state = engine.newState(42);
        Ev.line("abab").forEach(e -> engine.onEvent(state, e, match -> {}));
        return state;
    }

    @Test
    void bytesAreThoseOfVersionOne() throws IOException {
        assertThat(HexFormat.of().formatHex(bytes(state(engine())))).isEqualTo(GOLDEN);
    }

    @Test
    void goldenBytesAreReadAndGoOn() throws IOException {
        var engine = engine();
        var state = read(HexFormat.of().parseHex(GOLDEN));
        assertThat(state.partialMatches()).isEqualTo(state(engine).partialMatches());
        assertThat(state.keptEvents()).isEqualTo(state(engine).keptEvents());
        List<Object> restored = new ArrayList<>();
        List<Object> undisturbed = new ArrayList<>();
        long end = Ev.of(1100, 7, 2, 0);
        engine.onEvent(state, end, restored::add);
        engine.onEvent(state(engine), end, undisturbed::add);
        assertThat(restored).isEqualTo(undisturbed).hasSize(2);
    }

    @Test
    void aCopyIsApart() {
        var engine = engine();
        var state = state(engine);
        var copy = SERIALIZER.copy(state);
        engine.advanceTo(copy, Long.MAX_VALUE, match -> {});
        assertThat(copy.isIdle()).isTrue();
        assertThat(state.isIdle()).isFalse();
    }

    @Test
    void otherVersionsAndDamageAreRefused() throws IOException {
        byte[] bytes = bytes(state(engine()));
        bytes[0] = 2;
        assertThatThrownBy(() -> read(bytes)).hasMessageContaining("version 2");
        bytes[0] = 1;
        int damaged = 0;
        for (int i = 1; i < bytes.length; i++) {
            byte[] shorter = Arrays.copyOf(bytes, i);
            assertThatThrownBy(() -> read(shorter)).isInstanceOf(IOException.class);
            damaged++;
        }
        assertThat(damaged).isPositive();
    }

    @Test
    void aStateOfAnotherPatternIsRefused() {
        var other =
                new SequenceEngine<>(
                        SequencePattern.<Long>builder("p", 2).begin("a", kind(0)).build(),
                        SequenceBounds.NONE,
                        Ev::time);
        assertThatThrownBy(() -> other.onEvent(state(engine()), Ev.of(9000, 0, 0, 0), m -> {}))
                .hasMessageContaining("another pattern");
    }

    @Test
    void theSerializersSnapshotRestoresIt() {
        var snapshot = SERIALIZER.snapshotConfiguration();
        assertThat(snapshot.restoreSerializer()).isEqualTo(SERIALIZER);
        assertThat(SERIALIZER.duplicate()).isEqualTo(SERIALIZER).hasSameHashCodeAs(SERIALIZER);
        assertThat(
                        snapshot.resolveSchemaCompatibility(SERIALIZER.snapshotConfiguration())
                                .isCompatibleAsIs())
                .isTrue();
    }

    private static byte[] bytes(SequenceState<Long> state) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(256);
        SERIALIZER.serialize(state, out);
        return out.getCopyOfBuffer();
    }

    private static SequenceState<Long> read(byte[] bytes) throws IOException {
        return SERIALIZER.deserialize(new DataInputDeserializer(bytes));
    }
}
