package io.chronofabric.clogic.egc;

import io.chronofabric.state.model.RuleRef;
import io.chronofabric.time.LogicalTime;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Names a rule's verdicts by what they are about, so that a replay or a retry gives the same name:
 * the first 128 bits of SHA-256 over rule, entity, version, moment and correction, in hexadecimal.
 * Not safe for use by several threads.
 */
public final class VerdictIds {
    private static final int ID_BYTES = 16;
    private static final HexFormat HEX = HexFormat.of();

    private final MessageDigest sha256;
    private final byte[] rule;
    private final ByteBuffer numbers = ByteBuffer.allocate(Integer.BYTES * 2 + Long.BYTES);
    private final byte[] digest;
    private final int version;
    private String entity = "";
    private byte[] entityPart = part("");

    /** Names the verdicts of one version of a rule. */
    public VerdictIds(RuleRef ref) {
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
        byte[] tenant = part(ref.tenant());
        byte[] id = part(ref.id());
        rule = ByteBuffer.allocate(tenant.length + id.length).put(tenant).put(id).array();
        version = ref.version();
        digest = new byte[sha256.getDigestLength()];
    }

    /** Of an answer, or of its correction with a number from 1 on. */
    public String idOf(String ofEntity, long timeMillis, int correction) {
        return idOf(ofEntity, timeMillis, correction, null);
    }

    /** Of what is foreseen of an answer when an event comes. */
    String provisionalIdOf(String ofEntity, long timeMillis, LogicalTime arrived) {
        return idOf(ofEntity, timeMillis, -1, arrived);
    }

    private String idOf(String ofEntity, long timeMillis, int correction, LogicalTime arrived) {
        if (!entity.equals(ofEntity)) {
            // An entity's answers come in runs.
            entity = ofEntity;
            entityPart = part(ofEntity);
        }
        sha256.update(rule);
        sha256.update(entityPart);
        numbers.clear().putInt(version).putLong(timeMillis).putInt(correction);
        sha256.update(numbers.array());
        if (arrived != null) {
            numbers.clear().putLong(arrived.physicalNanos()).putLong(arrived.logicalAndNode());
            sha256.update(numbers.array());
        }
        try {
            sha256.digest(digest, 0, digest.length);
        } catch (DigestException e) {
            throw new IllegalStateException("the digest has its own length", e);
        }
        return HEX.formatHex(digest, 0, ID_BYTES);
    }

    /** Length first, so that no two lists of parts give the same bytes. */
    private static byte[] part(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(Integer.BYTES + bytes.length)
                .putInt(bytes.length)
                .put(bytes)
                .array();
    }
}
