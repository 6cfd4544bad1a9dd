package io.chronofabric.state.codec;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.chronofabric.core.ChronoFabricException;
import io.chronofabric.core.ErrorCode;
import java.io.IOException;

/** Bounds of a clock's error, 0 to 2^63-1 ns, as records tell them. */
public final class ClockErrors {
    private static final int MOST_DIGITS = 19;
    private static final String EXPECTED = "nanoseconds, 0 to 2^63-1, in digits";

    private ClockErrors() {}

    /**
     * Reads decimal digits.
     *
     * @throws ChronoFabricException with {@link ErrorCode#INPUT_INVALID} if the text is anything
     *     else, or more than 2^63-1
     */
    public static long parse(String text) {
        boolean isDigits = !text.isEmpty() && text.length() <= MOST_DIGITS;
        for (int i = 0; i < text.length() && isDigits; i++) {
            isDigits = text.charAt(i) >= '0' && text.charAt(i) <= '9';
        }
        long nanos = 0;
        for (int i = 0; i < text.length() && isDigits; i++) {
            // Nineteen digits are less than 2^64, so what is too much shows as a sign.
            nanos = 10 * nanos + text.charAt(i) - '0';
        }
        if (!isDigits || nanos < 0) {
            throw new ChronoFabricException(
                    ErrorCode.INPUT_INVALID,
                    "clock error: " + Shown.of(text),
                    EXPECTED,
                    "Leave it out where the clock does not tell it.");
        }
        return nanos;
    }

    /** Reads a member's value: a number, or a string of its digits. */
    static long read(JsonParser json) throws IOException {
        if (json.currentToken() != JsonToken.VALUE_NUMBER_INT
                && json.currentToken() != JsonToken.VALUE_STRING) {
            throw Json.unexpected(json, EXPECTED);
        }
        return parse(json.getText());
    }
}
