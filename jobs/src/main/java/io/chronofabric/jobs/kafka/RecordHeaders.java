package io.chronofabric.jobs.kafka;

import io.chronofabric.core.ChronoFabricException;
import io.chronofabric.core.ErrorCode;
import io.chronofabric.core.TraceContext;
import io.chronofabric.state.codec.ClockErrors;
import io.chronofabric.state.model.Origin;
import io.chronofabric.state.model.Signal;
import io.chronofabric.state.model.Transport;
import io.chronofabric.time.LogicalTime;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** The headers of a record that mean something to us; all are text. */
public final class RecordHeaders {
    /** The event's time, 32 hexadecimal digits: its identity. */
    public static final String HLC = "chronofabric-hlc";

    /** How far the event's time may be from true time, nanoseconds in decimal digits. */
    public static final String CLOCK_ERROR = "chronofabric-clock-error";

    /** {@link #SIGNAL} where the value is in our own form, whatever the topic's mapping says. */
    public static final String FORM = "chronofabric-form";

    /** The one value of {@link #FORM}. */
    public static final String SIGNAL = "signal";

    /**
     * Where a record that was sent again came from first: {@code TOPIC/PARTITION/OFFSET/MILLIS},
     * the last when it was appended there.
     */
    public static final String ORIGIN = "chronofabric-origin";

    /**
     * On what is written at least once: when its writer began, in milliseconds since the epoch.
     * About the same thing, the record of the latest writer counts, and of those the last.
     */
    public static final String RUN = "chronofabric-run";

    private final Headers headers;

    RecordHeaders(Headers headers) {
        this.headers = headers;
    }

    /**
     * Where and when a record was first appended.
     *
     * @param origin the place
     * @param appendMillis when, in milliseconds since the epoch
     */
    public record Place(Origin origin, long appendMillis) {
        /** The header's text. */
        public String text() {
            return origin.source()
                    + '/'
                    + origin.partition()
                    + '/'
                    + origin.position()
                    + '/'
                    + appendMillis;
        }

        /**
         * Reads a header's text.
         *
         * @throws ChronoFabricException if it is none
         */
        public static Place parse(String text) {
            String[] parts = text.split("/", -1);
            try {
                if (parts.length == 4 && !parts[0].isEmpty()) {
                    int partition = Integer.parseInt(parts[1]);
                    long offset = Long.parseLong(parts[2]);
                    if (partition >= 0 && offset >= 0) {
                        return new Place(
                                new Origin(parts[0], partition, offset), Long.parseLong(parts[3]));
                    }
                }
            } catch (NumberFormatException e) {
                throw invalid(text);
            }
            throw invalid(text);
        }

        private static ChronoFabricException invalid(String text) {
            return RecordHeaders.invalid(ORIGIN, text, "TOPIC/PARTITION/OFFSET/MILLISECONDS");
        }
    }

    /** Everything that came with a record's value, for a dead letter. */
    static Transport transport(ConsumerRecord<byte[], byte[]> record) {
        List<io.chronofabric.state.model.Header> kept = new ArrayList<>();
        for (Header header : record.headers()) {
            kept.add(new io.chronofabric.state.model.Header(header.key(), header.value()));
        }
        return new Transport(
                record.key(), kept, Math.max(Transport.UNKNOWN_ARRIVAL, record.timestamp()));
    }

    /** The event's time, or null where no header gives it. */
    LogicalTime hlc() {
        String text = text(HLC);
        return text == null ? null : LogicalTime.parseHex(text);
    }

    /** How far the event's time may be from true time, or {@link Signal#NO_BOUND}. */
    long clockErrorNanos() {
        String text = text(CLOCK_ERROR);
        try {
            return text == null ? Signal.NO_BOUND : ClockErrors.parse(text);
        } catch (ChronoFabricException e) {
            throw invalid(CLOCK_ERROR, text, e.expected());
        }
    }

    /** Where the record was first appended: here and now, unless a header says otherwise. */
    Place origin(Origin here, long appendMillis) {
        String text = text(ORIGIN);
        return text == null ? new Place(here, appendMillis) : Place.parse(text);
    }

    /** The event's W3C trace context, or null; a broken one counts as none, as W3C asks. */
    TraceContext trace() {
        return TraceContext.parse(text(io.chronofabric.state.model.Header.TRACEPARENT))
                .orElse(null);
    }

    /** Whether a header says that the value is in our own form. */
    boolean isOwnForm() {
        return SIGNAL.equals(text(FORM));
    }

    private String text(String name) {
        Header header = headers.lastHeader(name);
        return header == null || header.value() == null
                ? null
                : new String(header.value(), StandardCharsets.UTF_8);
    }

    private static ChronoFabricException invalid(String name, String text, String expected) {
        String shown = text.length() <= 80 ? text : text.substring(0, 80) + "…";
        return new ChronoFabricException(
                ErrorCode.INPUT_INVALID,
                "header " + name + ": \"" + shown + "\"",
                expected,
                "Leave the header out, or correct it.");
    }
}
