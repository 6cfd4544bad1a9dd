package io.chronofabric.clogic.egc;

import io.chronofabric.state.model.RuleRef;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Names a verdict by what it is about, so that a replay or a retry gives the same name: the first
 * 128 bits of SHA-256 over rule, version, entity, moment and correction, in hexadecimal. Not safe
 * for use by several threads.
 */
final class VerdictIds {
    private static final int ID_BYTES = 16;

    private final MessageDigest sha256;

    VerdictIds() {
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    String idOf(RuleRef rule, String entity, long timeMillis, int correction) {
        part(rule.tenant());
        part(rule.id());
        part(entity);
        ByteBuffer numbers = ByteBuffer.allocate(16);
        numbers.putInt(rule.version()).putLong(timeMillis).putInt(correction);
        sha256.update(numbers.array());
        return HexFormat.of().formatHex(sha256.digest(), 0, ID_BYTES);
    }

    /** Length first, so that no two lists of parts give the same bytes. */
    private void part(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        sha256.update(ByteBuffer.allocate(4).putInt(bytes.length).array());
        sha256.update(bytes);
    }
}
