package io.chronofabric.jobs.plot;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Instant;

/** Numbers and times as a picture shows them, the same in every locale. */
final class Figures {
    private static final char MINUS = '−';
    private static final MathContext FOUR_DIGITS = new MathContext(4, RoundingMode.HALF_EVEN);
    private static final int LONGEST_PLAIN = 8;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private Figures() {}

    /** A place in the picture, to a hundredth of a unit. */
    static String place(double value) {
        long hundredths = Math.round(value * 100);
        String sign = hundredths < 0 ? "-" : "";
        long size = Math.abs(hundredths);
        long rest = size % 100;
        String decimals = rest == 0 ? "" : rest % 10 == 0 ? "." + rest / 10 : fraction(rest);
        return sign + size / 100 + decimals;
    }

    private static String fraction(long rest) {
        return rest < 10 ? ".0" + rest : "." + rest;
    }

    /** A value to four digits. */
    static String number(double value) {
        if (Double.isNaN(value)) {
            return "none";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "∞" : MINUS + "∞";
        }
        if (value == 0) {
            return "0";
        }
        BigDecimal rounded =
                new BigDecimal(Math.abs(value)).round(FOUR_DIGITS).stripTrailingZeros();
        String plain = rounded.toPlainString();
        String text = plain.length() <= LONGEST_PLAIN ? plain : rounded.toString();
        return (value < 0 ? Character.toString(MINUS) : "") + text.replace('-', MINUS);
    }

    /** A moment in UTC, whole. */
    static String moment(long nanos) {
        return instant(nanos).toString();
    }

    /** A moment as one of many on an axis: of its date and time what tells it from others. */
    static String tick(long nanos, long stepNanos) {
        String whole = moment(nanos);
        int time = whole.indexOf('T');
        if (stepNanos >= 86_400 * NANOS_PER_SECOND) {
            return whole.substring(0, time);
        }
        String clock = whole.substring(time + 1, whole.length() - 1);
        boolean minutes = stepNanos % (60 * NANOS_PER_SECOND) == 0 && clock.endsWith(":00");
        return minutes ? clock.substring(0, 5) : clock;
    }

    private static Instant instant(long nanos) {
        return Instant.ofEpochSecond(
                Math.floorDiv(nanos, NANOS_PER_SECOND), Math.floorMod(nanos, NANOS_PER_SECOND));
    }
}
