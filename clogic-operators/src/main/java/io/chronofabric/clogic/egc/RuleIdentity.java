package io.chronofabric.clogic.egc;

import java.util.Arrays;
import java.util.stream.Collectors;

/** What tells the state of one rule from that of another. */
public final class RuleIdentity {
    private static final long SEED = 1_125_899_906_842_597L;

    private RuleIdentity() {}

    /** A number made of the texts of all parts; the same in every run. */
    public static long fingerprint(Object... parts) {
        String identity =
                Arrays.stream(parts).map(String::valueOf).collect(Collectors.joining("|"));
        long hash = SEED;
        for (int i = 0; i < identity.length(); i++) {
            hash = 31 * hash + identity.charAt(i);
        }
        return hash;
    }
}
