package io.chronofabric.clogic.egc.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chronofabric.clogic.egc.EntityGovernor;
import io.chronofabric.clogic.egc.EntityState;
import io.chronofabric.clogic.egc.Recorder;
import io.chronofabric.clogic.egc.Rules;
import io.chronofabric.clogic.egc.RulesState;
import io.chronofabric.state.model.Fields;
import io.chronofabric.state.model.Origin;
import io.chronofabric.state.model.Signal;
import io.chronofabric.time.LogicalTime;
import java.io.IOException;
import java.util.Map;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

class EntityStateSerializerTest {
    private static final EntityStateSerializer SERIALIZER = EntityStateSerializer.INSTANCE;
    private static final RulesStateSerializer RULES = RulesStateSerializer.INSTANCE;

    private final EntityGovernor governor =
            new EntityGovernor(
                    Rules.compile(
                            Rules.every("r", "always[0,4s](x > 2)"),
                            Rules.onChange("s", "once[0,2s](x > 3)"),
                            Rules.onChange("t", "x > 1")),
                    100);

    @Test
    void everyCopyIsTheSameAndLeavesTheFirstAlone() throws IOException {
        EntityState state = busyState();
        RulesState rules = state.takeRules();
        byte[] bytes = bytesOf(state);
        byte[] rulesBytes = bytesOf(rules);
        assertThat(copied(SERIALIZER, bytes)).isEqualTo(bytes);
        assertThat(copied(RULES, rulesBytes)).isEqualTo(rulesBytes);

        EntityState copy = SERIALIZER.copy(state, SERIALIZER.createInstance());
        EntityState read = SERIALIZER.deserialize(copy, new DataInputDeserializer(bytes));
        RulesState rulesCopy = RULES.copy(rules, RULES.createInstance());
        RulesState rulesRead = RULES.deserialize(rulesCopy, new DataInputDeserializer(rulesBytes));
        EntityState[] others = {copy, read};
        RulesState[] apart = {rulesCopy, rulesRead};
        for (int i = 0; i < others.length; i++) {
            RulesState other = apart[i];
            others[i].keptApart(() -> other);
            assertThat(bytesOf(others[i])).isEqualTo(bytes);
            assertThat(bytesOf(other)).isEqualTo(rulesBytes);
            governor.onSignal(others[i], signal(107_000, 1), 0, new Recorder());
            governor.advance(others[i], "e", EntityGovernor.limitOf(109_000), new Recorder());
            assertThat(bytesOf(others[i])).isNotEqualTo(bytes);
            assertThat(bytesOf(other)).isNotEqualTo(rulesBytes);
            assertThat(bytesOf(state)).isEqualTo(bytes);
            assertThat(bytesOf(rules)).isEqualTo(rulesBytes);
        }
        assertThat(SERIALIZER.getLength()).isEqualTo(-1);
        assertThat(SERIALIZER.isImmutableType()).isFalse();
    }

    @Test
    void whatAFewRulesKnowStaysWithTheEntity() throws IOException {
        EntityGovernor few = new EntityGovernor(Rules.compile(Rules.every("r", "x > 2")), 100);
        EntityState state = few.newState();
        few.onSignal(state, signal(100_000, 1), 0, new Recorder());
        few.advance(state, "e", EntityGovernor.limitOf(101_500), new Recorder());
        assertThat(state.takeRules()).isNull();
        assertThat(state.isRulesPartBack()).isFalse();
        EntityState read = SERIALIZER.deserialize(new DataInputDeserializer(bytesOf(state)));
        assertThat(bytesOf(read)).isEqualTo(bytesOf(state));
        assertThat(bytesOf(SERIALIZER.copy(state))).isEqualTo(bytesOf(state));
        assertThat(read.hasOpenAlert()).isTrue();

        EntityState many = busyState();
        RulesState apart = many.takeRules();
        many.keptApart(() -> apart);
        few.advance(many, "e", EntityGovernor.limitOf(106_500), new Recorder());
        assertThat(many.takeRules()).as("two of three rules are no more").isNull();
        assertThat(many.isRulesPartBack()).isTrue();
        assertThat(many.takeRules()).isNull();
        assertThat(many.isRulesPartBack()).as("told once").isFalse();
    }

    @Test
    void anEventThatWaitsNeedsNothingOfWhatRulesKnow() {
        EntityState state = busyState();
        state.takeRules();
        state.keptApart(
                () -> {
                    throw new AssertionError("fetched");
                });
        governor.onSignal(state, signal(107_000, 1), 0, new Recorder());
        assertThat(state.takeRules()).isNull();
        assertThat(state.store().size()).isGreaterThan(1);
    }

    @Test
    void bytesThatAreNoStateAreRefusedAsSuch() throws IOException {
        byte[] bytes = bytesOf(RULES.createInstance());
        bytes[bytes.length - 4] = (byte) 0xff;
        assertThatThrownBy(() -> RULES.deserialize(new DataInputDeserializer(bytes)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("rules (expected: 0 to");

        EntityState state = busyState();
        byte[] busyRules = bytesOf(state.takeRules());
        for (int length = 0; length < busyRules.length; length++) {
            DataInputDeserializer cut = new DataInputDeserializer(busyRules, 0, length);
            assertThatThrownBy(() -> RULES.deserialize(cut)).isInstanceOf(IOException.class);
        }
        byte[] busy = bytesOf(state);
        for (int length = 0; length < busy.length; length++) {
            DataInputDeserializer cut = new DataInputDeserializer(busy, 0, length);
            assertThatThrownBy(() -> SERIALIZER.deserialize(cut)).isInstanceOf(IOException.class);
        }
    }

    private static <T> byte[] copied(TypeSerializer<T> serializer, byte[] bytes)
            throws IOException {
        DataOutputSerializer copied = new DataOutputSerializer(64);
        serializer.copy(new DataInputDeserializer(bytes), copied);
        return copied.getCopyOfBuffer();
    }

    private static byte[] bytesOf(RulesState rules) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(64);
        RULES.serialize(rules, out);
        return out.getCopyOfBuffer();
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
