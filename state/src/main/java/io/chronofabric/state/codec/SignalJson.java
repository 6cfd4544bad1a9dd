package io.chronofabric.state.codec;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import io.chronofabric.core.ChronoFabricException;
import io.chronofabric.state.model.Fields;
import io.chronofabric.state.model.Ingested;
import io.chronofabric.state.model.Origin;
import io.chronofabric.state.model.RejectReason;
import io.chronofabric.state.model.Rejected;
import io.chronofabric.state.model.Signal;
import io.chronofabric.time.LogicalTime;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/**
 * Signals as JSON, one object on one line, always in this order:
 *
 * <pre>{@code
 * {"physicalNanos":"1700000000000000001","logical":0,"node":7,"entity":"svc-1",
 *  "fields":{"p99_ms":212.5}}
 * }</pre>
 *
 * <p>{@code physicalNanos} counts nanoseconds since the epoch and is a string of digits, because
 * most JSON readers would round it; {@code fields} are in order of name, each a finite number. The
 * origin is not part of it: the reader knows where the record came from. Where the event's clock
 * told how far the time may be from true time, {@code clockErrorNanos}, a number, follows {@code
 * node}. Stateless; safe for use by many threads.
 */
public final class SignalJson {
    private SignalJson() {}

    /** The signal's JSON, without a line break. */
    public static String write(Signal signal) {
        return Json.object(
                json -> {
                    LogicalTime time = signal.time();
                    json.writeStringField("physicalNanos", Long.toString(time.physicalNanos()));
                    json.writeNumberField("logical", time.logical());
                    json.writeNumberField("node", time.node());
                    if (signal.clockErrorNanos() != Signal.NO_BOUND) {
                        json.writeNumberField("clockErrorNanos", signal.clockErrorNanos());
                    }
                    json.writeStringField("entity", signal.entity());
                    json.writeObjectFieldStart("fields");
                    Fields fields = signal.fields();
                    for (int i = 0; i < fields.size(); i++) {
                        json.writeNumberField(fields.name(i), fields.value(i));
                    }
                    json.writeEndObject();
                });
    }

    /**
     * The signal that some bytes (UTF-8) hold, or the bytes with the reason why they hold none.
     * Never throws. Members may come in any order; {@code logical} and {@code node} may be left out
     * and are then 0; {@code physicalNanos} may be an integer, {@code clockErrorNanos} a string of
     * digits; unknown members are passed over.
     *
     * @param raw the record; kept, not copied, if it is rejected
     * @param origin where it came from
     */
    public static Ingested read(byte[] raw, Origin origin) {
        return read(raw, origin, null);
    }

