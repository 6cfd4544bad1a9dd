package io.chronofabric.state.codec;

/** Input as it may stand in a message: in quotes, short, on one line. */
final class Shown {
    private static final int MAX_LENGTH = 60;

    private Shown() {}

    static String of(String text) {
        boolean cut = text.length() > MAX_LENGTH;
        StringBuilder shown = new StringBuilder("\"");
        text.codePoints()
                .limit(MAX_LENGTH)
                .forEach(
                        c -> {
                            if (Character.isISOControl(c)
                                    || (c >= Character.MIN_SURROGATE
                                            && c <= Character.MAX_SURROGATE)
                                    || c == '\u2028'
                                    || c == '\u2029') {
                                shown.append(String.format("\\u%04x", c));
                            } else {
                                shown.appendCodePoint(c);
                            }
                        });
        return shown.append(cut ? "…\"" : "\"").toString();
    }

    /** The digits of a number, without quotes. */
    static String number(String digits) {
        return digits.length() > MAX_LENGTH ? digits.substring(0, MAX_LENGTH) + "…" : digits;
    }
}
