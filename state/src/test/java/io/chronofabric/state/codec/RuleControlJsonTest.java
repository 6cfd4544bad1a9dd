package io.chronofabric.state.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chronofabric.state.model.Origin;
import io.chronofabric.state.model.RejectReason;
import io.chronofabric.state.model.Rejected;
import io.chronofabric.state.model.RuleChange;
import io.chronofabric.state.model.RuleControl;
import io.chronofabric.state.model.RuleFrontier;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RuleControlJsonTest {
    private static final Origin ORIGIN = new Origin("egc.rules", 0, 17);

    @Test
    void aChangeHasItsMembersInAFixedOrder() {
        assertThat(RuleControlJson.write(change(RuleChange.Action.APPLY)))
                .isEqualTo(
                        "{\"kind\":\"apply\",\"id\":\"6f1c\",\"tenant\":\"acme\",\"rule\":\"slo\","
                                + "\"version\":8,\"from\":2000,\"document\":\"a: 1\\n\","
                                + "\"by\":\"alice\",\"at\":1000}");
        assertThat(RuleControlJson.write(new RuleFrontier(3000, "governor")))
                .isEqualTo("{\"kind\":\"frontier\",\"through\":3000,\"by\":\"governor\"}");
    }

    @ParameterizedTest
    @EnumSource(RuleChange.Action.class)
    void whatIsWrittenReadsBack(RuleChange.Action action) {
        RuleChange change = change(action);
        assertThat(read(RuleControlJson.write(change))).isEqualTo(change);
    }

    @Test
    void aFrontierReadsBack() {
        RuleFrontier frontier = new RuleFrontier(Long.MIN_VALUE, "");
        assertThat(read(RuleControlJson.write(frontier))).isEqualTo(frontier);
    }

    @Test
    void membersComeInAnyOrderAndUnknownOnesArePassedOver() {
        assertThat(read("{\"by\":\"g\",\"x\":{\"y\":[1]},\"through\":5,\"kind\":\"frontier\"}"))
                .isEqualTo(new RuleFrontier(5, "g"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "[]|no JSON object",
                "{}|control record without kind (expected: the member kind)",
                "{\"kind\":\"frontier\"}|control record without through",
                "{\"kind\":\"frontier\",\"through\":\"5\"}|through",
                "{\"kind\":\"aply\",\"id\":\"i\"}|kind: \"aply\" (expected: apply, canary,",
                "{\"kind\":\"apply\",\"id\":\"i\"}|apply without document",
                "{\"kind\":\"disable\",\"id\":\" \"}|expected: a name of 1 to",
                "{\"kind\":\"disable\",\"id\":\"i\",\"tenant\":\"t\",\"rule\":\"r\"}|without from",
                "{\"kind\":\"frontier\",\"through\":5} {}|more text after the JSON object",
                "{\"kind\":|end-of-input",
            })
    void whatIsNoneOfThemIsRejectedWithTheReason(String text, String reason) {
        Rejected rejected = (Rejected) read(text);
        assertThat(rejected.text()).contains(reason);
        assertThat(rejected.reason()).isEqualTo(RejectReason.MALFORMED);
        assertThat(rejected.origin()).isEqualTo(ORIGIN);
        assertThat(rejected.raw()).isEqualTo(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aDocumentBeyondTheLimitIsRejected() {
        String document = "x".repeat(RuleControlJson.MAX_DOCUMENT + 1);
        RuleChange change =
                new RuleChange(
                        "i", RuleChange.Action.APPLY, "t", "r", 1, 0, document, "", 0, ORIGIN);
        assertThat(((Rejected) read(RuleControlJson.write(change))).text())
                .contains("document: 65537 characters (expected: at most 65536)");
    }

    @Test
    void noBytesAreRejected() {
        assertThat(RuleControlJson.read(null, ORIGIN)).isInstanceOf(Rejected.class);
    }

    @Test
    void nothingMakesItThrow() {
        long seed = Seeds.next();
        Random random = new Random(seed);
        byte[] good =
                RuleControlJson.write(change(RuleChange.Action.APPLY))
                        .getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = Hostile.mutate(good, random);
            assertThat(RuleControlJson.read(bytes, ORIGIN)).as("seed %d", seed).isNotNull();
        }
    }

    @Test
    void aDocumentStandsExactlyWhereItBelongs() {
        assertThatThrownBy(
                        () ->
                                new RuleChange(
                                        "i",
                                        RuleChange.Action.APPLY,
                                        "t",
                                        "r",
                                        1,
                                        0,
                                        "",
                                        "",
                                        0,
                                        ORIGIN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("without a document");
        assertThatThrownBy(
                        () ->
                                new RuleChange(
                                        "i",
                                        RuleChange.Action.DISABLE,
                                        "t",
                                        "r",
                                        0,
                                        0,
                                        "a: 1",
                                        "",
                                        0,
                                        ORIGIN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("with a document");
    }

    private static RuleControl read(String text) {
        return RuleControlJson.read(text.getBytes(StandardCharsets.UTF_8), ORIGIN);
    }

    private static RuleChange change(RuleChange.Action action) {
        return new RuleChange(
                "6f1c",
                action,
                "acme",
                "slo",
                action == RuleChange.Action.DISABLE ? 0 : 8,
                2_000,
                action.bringsDocument() ? "a: 1\n" : "",
                "alice",
                1_000,
                ORIGIN);
    }
}
