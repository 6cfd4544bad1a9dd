package io.chronofabric.bus.wire;

/** Why bytes are not a frame. Readers count and set aside what is none of ours; they never fail. */
public enum FrameFault {
    /** Fewer bytes than the fixed header has. */
    TOO_SHORT("fewer than the 56 bytes of a header"),
    /** A version that this reader does not know. */
    VERSION("a version other than 1"),
    /** A kind that this reader does not know. */
    KIND("an unknown kind"),
    /** Flags that version 1 does not have. */
    FLAGS("unknown flags"),
    /** A priority that does not exist. */
    PRIORITY("an unknown priority"),
    /** A header length that is no multiple of 8, or not inside the frame. */
    HEADER_LENGTH("a header length that is no multiple of 8 from 56 to the frame's length"),
    /** A part of the header that reaches beyond the header's length. */
    EXTENSION("a part that reaches beyond the header"),
    /** A time before 1970. */
    TIME("a negative time"),
    /** A phase, a coherence or a clock error out of its range. */
    CORRELATION("a phase, coherence or clock error out of range"),
    /** A trace whose trace id or span id is zero. */
    TRACE("a trace id or span id of zero"),
    /** A negative count of dependencies, or more than are allowed. */
    DEPENDENCIES("a count of dependencies that is not 0 to 1024"),
    /** A commit marker whose payload is not one. */
    MARKER("a commit marker that names no range");

    private final String text;

    FrameFault(String text) {
        this.text = text;
    }

    /** What is wrong, in words. */
    public String text() {
        return text;
    }
}
