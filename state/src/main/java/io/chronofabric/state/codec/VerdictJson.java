package io.chronofabric.state.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.chronofabric.core.ChronoFabricException;
import io.chronofabric.core.ErrorCode;
import io.chronofabric.state.model.RuleRef;
import io.chronofabric.state.model.Signal;
import io.chronofabric.state.model.Verdict;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Verdicts as JSON, one object on one line, always in this order:
 *
 * <pre>{@code
 * {"id":"…","rule":"latency-slo","version":7,"tenant":"acme","entity":"svc-1",
 *  "time":1700000000000,"kind":"verdict","robustness":12.5,"final":true,
 *  "decidedBy":{"predicate":"lat <= $T","time":1700000004000}}
 * }</pre>
 *
 * <p>Times are milliseconds since the epoch. {@code robustness} is a number, {@code "inf"} or
 * {@code "-inf"}; digits are the fewest that read back to the same double, and -0.0 is written as
 * 0.0. An interval also has {@code lower} and {@code upper} after it, a correction its number as
 * {@code correction} after {@code final}. A warming one has {@code until}, a time, in place of
 * {@code robustness} and {@code decidedBy}. {@code clockErrorNanos}, a number, follows {@code
 * decidedBy} where the deciding event's clock told it, then {@code "orderUncertain":true} where
 * that is so. Stateless; safe for use by many threads.
 *
 * <p>A match of a pattern, and what takes one back, has after {@code kind}:
 *
 * <pre>{@code
 * "final":true,"found":"spike, 3 worse, no calm",
 * "steps":[{"step":"spike","events":1,"first":1700000000000,"last":1700000000000},…]
 * }</pre>
 */
public final class VerdictJson {
    private VerdictJson() {}

    /** The verdict's JSON, without a line break. */
    public static String write(Verdict verdict) {
        return Json.object(json -> write(verdict, json));
    }

    private static void write(Verdict verdict, JsonGenerator json) throws IOException {
        json.writeStringField("id", verdict.id());
        RuleRefJson.write(verdict.rule(), json);
        json.writeStringField("entity", verdict.entity());
        json.writeNumberField("time", verdict.timeMillis());
        json.writeStringField("kind", verdict.kind().name().toLowerCase(Locale.ROOT));
        if (verdict.kind() == Verdict.Kind.WARMING) {
            json.writeNumberField("until", verdict.decidedBy().timeMillis());
            json.writeBooleanField("final", false);
            return;
        }
        if (isOfPattern(verdict.kind())) {
            writeMatch(verdict, json);
            return;
        }
        Json.writeReal(json, "robustness", verdict.robustness());
        if (verdict.kind() == Verdict.Kind.INTERVAL) {
            Json.writeReal(json, "lower", verdict.lower());
            Json.writeReal(json, "upper", verdict.upper());
        }
        json.writeBooleanField("final", verdict.isFinal());
        if (verdict.correction() > 0) {
            json.writeNumberField("correction", verdict.correction());
        }
        json.writeObjectFieldStart("decidedBy");
        json.writeStringField("predicate", verdict.decidedBy().predicate());
        json.writeNumberField("time", verdict.decidedBy().timeMillis());
        json.writeEndObject();
        if (verdict.clockErrorNanos() != Signal.NO_BOUND) {
            json.writeNumberField("clockErrorNanos", verdict.clockErrorNanos());
        }
        if (verdict.orderUncertain()) {
            json.writeBooleanField("orderUncertain", true);
        }
    }

    private static boolean isOfPattern(Verdict.Kind kind) {
        return kind == Verdict.Kind.MATCH || kind == Verdict.Kind.WITHDRAWN;
    }

