package io.chronofabric.state.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chronofabric.core.ChronoFabricException;
import io.chronofabric.state.model.DeadLetter;
import io.chronofabric.state.model.Form;
import io.chronofabric.state.model.Header;
import io.chronofabric.state.model.Origin;
import io.chronofabric.state.model.RejectReason;
import io.chronofabric.state.model.Rejected;
import io.chronofabric.state.model.Transport;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RejectedJsonTest {
    private static final Origin ORIGIN = new Origin("in", 3, 42);
    private static final String ORIGIN_JSON =
            "\"origin\":{\"source\":\"in\",\"partition\":3,\"position\":42}";
    private static final String SHA256_OF_262145_ZEROS =
            "b27a032984ea8a6bec700c3d6f63f8fcfbf8ff8ef87e972891feda4eea4aad0c";

    /** Brokers refuse a batch above 1,048,588 bytes unless told otherwise; it has a frame too. */
    private static final int FITS_EVERY_BROKER = 900_000;

    @Test
    void aLetterHasItsMembersInAFixedOrder() {
        Transport transport =
                new Transport(
                        new byte[] {1, 2, 3},
                        List.of(
                                new Header("a", new byte[] {4}),
                                new Header("a", new byte[0]),
                                new Header("none", null)),
                        1_700_000_000_000L);
        assertThat(RejectedJson.write(rejected(new byte[] {1, 2, 3}).withTransport(transport)))
                .isEqualTo(
                        "{\"id\":\"in/3/42\",\"reason\":\"BAD_VALUE\",\"text\":\"x: \\\"a\\\"\","
                                + ORIGIN_JSON
                                + ",\"arrival\":1700000000000,\"form\":\"record\",\"key\":\"AQID\","
                                + "\"headers\":[{\"name\":\"a\",\"value\":\"BA==\"},"
                                + "{\"name\":\"a\",\"value\":\"\"},{\"name\":\"none\",\"value\":null}],"
                                + "\"raw\":\"AQID\"}");
    }

    @Test
    void whatAFileLineLacksIsLeftOut() {
        assertThat(RejectedJson.write(rejected(new byte[0])))
                .isEqualTo(
                        "{\"id\":\"in/3/42\",\"reason\":\"BAD_VALUE\",\"text\":\"x: \\\"a\\\"\","
                                + ORIGIN_JSON
                                + ",\"form\":\"record\",\"raw\":\"\"}");
    }

    @Test
    void noValueAndAnEmptyValueAreTwoThings() {
        Rejected tombstone = of(new byte[0], Form.TOMBSTONE, Transport.NONE);
        assertThat(RejectedJson.write(tombstone)).endsWith("\"form\":\"tombstone\",\"raw\":null}");
        assertThat(read(tombstone).form()).isEqualTo(Form.TOMBSTONE);
        assertThat(read(rejected(new byte[0])).form()).isEqualTo(Form.RECORD);
    }

    @Test
    void aHugeLetterCarriesItsSizeHashAndBeginning() {
        String whole = RejectedJson.write(rejected(new byte[256 * 1024]));
        assertThat(whole).doesNotContain("sha256").hasSizeGreaterThan(256 * 1024);
        Rejected tooLarge = rejected(new byte[256 * 1024 + 1]);
        assertThat(RejectedJson.write(tooLarge))
                .contains(
                        "\"size\":262145,\"sha256\":\""
                                + SHA256_OF_262145_ZEROS
                                + "\",\"raw\":\"AAAA")
                .hasSizeLessThan(64 * 1024 * 4 / 3 + 350);
        DeadLetter back = read(tooLarge);
        assertThat(back.cut()).isEqualTo(new DeadLetter.Cut(262_145, SHA256_OF_262145_ZEROS, 0, 0));
        assertThat(back.raw()).hasSize(64 * 1024);
        assertThat(back.size()).isEqualTo(262_145);
    }

    /** A letter that its own topic refuses would stop the job that wanted to get rid of it. */
    @Test
    void theLargestOfEverythingStillFitsEveryBroker() {
        List<Header> headers = new ArrayList<>();
        headers.add(new Header("large", new byte[900_000]));
        for (int i = 0; i < 10_000; i++) {
            headers.add(new Header("\u0000".repeat(i % 50), i % 3 == 0 ? null : new byte[i % 70]));
        }
        headers.add(new Header("traceparent", "00-1-2-01".getBytes(UTF_8)));
        Rejected worst =
                new Rejected(
                        new byte[256 * 1024],
                        Form.RECORD,
                        ORIGIN,
                        RejectReason.MALFORMED,
                        "\u0000".repeat(1 << 20),
                        new Transport(new byte[32 * 1024], headers, Long.MAX_VALUE));
        assertThat(RejectedJson.write(worst).getBytes(UTF_8).length).isLessThan(FITS_EVERY_BROKER);
        DeadLetter back = read(worst);
        assertThat(back.text()).hasSize(4_097).endsWith("…");
        assertThat(back.transport().headers())
                .doesNotContain(headers.get(0))
                .contains(headers.get(1));
        assertThat(back.cut().headers() + back.transport().headers().size())
                .isEqualTo(headers.size());
    }

    @Test
    void aSmallHeaderAfterAHugeOneIsKept() {
        Header trace = new Header("traceparent", new byte[55]);
        Header huge = new Header("blob", new byte[900 * 1024]);
        DeadLetter back =
                read(of(new byte[1], Form.RECORD, new Transport(null, List.of(huge, trace), 1)));
        assertThat(back.transport().headers()).containsExactly(trace);
        assertThat(back.cut()).isEqualTo(new DeadLetter.Cut(0, "", 0, 1));
    }

    @Test
    void aKeyThatIsTooLongIsLeftOutWithItsSize() {
        Transport longest = new Transport(new byte[32 * 1024], List.of(), 0);
        assertThat(read(of(new byte[0], Form.RECORD, longest)).transport()).isEqualTo(longest);
        Transport tooLong = new Transport(new byte[32 * 1024 + 1], List.of(), 0);
        DeadLetter back = read(of(new byte[0], Form.RECORD, tooLong));
        assertThat(back.transport().key()).isNull();
        assertThat(back.cut().keySize()).isEqualTo(32 * 1024 + 1);
        assertThat(back.cut().isNone()).isFalse();
    }

    @Test
    void aCutTextDoesNotEndInHalfACharacter() {
        Rejected rocket =
                new Rejected(
                        new byte[0],
                        ORIGIN,
                        RejectReason.MALFORMED,
                        "x".repeat(4_095) + "\uD83D\uDE80");
        assertThat(read(rocket).text()).isEqualTo("x".repeat(4_095) + "…");
    }

    @Test
    void whatIsWrittenReadsBack() {
        long seed = Seeds.next();
        Random random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            Rejected rejected = any(random);
            DeadLetter back = read(rejected);
            assertThat(back)
                    .as("seed %d", seed)
                    .isEqualTo(
                            new DeadLetter(
                                    rejected.raw(),
                                    rejected.form(),
                                    rejected.origin(),
                                    rejected.reason().name(),
                                    rejected.text(),
                                    rejected.transport(),
                                    DeadLetter.Cut.NONE));
        }
    }

    @Test
    void aLaterVersionsMembersAndReasonsCanBeRead() {
        String later =
                RejectedJson.write(rejected(new byte[] {1}))
                        .replace("{\"id\"", "{\"new\":{\"a\":[1,{}]},\"id\"")
                        .replace("{\"source\"", "{\"new\":[null],\"source\"")
                        .replace("BAD_VALUE", "BAD_WEATHER");
        assertThat(RejectedJson.read(later.getBytes(UTF_8)).reason()).isEqualTo("BAD_WEATHER");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{}",
                "\u0000\u0000",
                "{\"reason\":\"LATE\",\"raw\":\"\"}",
                "{\"reason\":\"LATE\",\"origin\":{\"source\":\"in\",\"partition\":0}}",
                "{\"reason\":\"LATE\",\"origin\":{\"source\":\"in\",\"partition\":-1,\"position\":0},"
                        + "\"raw\":\"\"}",
                "{\"reason\":\"LATE\",\"origin\":{\"source\":\"in\",\"partition\":2147483648,"
                        + "\"position\":0},\"raw\":\"\"}",
                "{\"reason\":\"LATE\",\"origin\":{\"source\":\" \",\"partition\":0,\"position\":0},"
                        + "\"raw\":\"\"}",
                "{\"origin\":3}",
                "{\"reason\":7}",
                "{\"reason\":\"LATE\",\"reason\":\"LATE\"}",
                "{\"arrival\":-1}",
                "{\"form\":\"poem\"}",
                "{\"raw\":\"***\"}",
                "{\"raw\":[]}",
                "{\"key\":7}",
                "{\"headers\":{}}",
                "{\"headers\":[7]}",
                "{\"headers\":[{\"value\":null}]}",
                "{\"size\":0}",
                "{\"size\":99999999999}",
                "{\"sha256\":\"abc\"}",
                "{\"raw\":",
                "{\"a\":[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]}"
            })
    void whatIsNoDeadLetterIsRefusedInOneLine(String text) {
        assertRefused(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"form\":\"tombstone\",\"raw\":\"\"",
                "\"raw\":null",
                "\"form\":\"record\"",
                "\"raw\":\"\",\"size\":5",
                "\"raw\":\"\",\"key\":\"\",\"keySize\":5",
                "\"raw\":\"AQID\",\"size\":3,\"sha256\":\"" + SHA256_OF_262145_ZEROS + "\"",
                "\"raw\":\"\"} {\"a\":1"
            })
    void membersThatContradictEachOtherAreRefused(String members) {
        assertRefused("{\"reason\":\"LATE\"," + ORIGIN_JSON + "," + members + "}");
    }

    private static void assertRefused(String text) {
        assertThatThrownBy(() -> RejectedJson.read(text.getBytes(UTF_8)))
                .isInstanceOf(ChronoFabricException.class)
                .message()
                .startsWith("INPUT_INVALID: ")
                .doesNotContain("\n");
    }

    @Test
    void noBytesMakeReadingThrowAnythingElse() {
        long seed = Seeds.next();
        Random random = new Random(seed);
        byte[] good =
                RejectedJson.write(
                                of(
                                        new byte[] {1, 2, 3, 4},
                                        Form.SIGNAL,
                                        new Transport(
                                                new byte[] {5},
                                                List.of(new Header("h", new byte[] {6})),
                                                7)))
                        .getBytes(UTF_8);
        for (int i = 0; i < 10_000; i++) {
            byte[] bytes = Hostile.mutate(good, random);
            try {
                assertThat(RejectedJson.read(bytes)).isNotNull();
            } catch (ChronoFabricException expected) {
                // as declared
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + ": " + Arrays.toString(bytes), e);
            }
        }
    }

    @Test
    void aListHasALineForALetterAndForWhatIsNone() {
        Origin place = new Origin("dead", 1, 9);
        assertThat(DeadLetterListJson.letter(read(rejected(new byte[5])), 12, place))
                .isEqualTo(
                        "{\"id\":\"in/3/42\",\"arrival\":12,\"reason\":\"BAD_VALUE\",\"size\":5,"
                                + "\"form\":\"record\",\"text\":\"x: \\\"a\\\"\",\"cut\":false,"
                                + "\"letter\":\"dead/1/9\"}");
        assertThat(DeadLetterListJson.unreadable("no JSON", 12, 3, place))
                .isEqualTo(
                        "{\"arrival\":12,\"unreadable\":\"no JSON\",\"size\":3,"
                                + "\"letter\":\"dead/1/9\"}");
        assertThat(DeadLetterListJson.count("LATE", "in", 3))
                .isEqualTo("{\"reason\":\"LATE\",\"topic\":\"in\",\"count\":3}");
    }

    private static Rejected any(Random random) {
        Form form = Form.values()[random.nextInt(3)];
        List<Header> headers = new ArrayList<>();
        for (int n = random.nextInt(4); n > 0; n--) {
            headers.add(new Header("é\u2028" + random.nextInt(3), anyBytes(random)));
        }
        byte[] raw = new byte[form == Form.TOMBSTONE ? 0 : random.nextInt(100)];
        random.nextBytes(raw);
        return new Rejected(
                raw,
                form,
                new Origin(
                        "topic-" + random.nextInt(3),
                        random.nextInt(Integer.MAX_VALUE),
                        random.nextLong() & Long.MAX_VALUE),
                RejectReason.values()[random.nextInt(RejectReason.values().length)],
                "text \uD83D\uDE80\t" + random.nextInt(),
                new Transport(
                        anyBytes(random),
                        headers,
                        random.nextBoolean() ? -1 : random.nextLong() & Long.MAX_VALUE));
    }

    private static byte[] anyBytes(Random random) {
        if (random.nextInt(4) == 0) {
            return null;
        }
        byte[] bytes = new byte[random.nextInt(20)];
        random.nextBytes(bytes);
        return bytes;
    }

    private static DeadLetter read(Rejected rejected) {
        return RejectedJson.read(RejectedJson.write(rejected).getBytes(UTF_8));
    }

    private static Rejected rejected(byte[] raw) {
        return of(raw, Form.RECORD, Transport.NONE);
    }

    private static Rejected of(byte[] raw, Form form, Transport transport) {
        return new Rejected(raw, form, ORIGIN, RejectReason.BAD_VALUE, "x: \"a\"", transport);
    }
}
