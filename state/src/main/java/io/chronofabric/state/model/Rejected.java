package io.chronofabric.state.model;

import java.util.Arrays;
import java.util.Objects;

/**
 * A record that could not be used, with everything needed to mend and replay it: its bytes, where
 * it came from and with what, and why. Leaves the job as a dead letter.
 *
 * @param raw the record as {@code form} says; not copied, must not be changed; no bytes for a
 *     tombstone
 * @param form what {@code raw} is
 * @param origin where it came from: its own place, also where it is itself a replayed dead letter
 * @param reason why, as a code to count by
 * @param text why, as a sentence: what was given and what was expected
 * @param transport what came with it
 */
@SuppressWarnings("ArrayRecordComponent") // equals and hashCode below look into it
public record Rejected(
        byte[] raw, Form form, Origin origin, RejectReason reason, String text, Transport transport)
        implements Ingested, RuleControl {
    /** Checks that nothing is missing, and that a tombstone has no bytes. */
    public Rejected {
        Objects.requireNonNull(raw, "raw");
        Objects.requireNonNull(form, "form");
        Objects.requireNonNull(origin, "origin");
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(text, "text");
        Objects.requireNonNull(transport, "transport");
        if (form == Form.TOMBSTONE && raw.length > 0) {
            throw new IllegalArgumentException(
                    "a tombstone with " + raw.length + " bytes (expected: none)");
        }
    }

    /** A record as it came, of which no more is known than its bytes and its place. */
    public Rejected(byte[] raw, Origin origin, RejectReason reason, String text) {
        this(raw, Form.RECORD, origin, reason, text, Transport.NONE);
    }

    /** The same with what came with it. */
    public Rejected withTransport(Transport came) {
        return new Rejected(raw, form, origin, reason, text, came);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Rejected that
                && Arrays.equals(raw, that.raw)
                && form == that.form
                && origin.equals(that.origin)
                && reason == that.reason
                && text.equals(that.text)
                && transport.equals(that.transport);
    }

    @Override
    public int hashCode() {
        return Objects.hash(Arrays.hashCode(raw), form, origin, reason, text, transport);
    }

    @Override
    public String toString() {
        return "Rejected["
                + reason
                + " at "
                + origin
                + ", "
                + (form == Form.TOMBSTONE ? "no value" : raw.length + " bytes")
                + ": "
                + text
                + "]";
    }
}
