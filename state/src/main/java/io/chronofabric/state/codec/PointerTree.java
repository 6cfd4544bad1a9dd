package io.chronofabric.state.codec;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Picks values at known places out of JSON while it goes by, without making a tree of it: what
 * stands elsewhere costs no more than to be skipped. Holds what it picked until the next record.
 * Not thread-safe.
 */
final class PointerTree {
    private static final class Branch {
        /** Index of the place that ends here, or -1. */
        private int place = -1;

        private final Map<String, Branch> members = new HashMap<>();

        /** The members that can also be an index, for when an array stands here. */
        private final Map<Integer, Branch> elements = new HashMap<>();
    }

    private final Branch root = new Branch();
    private final Map<String, Integer> places = new HashMap<>();
    private JsonToken[] tokens = new JsonToken[0];
    private String[] texts = new String[0];
    private double[] numbers = new double[0];
    private boolean[] exact = new boolean[0];

    /** The index of a place whose number is wanted as a double only, which makes no text of it. */
    int numberPlace(String pointer) {
        return index(pointer);
    }

    /** The index of a place whose text is wanted, or the digits of its number. */
    int place(String pointer) {
        int place = index(pointer);
        exact[place] = true;
        return place;
    }

    /** The same place has one index, however often it is asked for. */
    private int index(String pointer) {
        Integer known = places.get(pointer);
        if (known != null) {
            return known;
        }
        int place = places.size();
        places.put(pointer, place);
        Branch branch = root;
        for (JsonPointer at = JsonPointer.compile(pointer); !at.matches(); at = at.tail()) {
            Branch next =
                    branch.members.computeIfAbsent(at.getMatchingProperty(), name -> new Branch());
            if (at.mayMatchElement()) {
                branch.elements.put(at.getMatchingIndex(), next);
            }
            branch = next;
        }
        branch.place = place;
        tokens = Arrays.copyOf(tokens, places.size());
        texts = Arrays.copyOf(texts, places.size());
        numbers = Arrays.copyOf(numbers, places.size());
        exact = Arrays.copyOf(exact, places.size());
        return place;
    }

    /** Reads the object that the parser has just begun, to its end. */
    void read(JsonParser json) throws IOException {
        Arrays.fill(tokens, null);
        Arrays.fill(texts, null);
        members(json, root);
    }

    private void members(JsonParser json, Branch branch) throws IOException {
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            value(json, json.nextToken(), branch.members.get(name));
        }
    }

    private void elements(JsonParser json, Branch branch) throws IOException {
        int index = 0;
        for (JsonToken token = json.nextToken();
                token != JsonToken.END_ARRAY;
                token = json.nextToken()) {
            value(json, token, branch.elements.get(index++));
        }
    }

    private void value(JsonParser json, JsonToken token, Branch branch) throws IOException {
        if (branch == null) {
            json.skipChildren();
            return;
        }
        if (branch.place >= 0) {
            pick(json, token, branch.place);
        }
        // No deeper than the deepest place asked for.
        if (token == JsonToken.START_OBJECT && !branch.members.isEmpty()) {
            members(json, branch);
        } else if (token == JsonToken.START_ARRAY && !branch.elements.isEmpty()) {
            elements(json, branch);
        } else {
            json.skipChildren();
        }
    }

    private void pick(JsonParser json, JsonToken token, int place) throws IOException {
        tokens[place] = token;
        if (token.isNumeric()) {
            numbers[place] = json.getDoubleValue();
            if (exact[place] || !Double.isFinite(numbers[place])) {
                texts[place] = json.getText();
            }
        } else if (token == JsonToken.VALUE_STRING) {
            texts[place] = json.getText();
        }
    }

    /** What stands at a place; null where nothing does. */
    JsonToken token(int place) {
        return tokens[place];
    }

    /** Whether nothing, or null, stands at a place. */
    boolean isAbsent(int place) {
        return tokens[place] == null || tokens[place] == JsonToken.VALUE_NULL;
    }

    /** The text at a place, or the digits of a number; null where neither stands. */
    String text(int place) {
        return texts[place];
    }

    /** The number at a place where one stands; infinite where it is too large for a double. */
    double number(int place) {
        return numbers[place];
    }

    /** What stands at a place, for messages. */
    String show(int place) {
        JsonToken token = tokens[place];
        if (token == null) {
            return "nothing";
        }
        return switch (token) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "a list";
            case VALUE_STRING -> Shown.of(texts[place]);
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
                    texts[place] == null
                            ? Double.toString(numbers[place])
                            : Shown.number(texts[place]);
            default -> token.asString();
        };
    }
}
