package io.chronofabric.core;

/**
 * Foreign text as it may stand in a message: on one line, with nothing in it that hides, turns the
 * direction of writing or moves a terminal's cursor, and not endless.
 */
public final class PlainText {
    private static final String LEFT_OUT = " … ";

    private PlainText() {}

    /** The text with each character that cannot be seen as {@code \\u202e}. */
    public static String visible(String text) {
        if (text.codePoints().allMatch(PlainText::isVisible)) {
            return text;
        }
        StringBuilder visible = new StringBuilder(text.length());
        text.codePoints()
                .forEach(
                        c -> {
                            if (isVisible(c)) {
                                visible.appendCodePoint(c);
                            } else {
                                visible.append(String.format("\\u%04x", c));
                            }
                        });
        return visible.toString();
    }

    /** The visible text; of a longer one the beginning and the end. */
    public static String visible(String text, int most) {
        if (text.length() <= most) {
            return visible(text);
        }
        int end = most / 3;
        return visible(text.substring(0, most - end))
                + LEFT_OUT
                + visible(text.substring(text.length() - end));
    }

    private static boolean isVisible(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED ->
                    false;
            default -> true;
        };
    }
}
