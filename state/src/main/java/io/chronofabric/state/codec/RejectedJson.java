package io.chronofabric.state.codec;

import io.chronofabric.state.model.Rejected;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Dead letters as JSON, one object on one line, always in this order: {@code reason}, {@code text},
 * {@code origin} with {@code source}, {@code partition} and {@code position}, and {@code raw}, the
 * record's bytes in Base64. Of a record above 256 KiB {@code raw} is the first 64 KiB, after {@code
 * size} (bytes) and {@code sha256} (hexadecimal) of the whole. Stateless; safe for use by many
 * threads.
 */
public final class RejectedJson {
    private static final int WHOLE_UP_TO = 256 * 1024;
    private static final int FIRST = 64 * 1024;

    private RejectedJson() {}

    /** The dead letter's JSON, without a line break. */
    public static String write(Rejected rejected) {
        byte[] raw = rejected.raw();
        return Json.object(
                json -> {
                    json.writeStringField("reason", rejected.reason().name());
                    json.writeStringField("text", rejected.text());
                    json.writeObjectFieldStart("origin");
                    json.writeStringField("source", rejected.origin().source());
                    json.writeNumberField("partition", rejected.origin().partition());
                    json.writeNumberField("position", rejected.origin().position());
                    json.writeEndObject();
                    if (raw.length > WHOLE_UP_TO) {
                        json.writeNumberField("size", raw.length);
                        json.writeStringField("sha256", sha256(raw));
                    }
                    json.writeFieldName("raw");
                    json.writeBinary(raw, 0, raw.length > WHOLE_UP_TO ? FIRST : raw.length);
                });
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
