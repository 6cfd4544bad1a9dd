package io.chronofabric.core;

import java.util.HexFormat;
import java.util.Optional;

/**
 * The W3C trace context of an event (Trace Context, W3C Recommendation 2021): which distributed
 * trace it belongs to.
 *
 * @param traceIdHigh upper 64 bits of the trace id
 * @param traceIdLow lower 64 bits of the trace id; the whole id is never zero
 * @param spanId the parent span; never zero
 * @param sampled whether the caller recorded the trace
 */
public record TraceContext(long traceIdHigh, long traceIdLow, long spanId, boolean sampled) {
    private static final int LENGTH = 55;

    /** Checks that neither id is zero, which the recommendation calls invalid. */
    public TraceContext {
        if ((traceIdHigh | traceIdLow) == 0 || spanId == 0) {
            throw new ChronoFabricException(
                    ErrorCode.INPUT_INVALID,
                    "trace context with an id of zero",
                    "a trace id and a span id that are not zero",
                    "Leave the trace context out where there is none.");
        }
    }

    /**
     * Reads a {@code traceparent} header. A header that breaks the recommendation gives an empty
     * answer, as the recommendation asks: a broken trace must not break the event.
     */
    public static Optional<TraceContext> parse(String traceparent) {
        if (traceparent == null
                || traceparent.length() < LENGTH
                || traceparent.startsWith("ff")
                || traceparent.charAt(2) != '-'
                || traceparent.charAt(35) != '-'
                || traceparent.charAt(52) != '-') {
            return Optional.empty();
        }
        boolean versionZero = traceparent.startsWith("00");
        if (versionZero ? traceparent.length() > LENGTH : hasBadTail(traceparent)) {
            return Optional.empty();
        }
        for (int i = 0; i < LENGTH; i++) {
            char c = traceparent.charAt(i);
            boolean hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
            if (!hex && i != 2 && i != 35 && i != 52) {
                return Optional.empty();
            }
        }
        long high = HexFormat.fromHexDigitsToLong(traceparent, 3, 19);
        long low = HexFormat.fromHexDigitsToLong(traceparent, 19, 35);
        long span = HexFormat.fromHexDigitsToLong(traceparent, 36, 52);
        int flags = HexFormat.fromHexDigits(traceparent, 53, 55);
        if ((high | low) == 0 || span == 0) {
            return Optional.empty();
        }
        return Optional.of(new TraceContext(high, low, span, (flags & 1) != 0));
    }

    private static boolean hasBadTail(String traceparent) {
        return traceparent.length() > LENGTH && traceparent.charAt(LENGTH) != '-';
    }

    /** The {@code traceparent} header, version 00. */
    public String toTraceparent() {
        HexFormat hex = HexFormat.of();
        return "00-"
                + hex.toHexDigits(traceIdHigh)
                + hex.toHexDigits(traceIdLow)
                + '-'
                + hex.toHexDigits(spanId)
                + (sampled ? "-01" : "-00");
    }
}
