package io.chronofabric.state.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/**
 * Cases for evaluators, a JSON object a line: {@code {"id": …, "formula": …, "trace": {"time": […],
 * "x": […]}}}, and their answers. For robust intervals also {@code "eval_time"} (0), the sample
 * judged, and {@code "predicate_bounds"} ({@code ["-inf", "inf"]}). Infinities are the strings
 * {@code "inf"} and {@code "-inf"}. Other members are ignored. Stateless.
 */
public final class FormulaCaseJson {
    private static final String TIME = "time";

    private static final JsonMapper MAPPER =
            JsonMapper.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    private FormulaCaseJson() {}

    /**
     * Reads a case.
     *
     * @throws IllegalArgumentException if the line is none; the message says why
     */
    public static FormulaCase read(String line) {
        JsonNode root = object(line, "id, formula, trace");
        String id = text(root, "id");
        String formula = text(root, "formula");
        JsonNode trace = root.path("trace");
        if (!trace.isObject()) {
            throw new IllegalArgumentException(
                    "trace is missing or no object (expected: {\"time\": [...], \"x\": [...]})");
        }
        int length = trace.path(TIME).isArray() ? trace.path(TIME).size() : -1;
        Map<String, double[]> columns = new TreeMap<>();
        for (Map.Entry<String, JsonNode> member : trace.properties()) {
            JsonNode values = member.getValue();
            if (!values.isArray()) {
                throw new IllegalArgumentException(
                        "trace." + member.getKey() + " is no list of numbers");
            }
            if (length >= 0 && values.size() != length) {
                throw new IllegalArgumentException(
                        "trace."
                                + member.getKey()
                                + " has "
                                + values.size()
                                + " values (expected: "
                                + length
                                + ", as many as before)");
            }
            length = values.size();
            if (!member.getKey().equals(TIME)) {
                columns.put(member.getKey(), numbers("trace." + member.getKey(), values));
            }
        }
        double[] bounds = bounds(root.path("predicate_bounds"));
        return new FormulaCase(
                id,
                formula,
                Math.max(length, 0),
                columns,
                moment(root.path("eval_time")),
                bounds[0],
                bounds[1]);
    }

    private static int moment(JsonNode value) {
        if (value.isMissingNode()) {
            return 0;
        }
        if (!value.canConvertToInt() || !value.isIntegralNumber() || value.intValue() < 0) {
            throw new IllegalArgumentException(
                    "eval_time: " + value + " (expected: the number of a sample, from 0 on)");
        }
        return value.intValue();
    }

    private static double[] bounds(JsonNode values) {
        if (values.isMissingNode()) {
            return new double[] {Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY};
        }
        if (values.isArray() && values.size() == 2) {
            double[] bounds = numbers("predicate_bounds", values);
            if (bounds[0] <= bounds[1]) {
                return bounds;
            }
        }
        throw new IllegalArgumentException(
                "predicate_bounds: " + values + " (expected: [least, most])");
    }

    /** The answer to a case: the robustness at each sample. */
    public static String robustness(String id, double[] robustness) {
        return answer(id, "robustness", robustness);
    }

    /** The answer to a case: the robustness of the samples that are settled. */
    public static String settled(String id, double[] robustness) {
        return answer(id, "settled", robustness);
    }

    private static String answer(String id, String name, double[] values) {
        return Json.object(
                json -> {
                    json.writeStringField("id", id);
                    json.writeArrayFieldStart(name);
                    for (double value : values) {
                        number(json, value);
                    }
                    json.writeEndArray();
                });
    }

    /**
     * The answer to a case: the robust interval after so many samples, from none on.
     *
     * @param lower the lower ends
     * @param upper the upper ends, as many
     */
    public static String intervals(String id, double[] lower, double[] upper) {
        return Json.object(
                json -> {
                    json.writeStringField("id", id);
                    json.writeArrayFieldStart("interval_after_prefix");
                    for (int i = 0; i < lower.length; i++) {
                        json.writeStartArray();
                        number(json, lower[i]);
                        number(json, upper[i]);
                        json.writeEndArray();
                    }
                    json.writeEndArray();
                });
    }

    /** That a case has no answer, and why. */
    public static String refusal(String id, String error) {
        return Json.object(
                json -> {
                    json.writeStringField("id", id);
                    json.writeStringField("error", error);
                });
    }

    /** That a line is no case, and why. */
    public static String malformed(long line, String error) {
        return Json.object(
                json -> {
                    json.writeNumberField("line", line);
                    json.writeStringField("error", error);
                });
    }

    /** One sample of an answer: {@code {"time": …, "entity": …, "robustness": …}}. */
    public static String sample(long timeMillis, String entity, double robustness) {
        return Json.object(
                json -> {
                    json.writeNumberField(TIME, timeMillis);
                    json.writeStringField("entity", entity);
                    Json.writeReal(json, "robustness", robustness);
                });
    }

    /** The object that a line is. */
    static JsonNode object(String line, String expected) {
        JsonNode root;
        try {
            root = MAPPER.readTree(line);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("no JSON: " + e.getOriginalMessage(), e);
        }
        if (!root.isObject()) {
            throw new IllegalArgumentException("not a JSON object (expected: " + expected + ")");
        }
        return root;
    }

    static String text(JsonNode root, String name) {
        JsonNode value = root.path(name);
        if (!value.isTextual()) {
            throw new IllegalArgumentException(name + " is missing or no text");
        }
        return value.textValue();
    }

    private static double[] numbers(String name, JsonNode values) {
        double[] numbers = new double[values.size()];
        for (int i = 0; i < numbers.length; i++) {
            JsonNode value = values.get(i);
            if (value.isNumber()) {
                numbers[i] = value.doubleValue();
            } else if (value.isTextual() && value.textValue().equals("inf")) {
                numbers[i] = Double.POSITIVE_INFINITY;
            } else if (value.isTextual() && value.textValue().equals("-inf")) {
                numbers[i] = Double.NEGATIVE_INFINITY;
            } else {
                throw new IllegalArgumentException(
                        name + "[" + i + "]: " + value + " (expected: a number)");
            }
        }
        return numbers;
    }

    private static void number(JsonGenerator json, double value) throws IOException {
        if (Double.isInfinite(value)) {
            json.writeString(value > 0 ? "inf" : "-inf");
        } else {
            json.writeNumber(value);
        }
    }
}
