package io.chronofabric.state.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * A row of what a command prints, as JSON on one line: members in the order given; texts, whole
 * numbers, flags, nulls, rows and lists of them. Stateless; safe for use by many threads.
 */
public final class RowJson {
    private RowJson() {}

    /**
     * The row as an object.
     *
     * @throws IllegalArgumentException if a value is of another kind
     */
    public static String write(Map<String, ?> row) {
        return Json.object(json -> members(json, row));
    }

    private static void members(JsonGenerator json, Map<?, ?> row) throws IOException {
        for (Map.Entry<?, ?> member : row.entrySet()) {
            json.writeFieldName(String.valueOf(member.getKey()));
            value(json, member.getValue());
        }
    }

    private static void value(JsonGenerator json, Object value) throws IOException {
        if (value == null) {
            json.writeNull();
        } else if (value instanceof String text) {
            json.writeString(text);
        } else if (value instanceof Integer || value instanceof Long) {
            json.writeNumber(((Number) value).longValue());
        } else if (value instanceof Boolean flag) {
            json.writeBoolean(flag);
        } else if (value instanceof List<?> list) {
            json.writeStartArray();
            for (Object element : list) {
                value(json, element);
            }
            json.writeEndArray();
        } else if (value instanceof Map<?, ?> row) {
            json.writeStartObject();
            members(json, row);
            json.writeEndObject();
        } else {
            throw new IllegalArgumentException(
                    value.getClass() + " (expected: text, whole number, flag, row or list)");
        }
    }
}
