package io.chronofabric.clogic.egc.stl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Recorded cases that RTAMT, reelay and a brute-force evaluator agreed on. */
class OracleCasesTest {

    @Test
    void offlineRobustnessIsExactOnEveryCase() throws IOException {
        for (JsonNode oracle : cases("stl_cases.jsonl")) {
            Formula formula = StlParser.parse(oracle.get("formula").asText()).formula();
            StlContext context = context(oracle);
            int length = oracle.get("length").asInt();
            double[] actual =
                    OfflineEvaluator.evaluate(formula, context, columns(oracle, context), length);
            assertMargins(oracle, actual, numbers(oracle.get("robustness")));
        }
    }

    @Test
    void onlineAnswersAreExactOnEveryCaseOfBoundedFuture() throws IOException {
        int compared = 0;
        for (JsonNode oracle : cases("stl_cases.jsonl")) {
            Formula formula = StlParser.parse(oracle.get("formula").asText()).formula();
            StlContext context = context(oracle);
            StlCompiler.Result result = StlCompiler.compile(formula, context);
            if (oracle.get("horizon").isNull()) {
                assertThat(result.plan()).isNull();
                assertThat(result.problems()).extracting(StlProblem::code).contains("STL040");
                continue;
            }
            StlPlan plan = result.plan();
            assertThat(plan.future()).as("%s", oracle).isEqualTo(oracle.get("horizon").asLong());
            double[][] columns = columns(oracle, context);
            StlState state = plan.newState();
            List<Double> answers = new ArrayList<>();
            for (int t = 0; t < oracle.get("length").asInt(); t++) {
                double[] values = new double[plan.signals().size()];
                for (int i = 0; i < values.length; i++) {
                    values[i] = columns[context.signals().indexOf(plan.signals().get(i))][t];
                }
                if (plan.step(state, values)) {
                    answers.add(state.robustness());
                }
            }
            double[] expected =
                    oracle.has("settled") ? numbers(oracle.get("settled")) : new double[0];
            assertMargins(
                    oracle, answers.stream().mapToDouble(Double::doubleValue).toArray(), expected);
            compared += expected.length;
        }
        assertThat(compared).isGreaterThan(500);
    }

    @Test
    void robustIntervalsAreExactAfterEveryPrefix() throws IOException {
        for (JsonNode oracle : cases("rosi_cases.jsonl")) {
            Formula formula = StlParser.parse(oracle.get("formula").asText()).formula();
            StlContext context = context(oracle);
            int moment = oracle.get("eval_time").asInt();
            double[] range = numbers(oracle.get("predicate_bounds"));
            JsonNode expected = oracle.get("interval_after_prefix");
            for (int seen = 0; seen < expected.size(); seen++) {
                IntervalEvaluator.Bounds bounds =
                        IntervalEvaluator.evaluate(
                                formula,
                                context,
                                columns(oracle, context),
                                seen,
                                Math.max(seen, moment + oracle.get("horizon").asInt() + 1),
                                range[0],
                                range[1]);
                assertMargins(
                        oracle,
                        new double[] {bounds.lower()[moment], bounds.upper()[moment]},
                        numbers(expected.get(seen)));
            }
        }
    }

