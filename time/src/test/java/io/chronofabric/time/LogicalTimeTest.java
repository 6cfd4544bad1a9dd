package io.chronofabric.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chronofabric.core.ChronoFabricException;
import io.chronofabric.core.ErrorCode;
import io.chronofabric.core.NodeId;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogicalTimeTest {
    private static final Comparator<LogicalTime> BY_FIELDS =
            Comparator.comparingLong(LogicalTime::physicalNanos)
                    .thenComparingLong(LogicalTime::logical)
                    .thenComparingInt(LogicalTime::node);

    @Test
    void compareOrderIsPhysicalThenLogicalThenNodeAndByteOrderIsTheSame() {
        Random random = Seeds.random();
        for (int pair = 0; pair < 20_000; pair++) {
            LogicalTime a = any(random);
            LogicalTime b = random.nextInt(3) == 0 ? a : any(random);
            int expected = Integer.signum(BY_FIELDS.compare(a, b));
            String what = a + " and " + b + "; " + Seeds.describe(pair);
            assertThat(Integer.signum(a.compareTo(b))).as(what).isEqualTo(expected);
            assertThat(Integer.signum(Arrays.compareUnsigned(bytes(a), bytes(b))))
                    .as(what)
                    .isEqualTo(expected);
            assertThat(
                            Integer.signum(
                                    LogicalTime.compareWords(
                                            a.physicalNanos(),
                                            a.logicalAndNode(),
                                            b.physicalNanos(),
                                            b.logicalAndNode())))
                    .as(what)
                    .isEqualTo(expected);
        }
    }

    @Test
    void bytesAndWordsGiveBackWhatWentIn() {
        Random random = Seeds.random();
        for (int i = 0; i < 5_000; i++) {
            LogicalTime time = any(random);
            assertThat(LogicalTime.decode(bytes(time), 0)).as(Seeds.describe(i)).isEqualTo(time);
            assertThat(LogicalTime.ofWords(time.physicalNanos(), time.logicalAndNode()))
                    .as(Seeds.describe(i))
                    .isEqualTo(time);
        }
    }

    @Test
    void hexDigitsGiveBackWhatWentInAndSortAsTheTimesDo() {
        Random random = Seeds.random();
        for (int i = 0; i < 5_000; i++) {
            LogicalTime a = any(random);
            LogicalTime b = any(random);
            String what = a + " and " + b + "; " + Seeds.describe(i);
            assertThat(LogicalTime.parseHex(a.toHex())).as(what).isEqualTo(a);
            assertThat(a.toHex()).as(what).isEqualTo(HexFormat.of().formatHex(bytes(a)));
            assertThat(Integer.signum(a.toHex().compareTo(b.toHex())))
                    .as(what)
                    .isEqualTo(Integer.signum(a.compareTo(b)));
        }
    }

    @Test
    void hexDigitsAreWrittenInLowerCaseAndReadInEither() {
        LogicalTime time = new LogicalTime(0xABCDEFL, 0xCAFEL, 0xBEEF);
        assertThat(time.toHex()).isEqualTo("0000000000abcdef" + "00000000cafe" + "beef");
        assertThat(LogicalTime.parseHex("0000000000ABCDEF00000000CAFEBEEF")).isEqualTo(time);
        assertThat(LogicalTime.parseHex("0".repeat(32))).isEqualTo(new LogicalTime(0, 0, 0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0",
                "0000000000000000000000000000000",
                "000000000000000000000000000000000",
                "0x000000000000000000000000000000",
                "+0000000000000000000000000000000",
                "0000000000000000000000000000000g",
                "0000000000000000-000000000000001",
                "0000000000000000000000000000000\n",
                "\u0660000000000000000000000000000000",
                "8000000000000000" + "0000000000000000"
            })
    void textThatIsNoLogicalTimeIsRefused(String text) {
        assertThatThrownBy(() -> LogicalTime.parseHex(text))
                .isInstanceOfSatisfying(
                        ChronoFabricException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.TIME_OUT_OF_RANGE));
    }

    @Test
    void theLayoutIsEightBytesPhysicalSixLogicalTwoNodeBigEndian() {
        byte[] bytes = new byte[LogicalTime.BYTES + 2];
        new LogicalTime(0x0102030405060708L, 0x090A0B0C0D0EL, 0x0F10).encode(bytes, 1);
        assertThat(bytes)
                .containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 0);
    }

    @Test
    void bytesOfANegativePhysicalTimeAreRefused() {
        byte[] bytes = new byte[LogicalTime.BYTES];
        bytes[0] = (byte) 0x80;
        assertOutOfRange(() -> LogicalTime.decode(bytes, 0), "physical: -9223372036854775808 ns");
    }

    @Test
    void theLimitsFitAndOneBeyondIsRefused() {
        LogicalTime last = new LogicalTime(Long.MAX_VALUE, LogicalTime.MAX_LOGICAL, NodeId.MAX);
        assertThat(LogicalTime.decode(bytes(last), 0)).isEqualTo(last);
        assertOutOfRange(() -> new LogicalTime(-1, 0, 0), "physical: -1 ns (expected: 0 to");
        assertOutOfRange(() -> new LogicalTime(0, -1, 0), "logical: -1 (expected: 0 to");
        assertOutOfRange(() -> new LogicalTime(0, 1L << 48, 0), "logical: 281474976710656");
        assertOutOfRange(() -> new LogicalTime(0, 0, -1), "node: -1");
        assertOutOfRange(
                () -> new LogicalTime(0, 0, 0x10000), "node: 65536 (expected: 0 to 65535)");
    }

    @Test
    void millisecondsAreTheFirstMomentOfTheirMillisecond() {
        LogicalTime time = LogicalTime.ofEpochMillis(1_700_000_000_123L);
        assertThat(time).isEqualTo(new LogicalTime(1_700_000_000_123_000_000L, 0, 0));
        assertThat(time.epochMillis()).isEqualTo(1_700_000_000_123L);
        assertThat(new LogicalTime(time.physicalNanos() + 999_999, 5, 5).epochMillis())
                .isEqualTo(1_700_000_000_123L);
    }

    @Test
    void millisecondsOutsideTheRangeAreRefused() {
        long most = Long.MAX_VALUE / 1_000_000;
        assertThatCode(() -> LogicalTime.ofEpochMillis(most)).doesNotThrowAnyException();
        assertOutOfRange(() -> LogicalTime.ofEpochMillis(most + 1), "time: 9223372036855 ms");
        assertOutOfRange(() -> LogicalTime.ofEpochMillis(-1), "time: -1 ms");
    }

    @Test
    void itReadsAsPhysicalLogicalAndNode() {
        assertThat(new LogicalTime(12, 3, 4)).hasToString("12.3@4");
    }

    private static byte[] bytes(LogicalTime time) {
        byte[] bytes = new byte[LogicalTime.BYTES];
        time.encode(bytes, 0);
        return bytes;
    }

    /** Half of the values lie at the limits, where signs and carries go wrong. */
    private static LogicalTime any(Random random) {
        return new LogicalTime(
                any(random, Long.MAX_VALUE),
                any(random, LogicalTime.MAX_LOGICAL),
                (int) any(random, NodeId.MAX));
    }

    private static long any(Random random, long max) {
        return switch (random.nextInt(6)) {
            case 0 -> random.nextInt(3);
            case 1 -> max - random.nextInt(3);
            case 2 -> (max >>> 1) + random.nextInt(3);
            default -> random.nextLong() & max;
        };
    }

    private static void assertOutOfRange(ThrowingCallable call, String message) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ChronoFabricException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.TIME_OUT_OF_RANGE))
                .hasMessageContaining(message);
    }
}
