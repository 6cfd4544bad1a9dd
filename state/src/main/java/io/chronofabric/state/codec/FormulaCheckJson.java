package io.chronofabric.state.codec;

import com.fasterxml.jackson.databind.JsonNode;
import io.chronofabric.core.ChronoFabricException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Formulas to be checked, a JSON object a line: {@code {"formula": …, "declared": ["x", …],
 * "period": "1s", "mode": "online"}}, and what was found. The period is 1 s and the mode online
 * unless given; the other mode is offline. Other members are ignored. Stateless.
 */
public final class FormulaCheckJson {
    private static final long SECOND_NANOS = 1_000_000_000L;

    private FormulaCheckJson() {}

    /**
     * Reads a case.
     *
     * @throws IllegalArgumentException if the line is none; the message says why
     */
    public static FormulaCheck read(String line) {
        JsonNode root = FormulaCaseJson.object(line, "formula, declared");
        JsonNode declared = root.path("declared");
        if (!declared.isArray()) {
            throw new IllegalArgumentException(
                    "declared is missing or no list (expected: [\"x\", …])");
        }
        Set<String> names = new LinkedHashSet<>();
        for (JsonNode name : declared) {
            if (!name.isTextual()) {
                throw new IllegalArgumentException("declared: " + name + " (expected: a name)");
            }
            names.add(name.textValue());
        }
        return new FormulaCheck(
                FormulaCaseJson.text(root, "formula"),
                new ArrayList<>(names),
                period(root.path("period")),
                isOnline(root.path("mode")));
    }

    private static long period(JsonNode value) {
        if (value.isMissingNode()) {
            return SECOND_NANOS;
        }
        try {
            long nanos = Durations.parseNanos(value.asText());
            if (nanos > 0) {
                return nanos;
            }
        } catch (ChronoFabricException e) {
            throw new IllegalArgumentException(
                    "period: " + value + " (expected: " + e.expected() + ")", e);
        }
        throw new IllegalArgumentException("period: " + value + " (expected: more than 0)");
    }

    private static boolean isOnline(JsonNode value) {
        List<String> modes = List.of("online", "offline");
        String mode = value.asText("online");
        if (!modes.contains(mode)) {
            throw new IllegalArgumentException(
                    "mode: " + value + " (expected: one of " + modes + ")");
        }
        return mode.equals("online");
    }

    /**
     * What was found.
     *
     * @param index place of the case among those of its file, from 0 on
     * @param code the first error, or null where there is none
     * @param reason what is wrong, or null
     */
    public static String answer(long index, String code, String reason) {
        return Json.object(
                json -> {
                    json.writeNumberField("index", index);
                    json.writeStringField("code", code);
                    if (reason != null) {
                        json.writeStringField("reason", reason);
                    }
                });
    }
}
