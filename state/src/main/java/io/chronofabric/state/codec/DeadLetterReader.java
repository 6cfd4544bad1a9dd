package io.chronofabric.state.codec;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.chronofabric.state.model.DeadLetter;
import io.chronofabric.state.model.Form;
import io.chronofabric.state.model.Header;
import io.chronofabric.state.model.Origin;
import io.chronofabric.state.model.Transport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Reads one dead letter, of which nothing is believed. Used once. */
final class DeadLetterReader {
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    private Origin origin;
    private String reason;
    private String text = "";
    private Form form = Form.RECORD;
    private byte[] raw;
    private byte[] key;
    private List<Header> headers = List.of();
    private long arrivalMillis = Transport.UNKNOWN_ARRIVAL;
    private int size;
    private String sha256 = "";
    private int keySize;
    private int headersLeftOut;

    /** The letter whose object the parser has just entered. */
    DeadLetter read(JsonParser json) throws IOException {
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = json.currentName();
            json.nextToken();
            switch (name) {
                case "reason" -> reason = name(json);
                case "text" -> text = Json.readString(json);
                case "origin" -> origin = origin(json);
                case "arrival" -> arrivalMillis = notNegative(json);
                case "form" -> form = form(json);
                case "key" -> key = bytes(json);
                case "keySize" -> keySize = positive(json);
                case "headers" -> headers = headers(json);
                case "headersLeftOut" -> headersLeftOut = positive(json);
                case "size" -> size = positive(json);
                case "sha256" -> sha256 = sha256(json);
                case "raw" -> raw = bytes(json);
                default -> json.skipChildren();
            }
        }
        need("origin", origin);
        need("reason", reason);
        checkValue();
        if (keySize > 0 && key != null) {
            throw Json.invalid("a key and keySize", "one of the two");
        }
        return new DeadLetter(
                raw == null ? new byte[0] : raw,
                form,
                origin,
                reason,
                text,
                new Transport(key, headers, arrivalMillis),
                new DeadLetter.Cut(size, sha256, keySize, headersLeftOut));
    }

    private void checkValue() {
        if (form == Form.TOMBSTONE ? raw != null : raw == null) {
            throw Json.invalid(
                    form + (raw == null ? " without raw" : " with raw"),
                    "raw in every letter, null in a TOMBSTONE");
        }
        if ((size > 0) == sha256.isEmpty()) {
            throw Json.invalid("size or sha256 alone", "both of a value that is cut, else none");
        }
        if (size > 0 && (raw == null || raw.length >= size)) {
            throw Json.invalid("size: " + size, "more than raw has");
        }
    }

    private static Origin origin(JsonParser json) throws IOException {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            throw Json.unexpected(json, "an object");
        }
        String source = null;
        Long partition = null;
        Long position = null;
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = json.currentName();
            json.nextToken();
            switch (name) {
                case "source" -> source = name(json);
                case "partition" -> partition = notNegative(json);
                case "position" -> position = notNegative(json);
                default -> json.skipChildren();
            }
        }
        need("origin.source", source);
        need("origin.position", position);
        if (need("origin.partition", partition) > Integer.MAX_VALUE) {
            throw Json.invalid("partition: " + partition, "at most " + Integer.MAX_VALUE);
        }
        return new Origin(source, partition.intValue(), position);
    }

    private static List<Header> headers(JsonParser json) throws IOException {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            throw Json.unexpected(json, "a list");
        }
        List<Header> headers = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (json.currentToken() != JsonToken.START_OBJECT) {
                throw Json.unexpected(json, "an object with name and value");
            }
            String headerName = null;
            byte[] value = null;
            while (json.nextToken() != JsonToken.END_OBJECT) {
                String name = json.currentName();
                json.nextToken();
                switch (name) {
                    case "name" -> headerName = Json.readString(json);
                    case "value" -> value = bytes(json);
                    default -> json.skipChildren();
                }
            }
            headers.add(new Header(need("headers.name", headerName), value));
        }
        return headers;
    }

    private static byte[] bytes(JsonParser json) throws IOException {
        if (json.currentToken() == JsonToken.VALUE_NULL) {
            return null;
        }
        if (json.currentToken() != JsonToken.VALUE_STRING) {
            throw Json.unexpected(json, "bytes in Base64, or null");
        }
        return json.getBinaryValue();
    }

    private static String name(JsonParser json) throws IOException {
        String name = Json.readString(json);
        if (name.isBlank() || name.length() > Limits.NAME) {
            throw Json.unexpected(json, "1 to " + Limits.NAME + " characters");
        }
        return name;
    }

    private static Form form(JsonParser json) throws IOException {
        return switch (Json.readString(json)) {
            case "record" -> Form.RECORD;
            case "signal" -> Form.SIGNAL;
            case "tombstone" -> Form.TOMBSTONE;
            case "rule_change" -> Form.RULE_CHANGE;
            default -> throw Json.unexpected(json, "record, signal, rule_change or tombstone");
        };
    }

    private static String sha256(JsonParser json) throws IOException {
        String hash = Json.readString(json);
        if (!SHA256.matcher(hash).matches()) {
            throw Json.unexpected(json, "64 hexadecimal digits");
        }
        return hash;
    }

    private static long notNegative(JsonParser json) throws IOException {
        long number = Json.readLong(json);
        if (number < 0) {
            throw Json.unexpected(json, "0 or more");
        }
        return number;
    }

    private static int positive(JsonParser json) throws IOException {
        int number = Json.readInt(json);
        if (number < 1) {
            throw Json.unexpected(json, "1 or more");
        }
        return number;
    }

    private static <T> T need(String name, T value) {
        if (value == null) {
            throw Json.invalid("dead letter without " + name, "the member " + name);
        }
        return value;
    }
}
