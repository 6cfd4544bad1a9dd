package io.chronofabric.jobs.doctor;

import io.chronofabric.state.codec.JsonTree;
import java.util.List;
import java.util.Map;

/**
 * A part of what a REST API answered; what is not there is an answer as well, an empty one.
 *
 * @param value as {@link JsonTree} reads it, or null
 */
record Answer(Object value) {
    static final Answer NOTHING = new Answer(null);

    static Answer of(String json) {
        return new Answer(JsonTree.read(json));
    }

    Answer at(String... names) {
        Object at = value;
        for (String name : names) {
            at = at instanceof Map<?, ?> members ? members.get(name) : null;
        }
        return new Answer(at);
    }

    boolean isThere() {
        return value != null;
    }

    List<Answer> list() {
        return value instanceof List<?> elements
                ? elements.stream().map(Answer::new).toList()
                : List.of();
    }

    String text() {
        return value == null ? "" : String.valueOf(value);
    }

    /** A number, or a text that is one; NaN where it is neither. */
    double number() {
        if (value instanceof Number number) {
            return number.doubleValue();
        }
        try {
            return value instanceof String text ? Double.parseDouble(text) : Double.NaN;
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    long whole() {
        double number = number();
        return Double.isNaN(number) ? 0 : (long) number;
    }
}
