package io.chronofabric.jobs.plot;

import io.chronofabric.core.PlainText;

/** Foreign text as a picture may show it: nothing in it hides, turns or breaks what is around. */
final class Words {
    private Words() {}

    /**
     * The text with what cannot be seen, or turns the direction of writing, as {@code \\u202e};
     * what XML cannot hold is among it.
     */
    static String plain(String text) {
        return PlainText.visible(text);
    }

    /** The plain text, cut to some columns of a fixed-width font. */
    static String cut(String text, int columns) {
        String plain = plain(text);
        int used = 0;
        int fits = 0;
        for (int i = 0; i < plain.length(); ) {
            int c = plain.codePointAt(i);
            used += isWide(c) ? 2 : 1;
            i += Character.charCount(c);
            if (used <= columns - 1) {
                fits = i;
            }
            if (used > columns) {
                return plain.substring(0, fits) + "…";
            }
        }
        return plain;
    }

    /** About what takes two columns: the scripts of East Asia, and pictures. */
    private static boolean isWide(int c) {
        return (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0xFFDC) || c >= 0x1F000;
    }
}
