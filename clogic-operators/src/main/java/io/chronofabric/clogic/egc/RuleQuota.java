package io.chronofabric.clogic.egc;

import java.io.Serializable;

/**
 * How much of the fabric one tenant may take by rules that come over the control channel.
 *
 * @param rules rules in force or on trial at once, at least 1
 * @param stateBytes monitor state of them together for one entity that all of them govern
 */
public record RuleQuota(int rules, long stateBytes) implements Serializable {
    /** What a tenant may take unless told otherwise. */
    public static final RuleQuota DEFAULT = new RuleQuota(1_000, 64L << 20);

    /** Checks the ranges. */
    public RuleQuota {
        if (rules < 1 || stateBytes < 1) {
            throw new IllegalArgumentException(
                    "quota: " + rules + " rules, " + stateBytes + " bytes (expected: 1 or more)");
        }
    }
}