    @Test
    void theIntervalsOfAStreamHoldTheRecordedOnesAndAreThemOnceThePlanAnswers() throws IOException {
        int exact = 0;
        int all = 0;
        for (JsonNode oracle : cases("rosi_cases.jsonl")) {
            StlContext context = context(oracle);
            Formula formula = StlParser.parse(oracle.get("formula").asText()).formula();
            StlPlan plan = StlCompiler.compile(formula, context).plan();
            double[] range = numbers(oracle.get("predicate_bounds"));
            RobustInterval interval = plan.robustInterval(new ValueRange(range[0], range[1]));
            int moment = oracle.get("eval_time").asInt();
            JsonNode expected = oracle.get("interval_after_prefix");
            double[][] columns = columns(oracle, context);
            StlState state = plan.newState();
            for (int seen = 0; seen < expected.size(); seen++) {
                interval.look(state);
                if (interval.moment() == moment) {
                    double[] bounds = numbers(expected.get(seen));
                    double[] actual = {interval.low(), interval.high()};
                    assertThat(actual[0]).as("%s", oracle).isLessThanOrEqualTo(bounds[0] + 1e-9);
                    assertThat(actual[1]).as("%s", oracle).isGreaterThanOrEqualTo(bounds[1] - 1e-9);
                    if (seen >= plan.future()) {
                        assertMargins(oracle, actual, bounds);
                    }
                    all++;
                    exact += actual[0] == bounds[0] && actual[1] == bounds[1] ? 1 : 0;
                }
                if (seen + 1 < expected.size()) {
                    double[] values = new double[plan.signals().size()];
                    for (int i = 0; i < values.length; i++) {
                        values[i] = columns[context.signals().indexOf(plan.signals().get(i))][seen];
                    }
                    plan.step(state, values);
                }
            }
        }
        assertThat(exact).as("of %d exact", all).isGreaterThan(all * 3 / 4);
    }

    @Test
    void everyBadFormulaIsRefusedWithTheSuggestedCode() throws IOException {
        for (JsonNode oracle : cases("stl_syntax_errors.jsonl")) {
            List<String> declared = new ArrayList<>();
            oracle.get("declared").forEach(name -> declared.add(name.asText()));
            StlContext context = new StlContext(1_000_000_000L, declared, Map.of(), 1 << 20);
            StlParser.Result parsed = StlParser.parse(oracle.get("formula").asText());
            List<StlProblem> problems =
                    parsed.formula() == null
                            ? parsed.problems()
                            : StlCompiler.compile(parsed.formula(), context).problems();
            assertThat(problems)
                    .as("%s", oracle)
                    .filteredOn(StlProblem::isError)
                    .extracting(StlProblem::code)
                    .contains(oracle.get("suggested_code").asText());
        }
    }

    private static List<JsonNode> cases(String file) throws IOException {
        Path path =
                Path.of(
                        System.getProperty("chronofabric.root", "."),
                        "..",
                        "shared",
                        "oracle",
                        file);
        assumeTrue(Files.exists(path), "no recorded cases at " + path);
        ObjectMapper json = new ObjectMapper();
        List<JsonNode> cases = new ArrayList<>();
        for (String line : Files.readAllLines(path)) {
            cases.add(json.readTree(line));
        }
        assertThat(cases).isNotEmpty();
        return cases;
    }

    private static StlContext context(JsonNode oracle) {
        List<String> signals = new ArrayList<>();
        oracle.get("trace").fieldNames().forEachRemaining(signals::add);
        signals.remove("time");
        return new StlContext(1_000_000_000L, signals, Map.of(), 1 << 20);
    }

    private static double[][] columns(JsonNode oracle, StlContext context) {
        return context.signals().stream()
                .map(name -> numbers(oracle.get("trace").get(name)))
                .toArray(double[][]::new);
    }

    private static double[] numbers(JsonNode array) {
        double[] numbers = new double[array.size()];
        for (int i = 0; i < numbers.length; i++) {
            String text = array.get(i).asText();
            numbers[i] =
                    switch (text) {
                        case "inf" -> Double.POSITIVE_INFINITY;
                        case "-inf" -> Double.NEGATIVE_INFINITY;
                        default -> Double.parseDouble(text);
                    };
        }
        return numbers;
    }

    private static void assertMargins(JsonNode oracle, double[] actual, double[] expected) {
        assertThat(actual).as("%s", oracle).hasSameSizeAs(expected);
        for (int t = 0; t < expected.length; t++) {
            if (Double.isInfinite(expected[t])) {
                assertThat(actual[t]).as("%s at %d", oracle, t).isEqualTo(expected[t]);
            } else {
                assertThat(actual[t])
                        .as("%s at %d", oracle, t)
                        .isCloseTo(expected[t], within(1e-9));
            }
        }
    }
}
