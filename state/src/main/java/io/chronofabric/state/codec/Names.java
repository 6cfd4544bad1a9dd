package io.chronofabric.state.codec;

/** Names of entities, nodes and fields, as records give them. */
final class Names {
    /** What a name must be, in messages. */
    static final String EXPECTED = "a name of 1 to " + Limits.NAME + " characters";

    private Names() {}

    /**
     * Whether a text can name something: it is not blank, not too long, and has no half of a
     * surrogate pair, which UTF-8 cannot write, so that two names would become one in the output.
     */
    static boolean isUsable(String text) {
        if (text.length() > Limits.NAME || text.isBlank()) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                if (!Character.isHighSurrogate(c)
                        || i + 1 == text.length()
                        || !Character.isLowSurrogate(text.charAt(++i))) {
                    return false;
                }
            }
        }
        return true;
    }
}
