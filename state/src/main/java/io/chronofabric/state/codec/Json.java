package io.chronofabric.state.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import io.chronofabric.core.ChronoFabricException;
import io.chronofabric.core.ErrorCode;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/** What the JSON codecs of this package share. */
final class Json {
    static final JsonFactory FACTORY =
            JsonFactory.builder()
                    // Shortest digits that read back to the same double, the same on every JDK.
                    .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    // Interned names would outlive the records of a hostile sender.
                    .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(16)
                                    .maxNumberLength(400)
                                    .build())
                    .build();

    private Json() {}

    /** Writes the members of an object. */
    interface Members {
        void write(JsonGenerator json) throws IOException;
    }

    static String object(Members members) {
        StringWriter text = new StringWriter(256);
        try (JsonGenerator json = FACTORY.createGenerator(text)) {
            json.writeStartObject();
            members.write(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("a string writer does not fail", e);
        }
        return text.toString();
    }

    /** A number; infinities, which JSON lacks, as strings, and -0.0 as 0.0. */
    static void writeReal(JsonGenerator json, String name, double value) throws IOException {
        if (Double.isInfinite(value)) {
            json.writeStringField(name, value > 0 ? "inf" : "-inf");
        } else {
            json.writeNumberField(name, value + 0.0);
        }
    }

    static double readReal(JsonParser json) throws IOException {
        if (json.currentToken() == JsonToken.VALUE_STRING) {
            return switch (json.getText()) {
                case "inf" -> Double.POSITIVE_INFINITY;
                case "-inf" -> Double.NEGATIVE_INFINITY;
                default -> throw unexpected(json, "a number, \"inf\" or \"-inf\"");
            };
        }
        if (!json.currentToken().isNumeric()) {
            throw unexpected(json, "a number, \"inf\" or \"-inf\"");
        }
        return json.getDoubleValue();
    }

    static String readString(JsonParser json) throws IOException {
        if (json.currentToken() != JsonToken.VALUE_STRING) {
            throw unexpected(json, "a string");
        }
        return json.getText();
    }

    static long readLong(JsonParser json) throws IOException {
        if (json.currentToken() != JsonToken.VALUE_NUMBER_INT) {
            throw unexpected(json, "an integer");
        }
        return json.getLongValue();
    }

    static int readInt(JsonParser json) throws IOException {
        if (json.currentToken() != JsonToken.VALUE_NUMBER_INT) {
            throw unexpected(json, "an integer");
        }
        return json.getIntValue();
    }

    /** The exception for a member with a value of the wrong sort, at the parser's place. */
    static ChronoFabricException unexpected(JsonParser json, String expected) throws IOException {
        String name = json.currentName();
        String text = json.getText();
        return invalid(
                (name == null ? "" : Shown.of(name) + ": ")
                        + (text == null ? "nothing" : Shown.of(text)),
                expected);
    }

    static ChronoFabricException invalid(String given, String expected) {
        return new ChronoFabricException(
                ErrorCode.INPUT_INVALID, given, expected, "Correct the record and send it again.");
    }

    /** One sentence for a text that is no JSON. */
    static String syntaxText(IOException e) {
        if (e instanceof JsonProcessingException syntax && syntax.getLocation() != null) {
            return firstLine(syntax.getOriginalMessage())
                    + " at column "
                    + syntax.getLocation().getColumnNr();
        }
        return firstLine(String.valueOf(e.getMessage()));
    }

    /**
     * The first line of the parser's message, without the place in its source that holds a limit.
     */
    private static String firstLine(String text) {
        int end = text.indexOf('\n');
        String line = end < 0 ? text : text.substring(0, end);
        int hint = line.indexOf(", from `");
        return hint < 0 ? line : line.substring(0, hint) + ")";
    }
}
