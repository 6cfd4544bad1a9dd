package io.chronofabric.clogic.egc;

/**
 * A glob over entity names: {@code *} stands for any run of characters, {@code ?} for one. Matching
 * takes time linear in pattern × name at worst and never recurses, so a hostile pattern cannot hang
 * a job. Immutable.
 */
public final class EntityGlob {
    private final String pattern;
    private final boolean everything;

    /** The glob as a rule writes it. */
    public EntityGlob(String pattern) {
        this.pattern = pattern;
        this.everything = !pattern.isEmpty() && pattern.chars().allMatch(c -> c == '*');
    }

    /** Whether an entity's name fits. */
    public boolean matches(String name) {
        if (everything) {
            return true;
        }
        int p = 0;
        int n = 0;
        int star = -1;
        int retry = 0;
        while (n < name.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                retry = n;
            } else if (p < pattern.length()
                    && (pattern.charAt(p) == '?' || pattern.charAt(p) == name.charAt(n))) {
                p++;
                n++;
            } else if (star >= 0) {
                p = star + 1;
                n = ++retry;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }
}