    private static void writeMatch(Verdict verdict, JsonGenerator json) throws IOException {
        json.writeBooleanField("final", verdict.isFinal());
        json.writeStringField("found", verdict.decidedBy().predicate());
        json.writeArrayFieldStart("steps");
        for (Verdict.Step step : verdict.steps()) {
            json.writeStartObject();
            json.writeStringField("step", step.name());
            json.writeNumberField("events", step.events());
            json.writeNumberField("first", step.firstMillis());
            json.writeNumberField("last", step.lastMillis());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /**
     * The verdict that {@link #write} wrote. Members may come in any order; unknown ones are passed
     * over, so that a later version's output can still be read.
     *
     * @throws ChronoFabricException with {@link ErrorCode#INPUT_INVALID} if the text is none
     */
    public static Verdict read(String text) {
        try (JsonParser json = Json.FACTORY.createParser(text)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw Json.invalid("verdict: " + Shown.of(text), "a JSON object");
            }
            Verdict verdict = new Reader().read(json);
            if (json.nextToken() != null) {
                throw Json.invalid("verdict: " + Shown.of(text), "one JSON object");
            }
            return verdict;
        } catch (IOException e) {
            throw Json.invalid(
                    "verdict: " + Shown.of(text), "a JSON object: " + Json.syntaxText(e));
        }
    }

    private static final class Reader {
        private String id;
        private String rule;
        private String tenant;
        private String entity;
        private Verdict.Kind kind;
        private Verdict.Decider decidedBy;
        private Integer version;
        private Long time;
        private Double robustness;
        private Double lower;
        private Double upper;
        private Long until;
        private int correction;
        private long clockErrorNanos = Signal.NO_BOUND;
        private boolean orderUncertain;
        private boolean isFinal;
        private String found;
        private List<Verdict.Step> steps;

        Verdict read(JsonParser json) throws IOException {
            while (json.nextToken() != JsonToken.END_OBJECT) {
                String name = json.currentName();
                json.nextToken();
                switch (name) {
                    case "id" -> id = Json.readString(json);
                    case "rule" -> rule = Json.readString(json);
                    case "version" -> version = Json.readInt(json);
                    case "tenant" -> tenant = Json.readString(json);
                    case "entity" -> entity = Json.readString(json);
                    case "time" -> time = Json.readLong(json);
                    case "kind" -> kind = kind(json);
                    case "robustness" -> robustness = Json.readReal(json);
                    case "lower" -> lower = Json.readReal(json);
                    case "upper" -> upper = Json.readReal(json);
                    case "correction" -> correction = Json.readInt(json);
                    case "until" -> until = Json.readLong(json);
                    case "decidedBy" -> decidedBy = decider(json);
                    case "clockErrorNanos" -> clockErrorNanos = ClockErrors.read(json);
                    case "orderUncertain" -> orderUncertain = json.getBooleanValue();
                    case "final" -> isFinal = json.getBooleanValue();
                    case "found" -> found = Json.readString(json);
                    case "steps" -> steps = steps(json);
                    default -> json.skipChildren();
                }
            }
            if (need("kind", kind) == Verdict.Kind.WARMING) {
                return Verdict.warming(
                        need("id", id),
                        ref(),
                        need("entity", entity),
                        need("time", time),
                        need("until", until));
            }
            if (isOfPattern(kind)) {
                return match();
            }
            boolean interval = kind == Verdict.Kind.INTERVAL;
            double low = interval ? need("lower", lower) : need("robustness", robustness);
            double high = interval ? need("upper", upper) : low;
            if (!(low <= high)) {
                throw Json.invalid("lower: " + low + ", upper: " + high, "lower <= upper");
            }
            return new Verdict(
                    need("id", id),
                    ref(),
                    need("entity", entity),
                    need("time", time),
                    kind,
                    low,
                    high,
                    correction,
                    need("decidedBy", decidedBy),
                    null,
                    clockErrorNanos,
                    orderUncertain);
        }

        private Verdict match() {
            if (need("steps", steps).isEmpty()) {
                throw Json.invalid("steps: []", "at least one step");
            }
            Verdict match =
                    Verdict.match(
                            need("id", id),
                            ref(),
                            need("entity", entity),
                            need("time", time),
                            isFinal,
                            need("found", found),
                            steps,
                            null);
            return kind == Verdict.Kind.MATCH ? match : match.withdrawn();
        }

        private static List<Verdict.Step> steps(JsonParser json) throws IOException {
            if (json.currentToken() != JsonToken.START_ARRAY) {
                throw Json.unexpected(json, "a list of steps");
            }
            List<Verdict.Step> steps = new ArrayList<>();
            while (json.nextToken() != JsonToken.END_ARRAY) {
                steps.add(step(json));
            }
            return steps;
        }

        private static Verdict.Step step(JsonParser json) throws IOException {
            if (json.currentToken() != JsonToken.START_OBJECT) {
                throw Json.unexpected(json, "a step");
            }
            String name = null;
            int events = 0;
            long first = 0;
            long last = 0;
            while (json.nextToken() != JsonToken.END_OBJECT) {
                String member = json.currentName();
                json.nextToken();
                switch (member) {
                    case "step" -> name = Json.readString(json);
                    case "events" -> events = Json.readInt(json);
                    case "first" -> first = Json.readLong(json);
                    case "last" -> last = Json.readLong(json);
                    default -> json.skipChildren();
                }
            }
            return new Verdict.Step(need("step", name), events, first, last);
        }

        private RuleRef ref() {
            return new RuleRef(
                    need("tenant", tenant), need("rule", rule), need("version", version));
        }

        private static Verdict.Kind kind(JsonParser json) throws IOException {
            return switch (Json.readString(json)) {
                case "interval" -> Verdict.Kind.INTERVAL;
                case "verdict" -> Verdict.Kind.VERDICT;
                case "correction" -> Verdict.Kind.CORRECTION;
                case "warming" -> Verdict.Kind.WARMING;
                case "match" -> Verdict.Kind.MATCH;
                case "withdrawn" -> Verdict.Kind.WITHDRAWN;
                default ->
                        throw Json.unexpected(
                                json, "interval, verdict, correction, warming, match or withdrawn");
            };
        }

        private static Verdict.Decider decider(JsonParser json) throws IOException {
            if (json.currentToken() != JsonToken.START_OBJECT) {
                throw Json.unexpected(json, "an object");
            }
            String predicate = null;
            Long time = null;
            while (json.nextToken() != JsonToken.END_OBJECT) {
                String name = json.currentName();
                json.nextToken();
                switch (name) {
                    case "predicate" -> predicate = Json.readString(json);
                    case "time" -> time = Json.readLong(json);
                    default -> json.skipChildren();
                }
            }
            return new Verdict.Decider(
                    need("decidedBy.predicate", predicate), need("decidedBy.time", time));
        }

        private static <T> T need(String name, T value) {
            if (value == null) {
                throw Json.invalid("verdict without " + name, "the member " + name);
            }
            return value;
        }
    }
}
