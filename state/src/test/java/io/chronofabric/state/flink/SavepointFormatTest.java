package io.chronofabric.state.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chronofabric.state.model.Fields;
import io.chronofabric.state.model.Origin;
import io.chronofabric.state.model.Signal;
import io.chronofabric.time.LogicalTime;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SavepointFormatTest {
    /** A type, its samples, and the class name that savepoints hold. */
    private record Format<T>(
            String name, TypeInformation<T> type, List<T> samples, Class<?> snapshot) {
        @Override
        public String toString() {
            return name;
        }

        TypeSerializer<T> serializer() {
            SerializerConfigImpl config = new SerializerConfigImpl();
            config.setGenericTypes(false);
            return type.createSerializer(config);
        }
    }

    static Stream<Format<?>> formats() {
        return Stream.of(
                new Format<>(
                        "ingested",
                        RecordTypes.ingested(),
                        List.of(Samples.ingested()),
                        IngestedSerializer.Snapshot.class),
                new Format<>(
                        "signal",
                        RecordTypes.signal(),
                        List.of(Samples.signals()),
                        SignalSerializer.Snapshot.class),
                new Format<>(
                        "rejected",
                        RecordTypes.rejected(),
                        List.of(Samples.rejects()),
                        RejectedSerializer.Snapshot.class),
                new Format<>(
                        "verdict",
                        RecordTypes.verdict(),
                        List.of(Samples.verdicts()),
                        VerdictSerializer.Snapshot.class),
                new Format<>(
                        "match",
                        RecordTypes.verdict(),
                        List.of(Samples.matches()),
                        VerdictSerializer.Snapshot.class),
                new Format<>(
                        "notice",
                        RecordTypes.decision(),
                        List.of(Samples.notices()),
                        DecisionSerializer.Snapshot.class),
                new Format<>(
                        "signal-bounds",
                        RecordTypes.signal(),
                        List.of(Samples.signalsWithBounds()),
                        SignalSerializer.Snapshot.class),
                new Format<>(
                        "verdict-bounds",
                        RecordTypes.verdict(),
                        List.of(Samples.verdictsWithBounds()),
                        VerdictSerializer.Snapshot.class),
                new Format<>(
                        "sample-store-bounds",
                        RecordTypes.sampleStore(),
                        List.of(Samples.storesWithBounds()),
                        SampleStoreSerializer.Snapshot.class),
                new Format<>(
                        "decision",
                        RecordTypes.decision(),
                        List.of(Samples.decisions()),
                        DecisionSerializer.Snapshot.class),
                new Format<>(
                        "rule-control",
                        RecordTypes.ruleControl(),
                        List.of(Samples.controls()),
                        RuleControlSerializer.Snapshot.class),
                new Format<>(
                        "sample-store",
                        RecordTypes.sampleStore(),
                        List.of(Samples.stores()),
                        SampleStoreSerializer.Snapshot.class));
    }

    @ParameterizedTest
    @MethodSource("formats")
    <T> void theBytesOfVersionOneNeverChange(Format<T> format) throws IOException {
        StringBuilder hex = new StringBuilder();
        for (T sample : format.samples()) {
            byte[] bytes = Bytes.of(format.serializer(), sample);
            hex.append(HexFormat.of().formatHex(bytes)).append('\n');
        }
        assertThat(hex.toString()).isEqualTo(golden(format.name()));
    }

    @ParameterizedTest
    @MethodSource("formats")
    <T> void theBytesOfVersionOneStillRead(Format<T> format) throws IOException {
        List<String> lines = golden(format.name()).lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            T value = Bytes.read(format.serializer(), HexFormat.of().parseHex(lines.get(i)));
            assertThat(value).isEqualTo(format.samples().get(i));
        }
    }

    @ParameterizedTest
    @MethodSource("formats")
    <T> void aSnapshotComesBackAndFitsItsSerializer(Format<T> format) throws IOException {
        TypeSerializer<T> serializer = format.serializer();
        DataOutputSerializer out = new DataOutputSerializer(64);
        TypeSerializerSnapshot.writeVersionedSnapshot(out, serializer.snapshotConfiguration());
        TypeSerializerSnapshot<T> back =
                TypeSerializerSnapshot.readVersionedSnapshot(
                        new DataInputDeserializer(out.getCopyOfBuffer()),
                        getClass().getClassLoader());
        assertThat(back).isExactlyInstanceOf(format.snapshot());
        assertThat(
                        serializer
                                .snapshotConfiguration()
                                .resolveSchemaCompatibility(back)
                                .isCompatibleAsIs())
                .isTrue();
        TypeSerializer<T> restored = back.restoreSerializer();
        assertThat(restored).isEqualTo(serializer).hasSameHashCodeAs(serializer);
        T sample = format.samples().get(0);
        assertThat(Bytes.read(restored, Bytes.of(serializer, sample))).isEqualTo(sample);
    }

    @ParameterizedTest
    @MethodSource("formats")
    <T> void anUnknownVersionIsRefusedWithAWayOut(Format<T> format) {
        TypeSerializerSnapshot<T> snapshot = format.serializer().snapshotConfiguration();
        assertThatThrownBy(
                        () ->
                                snapshot.readSnapshot(
                                        2,
                                        new DataInputDeserializer(new byte[0]),
                                        getClass().getClassLoader()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("format version 2 (expected: 1)")
                .hasMessageContaining("restore it with");
    }

    @Test
    @SuppressWarnings({"unchecked", "rawtypes"}) // what a wrong state descriptor would do
    void anotherTypesSnapshotDoesNotFit() {
        TypeSerializerSnapshot verdicts = new VerdictSerializer.Snapshot();
        assertThat(
                        verdicts.resolveSchemaCompatibility(new DecisionSerializer.Snapshot())
                                .isIncompatible())
                .isTrue();
        assertThat(verdicts)
                .isNotEqualTo(new DecisionSerializer.Snapshot())
                .isEqualTo(new VerdictSerializer.Snapshot())
                .hasSameHashCodeAs(new VerdictSerializer.Snapshot());
    }

    @ParameterizedTest
    @MethodSource("formats")
    <T> void typesAndSerializersTravelWithTheJobGraph(Format<T> format) throws Exception {
        assertThat(InstantiationUtil.clone(format.type()))
                .isEqualTo(format.type())
                .hasSameHashCodeAs(format.type());
        TypeSerializer<T> used = format.serializer();
        Bytes.of(used, format.samples().get(0));
        assertThat(InstantiationUtil.clone(used)).isEqualTo(used);
        assertThat(format.type().canEqual(format.type())).isTrue();
        assertThat(format.type().isKeyType()).isFalse();
        assertThat(format.type().isBasicType()).isFalse();
        assertThat(format.type().isTupleType()).isFalse();
        assertThat(format.type().getArity()).isEqualTo(1);
        assertThat(format.type().getTotalFields()).isEqualTo(1);
        assertThat(format.type()).hasToString(format.type().getTypeClass().getSimpleName());
    }

    /** Damaged state must fail as such: no wrong type of exception, no memory taken on its word. */
    @ParameterizedTest
    @MethodSource("formats")
    <T> void damagedBytesFailAsInputOrOutputErrorsOrReadAsAnotherValue(Format<T> format)
            throws IOException {
        long seed = Seeds.next();
        Random random = new Random(seed);
        for (T sample : format.samples()) {
            byte[] bytes = Bytes.of(format.serializer(), sample);
            for (int i = 0; i < 2_000; i++) {
                byte[] damaged = Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
                for (int n = random.nextInt(4); n > 0 && damaged.length > 0; n--) {
                    damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
                }
                try {
                    assertThat(format.serializer().deserialize(new DataInputDeserializer(damaged)))
                            .isNotNull();
                } catch (IOException expected) {
                    // as declared
                } catch (RuntimeException e) {
                    throw new AssertionError(
                            "seed " + seed + ": " + HexFormat.of().formatHex(damaged), e);
                }
            }
        }
    }

    @Test
    void flagsThatNobodyKnowsAndBoundsThatAreNoneAreDamage() throws IOException {
        TypeSerializer<Signal> signals = RecordTypes.signal().createSerializer(null);
        byte[] plain = Bytes.of(signals, Samples.signals()[0]);
        for (int last : new int[] {8, 12, 16, 128}) {
            plain[plain.length - 1] = (byte) last;
            assertThatThrownBy(() -> Bytes.read(signals, plain))
                    .as("%d", last)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("damaged");
        }
        byte[] bounded = Bytes.of(signals, Samples.signals()[0].within(Long.MAX_VALUE));
        bounded[bounded.length - 10]++;
        assertThatThrownBy(() -> Bytes.read(signals, bounded))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("clock error: 9223372036854775808 ns");
    }

    @Test
    void signalsReadOneAfterTheOtherShareTheirNamesAndSource() throws IOException {
        TypeSerializer<Signal> serializer = RecordTypes.signal().createSerializer(null);
        Signal first = Bytes.read(serializer, Bytes.of(serializer, signal(1, "a", "b")));
        Signal second = Bytes.read(serializer, Bytes.of(serializer, signal(2, "a", "b")));
        Signal other = Bytes.read(serializer, Bytes.of(serializer, signal(3, "a", "c")));
        assertThat(first.fields().sharesNamesWith(second.fields())).isTrue();
        assertThat(first.fields().sharesNamesWith(other.fields())).isFalse();
        assertThat(first.origin().source()).isSameAs(second.origin().source());
        TypeSerializer<Signal> duplicate = serializer.duplicate();
        assertThat(duplicate).isNotSameAs(serializer);
        Signal elsewhere = Bytes.read(duplicate, Bytes.of(duplicate, signal(1, "a", "b")));
        assertThat(elsewhere).isEqualTo(first);
        assertThat(elsewhere.fields().sharesNamesWith(first.fields())).isFalse();
    }

    @Test
    void moreShapesThanTheCachesHoldStillRead() throws IOException {
        TypeSerializer<Signal> serializer = RecordTypes.signal().createSerializer(null);
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 500; i++) {
                Signal signal = signal(i, "field-" + i, "field-" + (i + 1) % 500);
                assertThat(Bytes.read(serializer, Bytes.of(serializer, signal))).isEqualTo(signal);
            }
        }
        Signal huge = signal(1, "a".repeat(70_000), "ä".repeat(70_000));
        assertThat(Bytes.read(serializer, Bytes.of(serializer, huge))).isEqualTo(huge);
    }

    private static Signal signal(long nanos, String one, String two) {
        return new Signal(
                new LogicalTime(nanos, 0, 0),
                "e",
                Fields.of(Map.of(one, 1.0, two, 2.0)),
                new Origin("topic", 0, nanos));
    }

    private static String golden(String name) throws IOException {
        try (InputStream in =
                SavepointFormatTest.class.getResourceAsStream("v1/" + name + ".hex")) {
            assertThat(in).as("v1/%s.hex", name).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        }
    }
}
