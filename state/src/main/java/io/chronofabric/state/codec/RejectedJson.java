package io.chronofabric.state.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.chronofabric.core.ChronoFabricException;
import io.chronofabric.core.ErrorCode;
import io.chronofabric.state.model.DeadLetter;
import io.chronofabric.state.model.Form;
import io.chronofabric.state.model.Header;
import io.chronofabric.state.model.Rejected;
import io.chronofabric.state.model.Transport;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * Dead letters as JSON, one object on one line, always in this order:
 *
 * <pre>{@code
 * {"id":"in/3/42","reason":"BAD_VALUE","text":"…",
 *  "origin":{"source":"in","partition":3,"position":42},"arrival":1700000000000,
 *  "form":"record","key":"…","headers":[{"name":"…","value":"…"}],"raw":"…"}
 * }</pre>
 *
 * <p>Bytes are in Base64. {@code arrival} (milliseconds since the epoch), {@code key} and {@code
 * headers} are left out where there are none; a header without a value has null. {@code form} is
 * {@code record}, {@code signal} or {@code tombstone}; of a tombstone {@code raw} is null.
 *
 * <p>A letter takes at most about 600 KiB, so that every broker's default limit of 1 MiB has room
 * for it. Of a value above 256 KiB {@code raw} is the first 64 KiB, after {@code size} (bytes) and
 * {@code sha256} (hexadecimal) of the whole. A key above 32 KiB is left out, and {@code keySize}
 * says how long it was. Headers that do not fit into 128 KiB of this JSON are left out, and {@code
 * headersLeftOut} says how many. A text above 4,096 characters is cut. Stateless; safe for use by
 * many threads.
 */
public final class RejectedJson {
    private static final int WHOLE_UP_TO = 256 * 1024;
    private static final int FIRST = 64 * 1024;
    private static final int KEY_UP_TO = 32 * 1024;
    private static final int HEADERS_UP_TO = 128 * 1024;
    private static final int TEXT_UP_TO = 4_096;

    private RejectedJson() {}

    /** The dead letter's JSON, without a line break. */
    public static String write(Rejected rejected) {
        return Json.object(json -> write(rejected, json));
    }

    private static void write(Rejected rejected, JsonGenerator json) throws IOException {
        json.writeStringField("id", rejected.origin().id());
        json.writeStringField("reason", rejected.reason().name());
        json.writeStringField("text", shortened(rejected.text()));
        json.writeObjectFieldStart("origin");
        json.writeStringField("source", rejected.origin().source());
        json.writeNumberField("partition", rejected.origin().partition());
        json.writeNumberField("position", rejected.origin().position());
        json.writeEndObject();
        writeTransport(rejected.transport(), rejected.form(), json);
        byte[] raw = rejected.raw();
        if (rejected.form() == Form.TOMBSTONE) {
            json.writeNullField("raw");
        } else if (raw.length > WHOLE_UP_TO) {
            json.writeNumberField("size", raw.length);
            json.writeStringField("sha256", sha256(raw));
            json.writeFieldName("raw");
            json.writeBinary(raw, 0, FIRST);
        } else {
            json.writeBinaryField("raw", raw);
        }
    }

    private static void writeTransport(Transport transport, Form form, JsonGenerator json)
            throws IOException {
        if (transport.hasArrival()) {
            json.writeNumberField("arrival", transport.arrivalMillis());
        }
        json.writeStringField("form", form.name().toLowerCase(Locale.ROOT));
        byte[] key = transport.key();
        if (key != null && key.length > KEY_UP_TO) {
            json.writeNumberField("keySize", key.length);
        } else if (key != null) {
            json.writeBinaryField("key", key);
        }
        List<Header> headers = transport.headers();
        if (headers.isEmpty()) {
            return;
        }
        long room = HEADERS_UP_TO;
        int leftOut = 0;
        json.writeArrayFieldStart("headers");
        for (Header header : headers) {
            long needed = writtenSize(header);
            // One that is too large leaves its room to the small ones after it, which say more.
            if (needed > room) {
                leftOut++;
                continue;
            }
            room -= needed;
            json.writeStartObject();
            json.writeStringField("name", header.name());
            if (header.value() == null) {
                json.writeNullField("value");
            } else {
                json.writeBinaryField("value", header.value());
            }
            json.writeEndObject();
        }
        json.writeEndArray();
        if (leftOut > 0) {
            json.writeNumberField("headersLeftOut", leftOut);
        }
    }

    /** At most this many bytes of JSON: a character takes up to 6, as in {@code \}u0000. */
    private static long writtenSize(Header header) {
        int value = header.value() == null ? 0 : header.value().length;
        return "{\"name\":\"\",\"value\":null},".length()
                + 6L * header.name().length()
                + 4L * ((value + 2) / 3);
    }

    private static String shortened(String text) {
        if (text.length() <= TEXT_UP_TO) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(TEXT_UP_TO - 1)) ? 1 : 0;
        return text.substring(0, TEXT_UP_TO - end) + "…";
    }

    /** SHA-256 of some bytes as 64 hexadecimal digits, as a letter that is cut has it. */
    public static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /**
     * The dead letter that some bytes (UTF-8) hold. Members may come in any order; unknown ones are
     * passed over, so that a later version's letters can still be read.
     *
     * @throws ChronoFabricException with {@link ErrorCode#INPUT_INVALID} if they hold none
     */
    public static DeadLetter read(byte[] bytes) {
        try (JsonParser json = Json.FACTORY.createParser(bytes)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw Json.invalid("no JSON object", "a dead letter: {…}");
            }
            DeadLetter letter = new DeadLetterReader().read(json);
            if (json.nextToken() != null) {
                throw Json.invalid("more text after the dead letter", "one JSON object");
            }
            return letter;
        } catch (IOException e) {
            throw Json.invalid(Json.syntaxText(e), "a dead letter in JSON");
        }
    }
}
