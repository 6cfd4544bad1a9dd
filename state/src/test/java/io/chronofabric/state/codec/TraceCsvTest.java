package io.chronofabric.state.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chronofabric.core.ChronoFabricException;
import io.chronofabric.core.ErrorCode;
import io.chronofabric.core.NodeId;
import io.chronofabric.state.model.Fields;
import io.chronofabric.state.model.Ingested;
import io.chronofabric.state.model.Origin;
import io.chronofabric.state.model.RejectReason;
import io.chronofabric.state.model.Rejected;
import io.chronofabric.state.model.Signal;
import io.chronofabric.time.LogicalTime;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TraceCsvTest {
    private static final String HEADER = "time,node,entity,p99_ms,cpu";

    @Test
    void aRowIsASignal() {
        assertThat(open().read(utf8("2023-11-14T22:13:20.000000001Z,7,svc-1,212.5,0.5"), 2))
                .isEqualTo(
                        new Signal(
                                new LogicalTime(1_700_000_000_000_000_001L, 0, 7),
                                "svc-1",
                                Fields.of(Map.of("p99_ms", 212.5, "cpu", 0.5)),
                                new Origin("trace.csv", 0, 2)));
    }

    @ParameterizedTest
    @CsvSource({
        "1970-01-01T00:00:00Z, 0",
        "1970-01-01T00:00Z, 0",
        "1970-01-01T02:00:00.5+02:00, 500000000",
        "2262-04-11T23:47:16.854775807Z, 9223372036854775807",
        "0, 0",
        "1700000000000, 1700000000000000000",
        "1700000000000.25, 1700000000000250000",
        "1.000001, 1000001",
        "1.0000010, 1000001",
        "9223372036854.775807, 9223372036854775807"
    })
    void timesAreReadToTheNanosecond(String text, long nanos) {
        Signal signal = (Signal) open().read(utf8(text + ",0,e,1,1"), 2);
        assertThat(signal.time()).isEqualTo(new LogicalTime(nanos, 0, 0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "now",
                "-1",
                "2023-11-14",
                "2023-11-14T22:13:20",
                "2023-11-14 22:13:20Z",
                "2023-13-14T22:13:20Z",
                "1969-12-31T23:59:59Z",
                "2263-01-01T00:00:00Z",
                "1.0000001",
                "1e3",
                "9223372036855",
                "99999999999999999999",
                "0x10",
                "+1000000000-01-01T00:00:00Z",
                "9223372036854.775808"
            })
    void aTimeThatIsNoneIsRejected(String text) {
        assertRejected(
                open().read(utf8(text + ",0,e,1,1"), 2), RejectReason.BAD_IDENTITY, "time: \"");
    }

    @Test
    void aTimeWithoutAnOffsetIsToldSo() {
        assertRejected(
                open().read(utf8("2023-11-14T22:13:20,0,e,1,1"), 2),
                RejectReason.BAD_IDENTITY,
                "time: \"2023-11-14T22:13:20\" (expected: T between date and time, and Z or an"
                        + " offset such as +02:00 at the end)");
    }

    @Test
    void anEmptyCellMeansThatTheEventLacksTheSignal() {
        TraceCsv trace = open();
        assertThat(signal(trace, "0,0,e,,1").fields()).isEqualTo(Fields.of(Map.of("cpu", 1.0)));
        assertThat(signal(trace, "0,0,e,,").fields().size()).isZero();
    }

    @Test
    void rowsWithTheSameSignalsShareTheirNames() {
        TraceCsv trace = open();
        Fields first = signal(trace, "0,0,e,,1").fields();
        assertThat(signal(trace, "1,0,e,,2").fields().sharesNamesWith(first)).isTrue();
        assertThat(signal(trace, "1,0,e,2,").fields().sharesNamesWith(first)).isFalse();
        Fields full = signal(trace, "0,0,e,1,1").fields();
        assertThat(signal(trace, "1,0,f,1,2").fields().sharesNamesWith(full)).isTrue();
    }

    @Test
    void moreShapesThanAreRememberedStillRead() {
        StringBuilder header = new StringBuilder("time,node,entity");
        for (int i = 0; i < 10; i++) {
            header.append(",s").append(i);
        }
        TraceCsv trace = TraceCsv.open("trace.csv", header.toString());
        for (int shape = 0; shape < 1_024; shape++) {
            StringBuilder row = new StringBuilder("0,0,e");
            for (int i = 0; i < 10; i++) {
                row.append(',').append((shape >> i & 1) == 1 ? "5" : "");
            }
            assertThat(signal(trace, row.toString()).fields().size())
                    .isEqualTo(Integer.bitCount(shape));
        }
    }

    @Test
    void columnsMayStandInAnyOrder() {
        TraceCsv trace = TraceCsv.open("t", "b,entity,a,time,node");
        assertThat(trace.signals()).containsExactly("a", "b");
        Signal signal = signal(trace, "2,e,1,3,4");
        assertThat(signal.fields()).isEqualTo(Fields.of(Map.of("a", 1.0, "b", 2.0)));
        assertThat(signal.time()).isEqualTo(new LogicalTime(3_000_000, 0, 4));
    }

    @Test
    void quotesBlanksByteOrderMarkAndWindowsLineEndsAreUnderstood() {
        TraceCsv trace = TraceCsv.open("t", "\uFEFFtime, node ,entity,\"a,b\"\r\n");
        Signal signal = signal(trace, " 1 ,2,\"say \"\"hi\"\", you\",\"3\"\r\n");
        assertThat(signal.entity()).isEqualTo("say \"hi\", you");
        assertThat(signal.fields()).isEqualTo(Fields.of(Map.of("a,b", 3.0)));
    }

    @Test
    void aNodeIsANumberOrAName() {
        TraceCsv trace = open();
        assertThat(signal(trace, "0,65535,e,1,1").time().node()).isEqualTo(65_535);
        assertThat(signal(trace, "0,007,e,1,1").time().node()).isEqualTo(7);
        assertThat(signal(trace, "0,7,e,1,1").time().node()).isEqualTo(7);
        assertThat(signal(trace, "0,gateway-a,e,1,1").time().node())
                .isEqualTo(NodeId.of("gateway-a").value());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "65536", "70000", "99999999999999"})
    void aNodeOutsideTheRangeIsRejected(String node) {
        assertRejected(
                open().read(utf8("0," + node + ",e,1,1"), 2),
                RejectReason.BAD_IDENTITY,
                "node: \"" + node + "\"");
    }

    @Test
    void twoNodesWithOneIdAreRejectedWithTheAdviceToNumberThem() {
        Map<Integer, String> seen = new HashMap<>();
        String first = null;
        String second = null;
        for (int i = 0; first == null; i++) {
            String before = seen.put(NodeId.of("node-" + i).value(), "node-" + i);
            if (before != null) {
                first = before;
                second = "node-" + i;
            }
        }
        TraceCsv trace = open();
        signal(trace, "0," + first + ",e,1,1");
        assertRejected(
                trace.read(utf8("0," + second + ",e,1,1"), 3),
                RejectReason.BAD_IDENTITY,
                "node: \"" + second + "\" (expected: a node whose id is its own, but \"" + first);
        signal(trace, "0," + first + ",e,1,1");
        assertRejected(
                trace.read(utf8("0," + NodeId.of(first).value() + ",e,1,1"), 4),
                RejectReason.BAD_IDENTITY,
                "node: ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "0,0,e,1|MALFORMED|4 cells (expected: 5)",
                "0,0,e,1,2,3|MALFORMED|6 cells (expected: 5)",
                "\"0,0,e,1,2|MALFORMED|a quote that does not close",
                "\"0\"x,0,e,1,2\"\"|MALFORMED|no CSV: ",
                "0,0,,1,2|BAD_IDENTITY|entity: \"\" (expected: a name",
                "0,0,e,NaN,2|BAD_VALUE|\"p99_ms\": \"NaN\" (expected: a finite decimal number)",
                "0,0,e,Infinity,2|BAD_VALUE|\"p99_ms\": \"Infinity\"",
                "0,0,e,1e999,2|BAD_VALUE|\"p99_ms\": \"1e999\"",
                "0,0,e,1d,2|BAD_VALUE|\"p99_ms\": \"1d\"",
                "0,0,e,0x1p3,2|BAD_VALUE|\"p99_ms\": \"0x1p3\"",
                "0,0,e,1,2e|BAD_VALUE|\"cpu\": \"2e\"",
                "0,0,e,1,.|BAD_VALUE|\"cpu\": \".\"",
                "0,0,e,1,abc|BAD_VALUE|\"cpu\": \"abc\"",
            })
    void aRowThatIsNoneIsRejectedWithItsReason(String row, RejectReason reason, String text) {
        assertRejected(open().read(utf8(row), 2), reason, text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"+1", "-1", ".5", "5.", "1e3", "1E-3", "-0", "00012"})
    void decimalNumbersAreValues(String number) {
        assertThat(signal(open(), "0,0,e,1," + number).fields().get("cpu"))
                .isEqualTo(Double.parseDouble(number));
    }

    @Test
    void linesThatAreNoTextOrNoLineAreRejected() {
        byte[] latin1 = "0,0,gr\u00fc\u00df,1,2".getBytes(StandardCharsets.ISO_8859_1);
        assertRejected(open().read(latin1, 2), RejectReason.MALFORMED, "bytes that are no UTF-8");
        assertRejected(open().read(new byte[0], 2), RejectReason.MALFORMED, "");
        assertRejected(open().read(utf8("\r\n"), 2), RejectReason.MALFORMED, "");
        assertRejected(
                open().read(utf8("0,0,e,1,2\n0,0,e,1,2"), 2),
                RejectReason.MALFORMED,
                "a line break inside");
        assertRejected(
                open().read(utf8(",".repeat(100_000)), 2), RejectReason.MALFORMED, "no CSV: ");
    }

    @Test
    void aRejectedRowKeepsItsBytesAndPlace() {
        byte[] raw = utf8("x");
        Rejected rejected = (Rejected) open().read(raw, 17);
        assertThat(rejected.raw()).isSameAs(raw);
        assertThat(rejected.origin()).isEqualTo(new Origin("trace.csv", 0, 17));
    }

    @Test
    void aTypoInTheHeaderIsToldWithTheWordThatWasMeant() {
        assertThatThrownBy(() -> TraceCsv.open("trace.csv", "tiem,node,entity,x"))
                .isInstanceOfSatisfying(
                        ChronoFabricException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.INPUT_INVALID))
                .hasMessage(
                        "INPUT_INVALID: trace.csv:1: header: no column time (expected:"
                                + " time,node,entity and one column for each signal). Rename"
                                + " \"tiem\" to time.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "time,node,entity|no signal column|Add a column for each signal.",
                "time,node,entity,x,x|columns 4 and 5 are both \"x\"|Rename or remove",
                "time,node,entity,x,|column 5 has no name|Name column 5.",
                "time,node,x|no column entity|Add the column entity.",
                "a;b;c|no column time, no column node, no column entity|Add the column time.",
                "''|header: an empty line (expected: time,node|Correct the first line.",
                "time,node,entity,\"x|a quote that does not close|Correct the first line."
            })
    void aHeaderThatIsNoneIsRefused(String header, String fault, String fix) {
        assertThatThrownBy(() -> TraceCsv.open("trace.csv", header))
                .isInstanceOf(ChronoFabricException.class)
                .hasMessageContaining(fault)
                .hasMessageContaining(fix);
    }

    @Test
    void aHeaderWithTooManySignalsIsRefused() {
        StringBuilder header = new StringBuilder("time,node,entity");
        for (int i = 0; i <= Limits.FIELDS; i++) {
            header.append(",s").append(i);
        }
        assertThatThrownBy(() -> TraceCsv.open("t", header.toString()))
                .isInstanceOf(ChronoFabricException.class)
                .hasMessageContaining("1028 columns")
                .hasMessageContaining("at most 1024 signals");
    }

    @Test
    void noBytesMakeReadingThrow() {
        long seed = Seeds.next();
        Random random = new Random(seed);
        TraceCsv trace = open();
        byte[] good = utf8("2023-11-14T22:13:20.000000001Z,7,\"svc-1\",212.5,0.5");
        for (int i = 0; i < 10_000; i++) {
            byte[] bytes = Hostile.mutate(good, random);
            try {
                assertThat(trace.read(bytes, i)).isNotNull();
                TraceCsv.open("t", new String(bytes, StandardCharsets.UTF_8));
            } catch (ChronoFabricException expected) {
                // as open declares
            } catch (RuntimeException e) {
                throw new AssertionError(
                        "seed " + seed + ": " + new String(bytes, StandardCharsets.UTF_8), e);
            }
        }
    }

    private static TraceCsv open() {
        return TraceCsv.open("trace.csv", HEADER);
    }

    private static Signal signal(TraceCsv trace, String row) {
        Ingested ingested = trace.read(utf8(row), 2);
        assertThat(ingested).isInstanceOf(Signal.class);
        return (Signal) ingested;
    }

    private static void assertRejected(Ingested ingested, RejectReason reason, String text) {
        assertThat(ingested)
                .isInstanceOfSatisfying(
                        Rejected.class,
                        rejected -> {
                            assertThat(rejected.text()).startsWith(text);
                            assertThat(rejected.reason()).isEqualTo(reason);
                        });
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
