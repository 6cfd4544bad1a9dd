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
 * Cases for the offline evaluator, a JSON object a line: {@code {"id": …, "formula": …, "trace":
 * {"time": […], "x": […]}}}, and their answers. Infinities are the strings {@code "inf"} and {@code
 * "-inf"}. Other members are ignored. Stateless.
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
        JsonNode root;
        try {
            root = MAPPER.readTree(line);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("no JSON: " + e.getOriginalMessage(), e);
        }
        if (!root.isObject()) {
            throw new IllegalArgumentException("not a JSON object (expected: id, formula, trace)");
        }
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
                columns.put(member.getKey(), numbers(member.getKey(), values));
            }
        }
        return new FormulaCase(id, formula, Math.max(length, 0), columns);
    }

    /** The answer to a case. */
    public static String robustness(String id, double[] robustness) {
        return Json.object(
                json -> {
                    json.writeStringField("id", id);
                    json.writeArrayFieldStart("robustness");
                    for (double value : robustness) {
                        number(json, value);
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

    private static String text(JsonNode root, String name) {
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
                        "trace." + name + "[" + i + "]: " + value + " (expected: a number)");
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
