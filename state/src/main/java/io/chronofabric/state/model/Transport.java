package io.chronofabric.state.model;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * What came with a record's value: all that is needed, beside the value and its place, to send it
 * again as it was.
 *
 * @param key the record's key, or null where it has none; not copied, must not be changed
 * @param headers its headers, in their order
 * @param arrivalMillis when the record came in, as its log noted it, in milliseconds since the
 *     epoch; {@link #UNKNOWN_ARRIVAL} where nothing noted it
 */
@SuppressWarnings("ArrayRecordComponent") // equals and hashCode below look into it
public record Transport(byte[] key, List<Header> headers, long arrivalMillis) {
    /** The arrival of a record whose arrival nothing noted. */
    public static final long UNKNOWN_ARRIVAL = -1;

    /** Of a record that had none: a line of a file, or one whose transport was not kept. */
    public static final Transport NONE = new Transport(null, List.of(), UNKNOWN_ARRIVAL);

    /** Checks that nothing is missing. */
    public Transport {
        headers = List.copyOf(headers);
        if (arrivalMillis < UNKNOWN_ARRIVAL) {
            throw new IllegalArgumentException(
                    "arrival: " + arrivalMillis + " ms (expected: 0 or later, or -1 if unknown)");
        }
    }

    /** Whether the arrival was noted. */
    public boolean hasArrival() {
        return arrivalMillis != UNKNOWN_ARRIVAL;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Transport that
                && Arrays.equals(key, that.key)
                && headers.equals(that.headers)
                && arrivalMillis == that.arrivalMillis;
    }

    @Override
    public int hashCode() {
        return Objects.hash(Arrays.hashCode(key), headers, arrivalMillis);
    }

    @Override
    public String toString() {
        return "Transport["
                + (key == null ? "no key" : "key of " + key.length + " bytes")
                + ", headers "
                + headers
                + ", arrival "
                + (hasArrival() ? arrivalMillis + " ms" : "unknown")
                + "]";
    }
}
