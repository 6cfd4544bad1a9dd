package io.chronofabric.state.model;

import java.util.Arrays;
import java.util.Objects;

/**
 * A record that could not be used, with everything needed to mend and replay it: its bytes, where
 * it came from, and why. Leaves the job as a dead letter.
 *
 * @param raw the record as it came; not copied, must not be changed
 * @param origin where it came from
 * @param reason why, as a code to count by
 * @param text why, as a sentence: what was given and what was expected
 */
@SuppressWarnings("ArrayRecordComponent") // equals and hashCode below look into it
public record Rejected(byte[] raw, Origin origin, RejectReason reason, String text)
        implements Ingested {
    /** Checks that nothing is missing. */
    public Rejected {
        Objects.requireNonNull(raw, "raw");
        Objects.requireNonNull(origin, "origin");
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(text, "text");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Rejected that
                && Arrays.equals(raw, that.raw)
                && origin.equals(that.origin)
                && reason == that.reason
                && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return Objects.hash(Arrays.hashCode(raw), origin, reason, text);
    }

    @Override
    public String toString() {
        return "Rejected[" + reason + " at " + origin + ", " + raw.length + " bytes: " + text + "]";
    }
}
