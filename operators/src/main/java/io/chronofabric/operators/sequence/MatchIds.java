package io.chronofabric.operators.sequence;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Names matches by what they are: pattern, version, key, and the stages and times of their events.
 * The same match has the same id in every run. For one thread.
 */
public final class MatchIds {
    private static final int ID_BYTES = 16;

    private final MessageDigest sha256;
    private final ByteBuffer numbers = ByteBuffer.allocate(2 * Long.BYTES);
    private final String pattern;
    private final int version;

    /** Names the matches of a pattern. */
    public MatchIds(SequencePattern<?> pattern) {
        this.pattern = pattern.id();
        version = pattern.version();
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The id of a match of a key: 32 hexadecimal digits. */
    public String idOf(String key, SequenceMatch<?> match) {
        add(pattern);
        add(version, match.taken().size());
        add(key);
        for (TakenEvent<?> taken : match.taken()) {
            add(taken.stage());
            add(taken.time().physicalNanos(), taken.time().logicalAndNode());
        }
        return HexFormat.of().formatHex(sha256.digest(), 0, ID_BYTES);
    }

    /** Length first, so that no two lists of parts give the same bytes. */
    private void add(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        add(bytes.length, 0);
        sha256.update(bytes);
    }

    private void add(long one, long two) {
        numbers.clear().putLong(one).putLong(two);
        sha256.update(numbers.array());
    }
}
