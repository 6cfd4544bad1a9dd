package io.chronofabric.bus.aeron;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/** What a stream or a recording of a bus holds; each kind has a stream of its own. */
public enum RecordingKind {
    /** Packets of a publisher, each of which counts as soon as it is there. */
    DATA("data"),
    /** Packets of a transactional sink, of which those count that a commit marker names. */
    TRANSACTION("tx"),
    /** Commit markers of a transactional sink. */
    COMMITS("commits");

    /** Ids below are the archive's own. */
    private static final int FIRST_STREAM = 1 << 20;

    private final String word;

    RecordingKind(String word) {
        this.word = word;
    }

    /** As it stands in a channel's alias. */
    String word() {
        return word;
    }

    /**
     * The Aeron stream of this kind on a bus: the CRC-32C of {@code kind/bus} in UTF-8, of which
     * the upper bit is left out, and at least 2<sup>20</sup>. Publishers in other languages use the
     * same.
     */
    public int streamOf(String bus) {
        CRC32C crc = new CRC32C();
        crc.update((word + "/" + bus).getBytes(StandardCharsets.UTF_8));
        return (int) (crc.getValue() & Integer.MAX_VALUE) | FIRST_STREAM;
    }

    static RecordingKind ofWord(String word) {
        for (RecordingKind kind : values()) {
            if (kind.word.equals(word)) {
                return kind;
            }
        }
        return null;
    }
}
