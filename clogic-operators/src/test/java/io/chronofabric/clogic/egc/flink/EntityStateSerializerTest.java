package io.chronofabric.clogic.egc.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chronofabric.clogic.egc.EntityGovernor;
import io.chronofabric.clogic.egc.EntityState;
import io.chronofabric.clogic.egc.Recorder;
import io.chronofabric.clogic.egc.Rules;
import io.chronofabric.state.model.Fields;
import io.chronofabric.state.model.Origin;
import io.chronofabric.state.model.Signal;
import io.chronofabric.time.LogicalTime;
import java.io.IOException;
import java.util.Map;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

class EntityStateSerializerTest {
    private static final EntityStateSerializer SERIALIZER = EntityStateSerializer.INSTANCE;

    private final EntityGovernor governor =
            new EntityGovernor(
                    Rules.compile(
                            Rules.every("r", "always[0,4s](x > 2)"),
                            Rules.onChange("s", "once[0,2s](x > 3)")),
                    100);

    @Test
    void everyCopyIsTheSameAndLeavesTheFirstAlone() throws IOException {
        EntityState state = busyState();
        byte[] bytes = bytesOf(state);
        DataOutputSerializer copied = new DataOutputSerializer(64);
        SERIALIZER.copy(new DataInputDeserializer(bytes), copied);
        assertThat(copied.getCopyOfBuffer()).isEqualTo(bytes);

        EntityState copy = SERIALIZER.copy(state, SERIALIZER.createInstance());
        EntityState read = SERIALIZER.deserialize(copy, new DataInputDeserializer(bytes));
        for (EntityState other : new EntityState[] {copy, read, SERIALIZER.copy(state)}) {
            assertThat(bytesOf(other)).isEqualTo(bytes);
            governor.onSignal(other, signal(107_000, 1), 0, new Recorder());
            governor.advance(other, "e", EntityGovernor.limitOf(109_000), new Recorder());
            assertThat(bytesOf(other)).isNotEqualTo(bytes);
            assertThat(bytesOf(state)).isEqualTo(bytes);
        }
        assertThat(SERIALIZER.getLength()).isEqualTo(-1);
        assertThat(SERIALIZER.isImmutableType()).isFalse();
    }

    @Test
    void bytesThatAreNoStateAreRefusedAsSuch() throws IOException {
        byte[] bytes = bytesOf(SERIALIZER.createInstance());
        bytes[bytes.length - 4] = (byte) 0xff;
        assertThatThrownBy(() -> SERIALIZER.deserialize(new DataInputDeserializer(bytes)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("rules (expected: 0 to");

        byte[] busy = bytesOf(busyState());
        for (int length = 0; length < busy.length; length++) {
            DataInputDeserializer cut = new DataInputDeserializer(busy, 0, length);
            assertThatThrownBy(() -> SERIALIZER.deserialize(cut)).isInstanceOf(IOException.class);
        }
    }

    private EntityState busyState() {
        EntityState state = governor.newState();
        for (int second = 100; second <= 106; second++) {
            governor.onSignal(state, signal(1_000L * second, second % 6), 0, new Recorder());
        }
        governor.advance(state, "e", EntityGovernor.limitOf(105_500), new Recorder());
        return state;
    }

    private static Signal signal(long millis, double x) {
        return new Signal(
                LogicalTime.ofEpochMillis(millis),
                "e",
                Fields.of(Map.of("x", x)),
                new Origin("test", 0, 0));
    }

    private static byte[] bytesOf(EntityState state) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(64);
        SERIALIZER.serialize(state, out);
        return out.getCopyOfBuffer();
    }
}
