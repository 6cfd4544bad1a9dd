package io.chronofabric.state.model;

import java.util.Arrays;
import java.util.Objects;

/**
 * A dead letter as it is read back: what {@link Rejected} holds, less what was too large for it.
 * Comes from a topic that anyone may have written to; nothing in it is to be trusted.
 *
 * @param raw the record's value as {@code form} says, or its beginning; not copied, must not be
 *     changed
 * @param form what {@code raw} is
 * @param origin where the record came from; partition and position are not negative
 * @param reason a {@link RejectReason}, or one that a later version added
 * @param text why, as a sentence
 * @param transport what came with the record, less what {@code cut} says
 * @param cut what was left out
 */
@SuppressWarnings("ArrayRecordComponent") // equals and hashCode below look into it
public record DeadLetter(
        byte[] raw,
        Form form,
        Origin origin,
        String reason,
        String text,
        Transport transport,
        Cut cut) {
    /**
     * What of a record was too large for its dead letter.
     *
     * @param size bytes of the whole value, or 0 where it is there as a whole
     * @param sha256 of the whole value, 64 hexadecimal digits, or empty where it is there
     * @param keySize bytes of the key, or 0 where nothing is missing of it
     * @param headers how many headers are missing
     */
    public record Cut(int size, String sha256, int keySize, int headers) {
        /** Of a letter that has everything. */
        public static final Cut NONE = new Cut(0, "", 0, 0);

        /** Checks that nothing is missing. */
        public Cut {
            Objects.requireNonNull(sha256, "sha256");
        }

        /** Whether nothing was left out. */
        public boolean isNone() {
            return equals(NONE);
        }
    }

    /** Checks that nothing is missing. */
    public DeadLetter {
        Objects.requireNonNull(raw, "raw");
        Objects.requireNonNull(form, "form");
        Objects.requireNonNull(origin, "origin");
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(text, "text");
        Objects.requireNonNull(transport, "transport");
        Objects.requireNonNull(cut, "cut");
    }

    /** Bytes of the whole value. */
    public int size() {
        return cut.size() > 0 ? cut.size() : raw.length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DeadLetter that
                && Arrays.equals(raw, that.raw)
                && form == that.form
                && origin.equals(that.origin)
                && reason.equals(that.reason)
                && text.equals(that.text)
                && transport.equals(that.transport)
                && cut.equals(that.cut);
    }

    @Override
    public int hashCode() {
        return Objects.hash(Arrays.hashCode(raw), form, origin, reason, text, transport, cut);
    }

    @Override
    public String toString() {
        return "DeadLetter[" + reason + " at " + origin + ", " + size() + " bytes: " + text + "]";
    }
}
