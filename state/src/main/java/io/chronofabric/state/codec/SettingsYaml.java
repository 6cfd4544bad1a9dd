package io.chronofabric.state.codec;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.chronofabric.core.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads a settings file in YAML: nested maps and dotted keys mean the same, so {@code replay:
 * {speed: 10x}} is {@code replay.speed: 10x}. Values stay text; a list of values is one setting.
 * Every finding has its place.
 */
public final class SettingsYaml {
    private static final int MAX_DEPTH = 20;

    private final String source;
    private final JsonParser parser;
    private final List<Entry> entries = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();
    private final Map<String, Integer> lineOfKey = new HashMap<>();

    private SettingsYaml(String source, JsonParser parser) {
        this.source = source;
        this.parser = parser;
    }

    /**
     * One setting.
     *
     * @param key dotted
     * @param values the text, or the texts of a list; none where nothing stands after the colon
     * @param line from 1
     * @param column from 1
     */
    public record Entry(String key, List<String> values, int line, int column) {}

    /**
     * What a file holds.
     *
     * @param entries the settings that could be read, in the order of the file
     * @param problems what is wrong with the file
     */
    public record Result(List<Entry> entries, List<Problem> problems) {}

    /**
     * Reads a document.
     *
     * @param source the file's name, for messages
     * @param text the document; an empty one holds no settings
     */
    public static Result read(String source, String text) {
        // A file parser reports places; its text is in memory, so it cannot fail otherwise.
        try (JsonParser parser = new YAMLFactory().createParser(text)) {
            SettingsYaml reader = new SettingsYaml(source, parser);
            reader.document();
            return new Result(List.copyOf(reader.entries), List.copyOf(reader.problems));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void document() throws IOException {
        try {
            JsonToken token = parser.nextToken();
            if (token == JsonToken.START_OBJECT) {
                map("", 0);
            } else if (token != null && token != JsonToken.VALUE_NULL) {
                problem(
                        "CFG010",
                        parser.currentTokenLocation(),
                        "the file holds " + name(token) + " (expected: keys and values)",
                        "write lines such as replay.speed: 10x");
            }
        } catch (JsonProcessingException e) {
            String reason = e.getOriginalMessage().lines().findFirst().orElse("");
            problem(
                    "CFG010",
                    e.getLocation(),
                    "no YAML: " + reason,
                    "mend the indentation, quotes or brackets there");
        }
    }

    private void map(String prefix, int depth) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            JsonLocation at = parser.currentTokenLocation();
            String key = prefix + parser.currentName();
            JsonToken value = parser.nextToken();
            if (value == JsonToken.START_OBJECT && depth < MAX_DEPTH) {
                map(key + ".", depth + 1);
            } else if (value == JsonToken.START_ARRAY) {
                add(key, list(key), at);
            } else if (value.isScalarValue()) {
                add(key, value == JsonToken.VALUE_NULL ? List.of() : List.of(parser.getText()), at);
            } else {
                parser.skipChildren();
                problem("CFG011", at, key + " is nested too deep", "use the keys of the manual");
            }
        }
    }

    private List<String> list(String key) throws IOException {
        List<String> values = new ArrayList<>();
        for (JsonToken token = parser.nextToken();
                token != JsonToken.END_ARRAY;
                token = parser.nextToken()) {
            if (token.isScalarValue()) {
                values.add(parser.getText());
            } else {
                problem(
                        "CFG011",
                        parser.currentTokenLocation(),
                        key + " holds " + name(token) + " in its list (expected: plain values)",
                        "write one value a line");
                parser.skipChildren();
            }
        }
        return values;
    }

    private void add(String key, List<String> values, JsonLocation at) {
        Integer before = lineOfKey.putIfAbsent(key, at.getLineNr());
        if (before == null) {
            entries.add(new Entry(key, List.copyOf(values), at.getLineNr(), at.getColumnNr()));
        } else {
            problem(
                    "CFG012",
                    at,
                    key + " is given a second time (first in line " + before + ")",
                    "keep one of the two");
        }
    }

    private void problem(String code, JsonLocation at, String reason, String fix) {
        int line = at == null ? 0 : at.getLineNr();
        int column = at == null ? 0 : at.getColumnNr();
        problems.add(Problem.error(code, source, line, column, reason, fix));
    }

    private static String name(JsonToken token) {
        return switch (token) {
            case START_ARRAY -> "a list";
            case START_OBJECT -> "a map";
            default -> "a single value";
        };
    }
}
