package io.chronofabric.state.codec;

import io.chronofabric.state.model.DeadLetter;
import io.chronofabric.state.model.Origin;
import java.util.Locale;

/**
 * A list of dead letters as JSON, one object on one line, without the bytes that {@link
 * RejectedJson} has. Stateless; safe for use by many threads.
 */
public final class DeadLetterListJson {
    private DeadLetterListJson() {}

    /**
     * A letter: {@code id}, {@code arrival} (milliseconds since the epoch), {@code reason}, {@code
     * size} (bytes), {@code form}, {@code text}, {@code cut} (whether something was left out of
     * it), {@code letter} (its place in the topic of dead letters).
     */
    public static String letter(DeadLetter letter, long arrivalMillis, Origin place) {
        return Json.object(
                json -> {
                    json.writeStringField("id", letter.origin().id());
                    json.writeNumberField("arrival", arrivalMillis);
                    json.writeStringField("reason", letter.reason());
                    json.writeNumberField("size", letter.size());
                    json.writeStringField("form", letter.form().name().toLowerCase(Locale.ROOT));
                    json.writeStringField("text", letter.text());
                    json.writeBooleanField("cut", !letter.cut().isNone());
                    json.writeStringField("letter", place.id());
                });
    }

    /**
     * A record that is no dead letter: {@code arrival}, {@code unreadable} (why), {@code size}
     * (bytes), {@code letter} (its place).
     */
    public static String unreadable(String why, long arrivalMillis, int size, Origin place) {
        return Json.object(
                json -> {
                    json.writeNumberField("arrival", arrivalMillis);
                    json.writeStringField("unreadable", why);
                    json.writeNumberField("size", size);
                    json.writeStringField("letter", place.id());
                });
    }

    /** A line of a summary: {@code reason}, {@code topic}, {@code count}. */
    public static String count(String reason, String topic, long count) {
        return Json.object(
                json -> {
                    json.writeStringField("reason", reason);
                    json.writeStringField("topic", topic);
                    json.writeNumberField("count", count);
                });
    }
}
