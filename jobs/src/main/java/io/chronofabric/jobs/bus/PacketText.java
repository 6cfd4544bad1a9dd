package io.chronofabric.jobs.bus;

import io.chronofabric.bus.wire.FrameLayout;
import io.chronofabric.bus.wire.FrameReader;
import io.chronofabric.bus.wire.FrameSource;
import io.chronofabric.core.TraceContext;
import io.chronofabric.jobs.deadletters.Printable;
import io.chronofabric.state.codec.RowJson;
import io.chronofabric.time.LogicalTime;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A packet as a line, for people or for programs. Nothing in it moves a terminal's cursor. */
public final class PacketText {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private PacketText() {}

    /** Time, source, sequence and payload; a payload that is no plain text in hexadecimal. */
    public static String line(FrameReader frame) {
        byte[] payload = frame.copyPayload();
        return instant(frame.physicalNanos())
                + "  "
                + source(frame)
                + "  "
                + frame.sequence()
                + "  "
                + text(payload)
                        .map(text -> text.replace("\r", "\\r").replace("\n", "\\n"))
                        .orElseGet(() -> "0x" + HexFormat.of().formatHex(payload));
    }

    /**
     * All that a packet says, as a JSON object: numbers beyond what most readers hold exactly as
     * strings of digits, what is not there as null.
     */
    public static String json(FrameReader frame) {
        LogicalTime time = frame.time();
        FrameSource source = frame.source();
        byte[] payload = frame.copyPayload();
        Optional<String> text = text(payload);
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("id", Long.toString(frame.id()));
        row.put("time", instant(time.physicalNanos()));
        row.put("physicalNanos", Long.toString(time.physicalNanos()));
        row.put("logical", time.logical());
        row.put("node", time.node());
        row.put("source", source == null ? null : source.source());
        row.put("task", source == null || source.task().isEmpty() ? null : source.task());
        row.put("sequence", frame.sequence());
        row.put("targets", mask(frame.mask()));
        row.put("priority", frame.priority().name().toLowerCase(Locale.ROOT));
        boolean due = frame.deadline() != FrameLayout.NO_DEADLINE;
        row.put("deadlineNanos", due ? Long.toString(frame.deadline()) : null);
        boolean bounded = frame.clockErrorNanos() != FrameLayout.NO_CLOCK_ERROR;
        row.put("clockErrorNanos", bounded ? (Long) frame.clockErrorNanos() : null);
        row.put("traceparent", frame.trace().map(TraceContext::toTraceparent).orElse(null));
        row.put("payload", text.orElse(null));
        row.put("payloadHex", text.isPresent() ? null : HexFormat.of().formatHex(payload));
        return RowJson.write(row);
    }

    /** The very text, where it is one that may be shown. */
    private static Optional<String> text(byte[] payload) {
        return Printable.text(payload).map(shown -> new String(payload, StandardCharsets.UTF_8));
    }

    /** Whom a packet is for. */
    static String mask(long mask) {
        return mask == FrameLayout.EVERYONE ? "all" : "0x" + Long.toHexString(mask);
    }

    private static String source(FrameReader frame) {
        FrameSource source = frame.source();
        if (source == null) {
            return "-";
        }
        String name =
                source.task().isEmpty() ? source.source() : source.source() + "/" + source.task();
        return Printable.line(name, 2 * FrameLayout.MAX_NAME_BYTES);
    }

    private static String instant(long nanos) {
        return Instant.ofEpochSecond(nanos / NANOS_PER_SECOND, nanos % NANOS_PER_SECOND).toString();
    }
}