    /**
     * As {@link #read(byte[], Origin)}, for a record that may bring its identity along beside its
     * value. The value may then leave out {@code physicalNanos}; whatever it gives of its time must
     * be the same.
     *
     * @param hlc the identity from the record's header, or null
     */
    public static Ingested read(byte[] raw, Origin origin, LogicalTime hlc) {
        Reader reader = new Reader(hlc);
        try (JsonParser json = Json.FACTORY.createParser(raw)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return new Rejected(
                        raw, origin, RejectReason.MALFORMED, "no JSON object (expected: {…})");
            }
            Signal signal = reader.read(json, origin);
            if (json.nextToken() != null) {
                return new Rejected(
                        raw,
                        origin,
                        RejectReason.MALFORMED,
                        "more text after the JSON object (expected: one object)");
            }
            return signal;
        } catch (ChronoFabricException e) {
            return new Rejected(
                    raw, origin, reader.reason, e.given() + " (expected: " + e.expected() + ")");
        } catch (InputCoercionException e) {
            return new Rejected(raw, origin, reader.reason, Json.syntaxText(e));
        } catch (IOException e) {
            return new Rejected(raw, origin, RejectReason.MALFORMED, Json.syntaxText(e));
        }
    }

    private static final class Reader {
        /** Why the record is refused, if what is being read now is at fault. */
        private RejectReason reason = RejectReason.MALFORMED;

        private final LogicalTime hlc;
        private Long physicalNanos;
        private Long logical;
        private Integer node;
        private String entity;
        private Fields fields;
        private long clockErrorNanos = Signal.NO_BOUND;

        Reader(LogicalTime hlc) {
            this.hlc = hlc;
        }

        Signal read(JsonParser json, Origin origin) throws IOException {
            while (json.nextToken() != JsonToken.END_OBJECT) {
                String name = json.currentName();
                json.nextToken();
                reason = RejectReason.BAD_IDENTITY;
                switch (name) {
                    case "physicalNanos" -> physicalNanos = physicalNanos(json);
                    case "logical" -> logical = Json.readLong(json);
                    case "node" -> node = Json.readInt(json);
                    case "entity" -> entity = Json.readString(json);
                    case "fields" -> fields = fields(json);
                    case "clockErrorNanos" -> clockErrorNanos = ClockErrors.read(json);
                    default -> json.skipChildren();
                }
                reason = RejectReason.MALFORMED;
            }
            reason = RejectReason.BAD_IDENTITY;
            if (physicalNanos == null && hlc == null) {
                throw Json.invalid(
                        "signal without physicalNanos",
                        "the member physicalNanos, or the header chronofabric-hlc");
            }
            if (entity == null || !Names.isUsable(entity)) {
                throw Json.invalid(
                        "entity: " + (entity == null ? "missing" : Shown.of(entity)),
                        Names.EXPECTED);
            }
            LogicalTime time = time();
            reason = RejectReason.MALFORMED;
            if (fields == null) {
                throw Json.invalid("signal without fields", "the member fields");
            }
            return new Signal(time, entity, fields, origin, null, clockErrorNanos);
        }

        private LogicalTime time() {
            if (hlc == null) {
                return new LogicalTime(
                        physicalNanos, logical == null ? 0 : logical, node == null ? 0 : node);
            }
            if (physicalNanos != null && physicalNanos != hlc.physicalNanos()) {
                throw unlikeHeader("physicalNanos", physicalNanos, hlc.physicalNanos());
            }
            if (logical != null && logical != hlc.logical()) {
                throw unlikeHeader("logical", logical, hlc.logical());
            }
            if (node != null && node != hlc.node()) {
                throw unlikeHeader("node", node, hlc.node());
            }
            return hlc;
        }

        private static ChronoFabricException unlikeHeader(String name, long given, long header) {
            return Json.invalid(
                    name + ": " + given, header + ", as the header chronofabric-hlc says");
        }

        private static long physicalNanos(JsonParser json) throws IOException {
            if (json.currentToken() == JsonToken.VALUE_NUMBER_INT) {
                return json.getLongValue();
            }
            String digits = Json.readString(json);
            try {
                return Long.parseLong(digits);
            } catch (NumberFormatException e) {
                throw Json.unexpected(json, "nanoseconds since the epoch, as digits");
            }
        }

        private Fields fields(JsonParser json) throws IOException {
            reason = RejectReason.MALFORMED;
            if (json.currentToken() != JsonToken.START_OBJECT) {
                throw Json.unexpected(json, "an object of numbers");
            }
            Map<String, Double> values = new TreeMap<>();
            while (json.nextToken() != JsonToken.END_OBJECT) {
                String name = json.currentName();
                if (!Names.isUsable(name)) {
                    throw Json.invalid("field name " + Shown.of(name), Names.EXPECTED);
                }
                JsonToken token = json.nextToken();
                reason = RejectReason.BAD_VALUE;
                if (!token.isNumeric()) {
                    throw Json.unexpected(json, "a finite number");
                }
                double value = json.getDoubleValue();
                if (!Double.isFinite(value)) {
                    throw Json.unexpected(json, "a finite number");
                }
                reason = RejectReason.MALFORMED;
                values.put(name, value);
                if (values.size() > Limits.FIELDS) {
                    throw Json.invalid(
                            "more than " + Limits.FIELDS + " fields", "at most " + Limits.FIELDS);
                }
            }
            return Fields.of(values);
        }
    }
}
