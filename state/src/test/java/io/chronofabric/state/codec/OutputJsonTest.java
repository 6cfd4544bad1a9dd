package io.chronofabric.state.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chronofabric.core.ChronoFabricException;
import io.chronofabric.state.model.Decision;
import io.chronofabric.state.model.RuleRef;
import io.chronofabric.state.model.Verdict;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutputJsonTest {
    private static final List<Verdict.Kind> KINDS =
            List.of(Verdict.Kind.INTERVAL, Verdict.Kind.VERDICT, Verdict.Kind.CORRECTION);
    private static final RuleRef RULE = new RuleRef("acme", "latency-slo", 7);
    private static final Verdict.Decider DECIDER =
            new Verdict.Decider("lat <= $T", 1_700_000_004_000L);

    @Test
    void anAnswerHasItsMembersInAFixedOrder() {
        assertThat(VerdictJson.write(verdict(Verdict.Kind.VERDICT, -12.5, -12.5, 0)))
                .isEqualTo(
                        "{\"id\":\"v-1\",\"rule\":\"latency-slo\",\"version\":7,\"tenant\":\"acme\","
                                + "\"entity\":\"svc \\\"1\\\"\",\"time\":1700000000000,"
                                + "\"kind\":\"verdict\",\"robustness\":-12.5,\"final\":true,"
                                + "\"decidedBy\":{\"predicate\":\"lat <= $T\","
                                + "\"time\":1700000004000}}");
    }

    @Test
    void anIntervalHasItsEndsAndACorrectionItsNumber() {
        assertThat(
                        VerdictJson.write(
                                verdict(
                                        Verdict.Kind.INTERVAL,
                                        Double.NEGATIVE_INFINITY,
                                        Double.POSITIVE_INFINITY,
                                        0)))
                .contains(
                        "\"kind\":\"interval\",\"robustness\":\"-inf\",\"lower\":\"-inf\","
                                + "\"upper\":\"inf\",\"final\":false,\"decidedBy\"");
        assertThat(VerdictJson.write(verdict(Verdict.Kind.CORRECTION, 1, 1, 2)))
                .contains(
                        "\"kind\":\"correction\",\"robustness\":1.0,\"final\":true,"
                                + "\"correction\":2,\"decidedBy\"");
    }

    @Test
    void aWarmingVerdictSaysUntilWhenAndNoMargin() {
        Verdict warming =
                Verdict.warming("v-1", RULE, "svc-1", 1_700_000_000_000L, 1_700_000_060_000L);
        assertThat(VerdictJson.write(warming))
                .isEqualTo(
                        "{\"id\":\"v-1\",\"rule\":\"latency-slo\",\"version\":7,\"tenant\":\"acme\","
                                + "\"entity\":\"svc-1\",\"time\":1700000000000,"
                                + "\"kind\":\"warming\",\"until\":1700000060000,\"final\":false}");
        assertThat(VerdictJson.read(VerdictJson.write(warming))).isEqualTo(warming);
        assertThat(warming.isFinal()).isFalse();
        assertThat(warming.isViolated()).isFalse();
    }

    @Test
    void numbersHaveTheFewestDigitsAndNoNegativeZero() {
        assertThat(robustness(-0.0)).isEqualTo("0.0");
        assertThat(robustness(0.1 + 0.7)).isEqualTo("0.7999999999999999");
        // JDK 17's own Double.toString gives 1.9999999999999998E23.
        assertThat(robustness(Double.parseDouble("2e23"))).isEqualTo("2.0E23");
        assertThat(robustness(Double.MIN_VALUE)).isEqualTo("4.9E-324");
    }

    @Test
    void whatIsWrittenReadsBack() {
        long seed = Seeds.next();
        Random random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            Verdict.Kind kind = KINDS.get(random.nextInt(KINDS.size()));
            double lower = real(random);
            double upper = kind == Verdict.Kind.INTERVAL ? Math.max(lower, real(random)) : lower;
            int correction = kind == Verdict.Kind.CORRECTION ? 1 + random.nextInt(5) : 0;
            Verdict verdict =
                    new Verdict(
                            "id" + i,
                            RULE,
                            "é\u2028\uD83D\uDE80\t" + i,
                            random.nextLong(),
                            kind,
                            lower,
                            upper,
                            correction,
                            DECIDER,
                            null,
                            random.nextBoolean() ? -1 : random.nextLong() >>> 1,
                            random.nextBoolean());
            assertThat(VerdictJson.read(VerdictJson.write(verdict)))
                    .as("seed %d", seed)
                    .isEqualTo(verdict);
        }
    }

    @Test
    void aVerdictTellsItsBoundAndAnUncertainOrderOnlyWhereThereAreAny() {
        Verdict plain = verdict(Verdict.Kind.VERDICT, 1, 1, 0);
        assertThat(VerdictJson.write(plain)).doesNotContain("clockError", "orderUncertain");
        assertThat(VerdictJson.write(within(plain, 0, false)))
                .endsWith("},\"clockErrorNanos\":0}")
                .doesNotContain("orderUncertain");
        assertThat(VerdictJson.write(within(plain, 250_000, true)))
                .endsWith("},\"clockErrorNanos\":250000,\"orderUncertain\":true}");
    }

    private static Verdict within(Verdict of, long boundNanos, boolean orderUncertain) {
        return new Verdict(
                of.id(),
                of.rule(),
                of.entity(),
                of.timeMillis(),
                of.kind(),
                of.lower(),
                of.upper(),
                of.correction(),
                of.decidedBy(),
                of.trace(),
                boundNanos,
                orderUncertain);
    }

    @Test
    void aLaterVersionsMembersArePassedOver() {
        Verdict verdict = verdict(Verdict.Kind.VERDICT, 1, 1, 0);
        String later =
                VerdictJson.write(verdict)
                        .replace("{\"id\"", "{\"new\":{\"a\":[1,{}]},\"id\"")
                        .replace("{\"predicate\"", "{\"new\":[null],\"predicate\"");
        assertThat(VerdictJson.read(later)).isEqualTo(verdict);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{}",
                "{\"kind\":\"verdict\"}",
                "{\"kind\":\"guess\"}",
                "{\"id\":7}",
                "{\"version\":\"7\"}",
                "{\"version\":99999999999}",
                "{\"time\":1.5}",
                "{\"robustness\":\"high\"}",
                "{\"robustness\":[]}",
                "{\"id\":\"a\",\"id\":\"b\"}",
                "{\"decidedBy\":3}",
                "{\"clockErrorNanos\":-1}",
                "{\"orderUncertain\":\"yes\"}",
                "{\"decidedBy\":{\"time\":3}}",
                "{\"id\":",
                "{\"a\":[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]}"
            })
    void whatIsNoVerdictIsRefusedInOneLine(String text) {
        assertThatThrownBy(() -> VerdictJson.read(text))
                .isInstanceOf(ChronoFabricException.class)
                .message()
                .startsWith("INPUT_INVALID: ")
                .doesNotContain("\n");
    }

    @Test
    void textAfterAVerdictAndAnIntervalUpsideDownAreRefused() {
        String good = VerdictJson.write(verdict(Verdict.Kind.INTERVAL, 1, 2, 0));
        assertThatThrownBy(() -> VerdictJson.read(good + "{}"))
                .isInstanceOf(ChronoFabricException.class);
        assertThatThrownBy(() -> VerdictJson.read(good.replace("\"lower\":1.0", "\"lower\":3")))
                .isInstanceOf(ChronoFabricException.class)
                .hasMessageContaining("lower <= upper");
    }

    @Test
    void noTextMakesReadingThrowAnythingElse() {
        long seed = Seeds.next();
        Random random = new Random(seed);
        String good = VerdictJson.write(verdict(Verdict.Kind.INTERVAL, 1, 2, 0));
        for (int i = 0; i < 5_000; i++) {
            String text = Hostile.mutate(good, random);
            try {
                assertThat(VerdictJson.read(text)).isNotNull();
            } catch (ChronoFabricException expected) {
                // as declared
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + ": " + text, e);
            }
        }
    }

    @Test
    void aDecisionHasItsMembersInAFixedOrder() {
        Decision decision =
                new Decision("d-1", "v-1", RULE, "svc-1", 5, Decision.Action.ALERT, "Too slow.");
        assertThat(DecisionJson.write(decision))
                .isEqualTo(
                        "{\"id\":\"d-1\",\"verdict\":\"v-1\",\"rule\":\"latency-slo\",\"version\":7,"
                                + "\"tenant\":\"acme\",\"entity\":\"svc-1\",\"time\":5,"
                                + "\"action\":\"alert\",\"text\":\"Too slow.\"}");
    }

    private static String robustness(double value) {
        String json = VerdictJson.write(verdict(Verdict.Kind.VERDICT, value, value, 0));
        int start = json.indexOf("\"robustness\":") + "\"robustness\":".length();
        return json.substring(start, json.indexOf(',', start));
    }

    private static double real(Random random) {
        return switch (random.nextInt(10)) {
            case 0 -> Double.POSITIVE_INFINITY;
            case 1 -> Double.NEGATIVE_INFINITY;
            case 2 -> random.nextInt(10);
            default -> {
                double value = Double.longBitsToDouble(random.nextLong());
                yield Double.isNaN(value) ? 1 : value;
            }
        };
    }

    @Test
    void aMatchTellsItsSteps() {
        Verdict match =
                Verdict.match(
                        "m",
                        new RuleRef("acme", "storm", 2),
                        "svc-1",
                        9_000,
                        false,
                        "spike, no calm",
                        List.of(
                                new Verdict.Step("spike", 1, 4_000, 4_000),
                                new Verdict.Step("calm", 0, 4_000, 9_000)),
                        null);
        assertThat(VerdictJson.write(match))
                .isEqualTo(
                        "{\"id\":\"m\",\"rule\":\"storm\",\"version\":2,\"tenant\":\"acme\","
                                + "\"entity\":\"svc-1\",\"time\":9000,\"kind\":\"match\","
                                + "\"final\":false,\"found\":\"spike, no calm\",\"steps\":["
                                + "{\"step\":\"spike\",\"events\":1,\"first\":4000,\"last\":4000},"
                                + "{\"step\":\"calm\",\"events\":0,\"first\":4000,"
                                + "\"last\":9000}]}");
        assertThat(VerdictJson.read(VerdictJson.write(match))).isEqualTo(match);
        assertThat(VerdictJson.read(VerdictJson.write(match.withdrawn())))
                .isEqualTo(match.withdrawn());
        assertThat(match.isFinal()).isFalse();
        assertThat(match.withdrawn().isFinal()).isTrue();
        assertThat(match.withdrawn().isViolated()).isFalse();
    }

    private static Verdict verdict(Verdict.Kind kind, double lower, double upper, int correction) {
        return new Verdict(
                "v-1",
                RULE,
                "svc \"1\"",
                1_700_000_000_000L,
                kind,
                lower,
                upper,
                correction,
                DECIDER);
    }
}
