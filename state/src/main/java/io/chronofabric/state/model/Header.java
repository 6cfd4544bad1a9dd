package io.chronofabric.state.model;

import io.chronofabric.core.TraceContext;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/**
 * A header of a record, as its transport carries it. A record may have several of one name.
 *
 * @param name its name
 * @param value its bytes, or null where it has none; not copied, must not be changed
 */
@SuppressWarnings("ArrayRecordComponent") // equals and hashCode below look into it
public record Header(String name, byte[] value) {
    /** Name of the header with a W3C trace context. */
    public static final String TRACEPARENT = "traceparent";

    /** Checks that it is named. */
    public Header {
        Objects.requireNonNull(name, "name");
    }

    /** The header of a W3C trace context. */
    public static Header traceparent(TraceContext trace) {
        return new Header(TRACEPARENT, trace.toTraceparent().getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Header that
                && name.equals(that.name)
                && Arrays.equals(value, that.value);
    }

    @Override
    public int hashCode() {
        return 31 * name.hashCode() + Arrays.hashCode(value);
    }

    @Override
    public String toString() {
        return name + (value == null ? " (no value)" : " (" + value.length + " bytes)");
    }
}
