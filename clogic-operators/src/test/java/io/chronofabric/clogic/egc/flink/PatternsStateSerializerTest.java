package io.chronofabric.clogic.egc.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chronofabric.clogic.egc.EntityGovernor;
import io.chronofabric.clogic.egc.Recorder;
import io.chronofabric.clogic.egc.pattern.PatternCheck;
import io.chronofabric.clogic.egc.pattern.PatternWatch;
import io.chronofabric.clogic.egc.pattern.PatternsState;
import io.chronofabric.core.TraceContext;
import io.chronofabric.state.codec.RuleDocuments;
import io.chronofabric.state.model.Fields;
import io.chronofabric.state.model.Origin;
import io.chronofabric.state.model.Signal;
import io.chronofabric.time.LogicalTime;
import java.io.IOException;
import java.util.HexFormat;
import java.util.Map;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

class PatternsStateSerializerTest {
    private static final PatternsStateSerializer SERIALIZER = PatternsStateSerializer.INSTANCE;

    /** The bytes of version 1 never change: a savepoint has them. */
    private static final String GOLDEN =
            "640180d0acf30e070101780140140000000000000000000000d0ad05400000000000000f"
                    + "a07fffffffffffffff7fffffffffffffff0000000000000fa000000000000000327fffff"
                    + "ffffffffff00000001002061393834643763366535653461303635333566346162653632"
                    + "36363038376362000174000170000000020000000000002ee00000000100017400017000"
                    + "0000027dc81cf4e7c2f91000000001000000012a05f20000002710000000030000000000"
                    + "0000003b9aca0040080000000000000000000077359400400000000000000000000000b2"
                    + "d05e00401000000000000001c0aa78cd0000000000000065070100000000b2d05e000000"
                    + "00000000000700000000d0ad054000000000000000020000000000000002000000000000"
                    + "006500000000000000010200000000000000000000000077359400000000000000000700"
                    + "000000773594000000000000000007000000024000000000000000400400000000000001"
                    + "000000000000000100000000000000020000000000000003010000000000000001000000"
                    + "00b2d05e00000000000000000700000000b2d05e00000000000000000700000002401000"
                    + "00000000004008000000000000000200000001010100000001010000000002cb41780000"
                    + "0000000000000100000000";

    private final PatternWatch watch =
            new PatternWatch(
                    PatternCheck.compile(
                                    RuleDocuments.read(
                                                    "p.yaml",
                                                    """
                                                    kind: Pattern
                                                    metadata: {id: p, version: 2, tenant: t}
                                                    spec:
                                                      signals: {x: x}
                                                      features: {usual: {mean: x, over: 5s}}
                                                      within: 10s
                                                      sequence:
                                                        - {name: low, when: x < usual}
                                                        - {name: high, when: x > low.x, times: "1.."}
                                                        - {none: calm, when: x < 1}
                                                      guard: 1s
                                                    """)
                                            .patterns())
                            .patterns(),
                    100);

    private PatternsState busyState() {
        PatternsState state = watch.newState();
        double[] values = {3, 2, 4, 5};
        for (int i = 0; i < values.length; i++) {
            Signal signal =
                    new Signal(
                            new LogicalTime(1_000_000_000L * (i + 1), 0, 7),
                            "e",
                            Fields.of(Map.of("x", values[i])),
                            new Origin("t", 0, i));
            TraceContext trace = i == 1 ? new TraceContext(1, 2, 3, true) : null;
            watch.onSignal(state, signal.of(trace), 0, 50, new Recorder());
        }
        watch.advance(state, "e", EntityGovernor.limitOf(3_500), new Recorder());
        watch.check(state, "e", 20_000, new Recorder());
        return state;
    }

    @Test
    void theBytesOfVersionOneNeverChange() throws IOException {
        assertThat(HexFormat.of().formatHex(bytesOf(busyState()))).isEqualTo(GOLDEN);
        PatternsState read =
                SERIALIZER.deserialize(new DataInputDeserializer(HexFormat.of().parseHex(GOLDEN)));
        assertThat(bytesOf(read)).isEqualTo(bytesOf(busyState()));
    }

    @Test
    void everyCopyIsTheSameAndLeavesTheFirstAlone() throws IOException {
        PatternsState state = busyState();
        byte[] bytes = bytesOf(state);
        PatternsState copy = SERIALIZER.copy(state);
        assertThat(bytesOf(copy)).isEqualTo(bytes);
        watch.advance(copy, "e", EntityGovernor.limitOf(90_000), new Recorder());
        assertThat(bytesOf(copy)).isNotEqualTo(bytes);
        assertThat(bytesOf(state)).isEqualTo(bytes);
    }

    @Test
    void damagedBytesAreRefused() throws IOException {
        byte[] bytes = bytesOf(busyState());
        for (int length = 0; length < bytes.length; length++) {
            DataInputDeserializer cut = new DataInputDeserializer(bytes, 0, length);
            assertThatThrownBy(() -> SERIALIZER.deserialize(cut))
                    .as("cut to %d bytes", length)
                    .isInstanceOf(IOException.class);
        }
    }

    private static byte[] bytesOf(PatternsState state) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(64);
        SERIALIZER.serialize(state, out);
        return out.getCopyOfBuffer();
    }
}
