package io.chronofabric.state.codec;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.chronofabric.core.ChronoFabricException;
import io.chronofabric.state.model.Origin;
import io.chronofabric.state.model.RejectReason;
import io.chronofabric.state.model.Rejected;
import io.chronofabric.state.model.RuleChange;
import io.chronofabric.state.model.RuleControl;
import io.chronofabric.state.model.RuleFrontier;
import java.io.IOException;
import java.util.Locale;

/**
 * The records of the rules' control channel as JSON, one object on one line:
 *
 * <pre>{@code
 * {"kind":"apply","id":"6f1c…","tenant":"acme","rule":"latency-slo","version":8,
 *  "from":1767225600000,"document":"apiVersion: egc/v1\n…","by":"alice","at":1767225598000}
 * {"kind":"frontier","through":1767225602000,"by":"governor"}
 * }</pre>
 *
 * <p>{@code kind} is {@code apply}, {@code canary}, {@code activate}, {@code disable} or {@code
 * frontier}; times are in milliseconds since the epoch; {@code document} stands with the first two
 * only. Stateless; safe for use by many threads.
 */
public final class RuleControlJson {
    /** Characters of a rule document that a change may bring. */
    public static final int MAX_DOCUMENT = 65_536;

    private static final String FRONTIER = "frontier";
    private static final byte[] NO_BYTES = {};

    private RuleControlJson() {}

    /** The change's JSON, without a line break. */
    public static String write(RuleChange change) {
        return Json.object(
                json -> {
                    json.writeStringField("kind", change.action().name().toLowerCase(Locale.ROOT));
                    json.writeStringField("id", change.id());
                    json.writeStringField("tenant", change.tenant());
                    json.writeStringField("rule", change.rule());
                    if (change.action() != RuleChange.Action.DISABLE) {
                        json.writeNumberField("version", change.version());
                    }
                    json.writeNumberField("from", change.fromMillis());
                    if (change.action().bringsDocument()) {
                        json.writeStringField("document", change.document());
                    }
                    json.writeStringField("by", change.by());
                    json.writeNumberField("at", change.atMillis());
                });
    }

    /** The frontier's JSON, without a line break. */
    public static String write(RuleFrontier frontier) {
        return Json.object(
                json -> {
                    json.writeStringField("kind", FRONTIER);
                    json.writeNumberField("through", frontier.throughMillis());
                    json.writeStringField("by", frontier.by());
                });
    }

    /**
     * What some bytes (UTF-8) hold, or the bytes with the reason why they hold nothing of the kind.
     * Never throws. Members may come in any order; unknown ones are passed over.
     *
     * @param raw the record; kept, not copied, if it is rejected; null is rejected as no bytes
     * @param origin where it stands on the channel
     */
    public static RuleControl read(byte[] raw, Origin origin) {
        if (raw == null) {
            return refused(NO_BYTES, origin, "no value (expected: {…})");
        }
        try (JsonParser json = Json.FACTORY.createParser(raw)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return refused(raw, origin, "no JSON object (expected: {…})");
            }
            RuleControl control = new Reader().read(json, origin);
            if (json.nextToken() != null) {
                return refused(
                        raw, origin, "more text after the JSON object (expected: one object)");
            }
            return control;
        } catch (ChronoFabricException e) {
            return refused(raw, origin, e.given() + " (expected: " + e.expected() + ")");
        } catch (IOException e) {
            return refused(raw, origin, Json.syntaxText(e));
        } catch (RuntimeException e) {
            // A slip of the parser or of ours must not stop the job over one record.
            return refused(
                    raw,
                    origin,
                    "unreadable: " + e.getClass().getSimpleName() + " (expected: a JSON object)");
        }
    }

    private static Rejected refused(byte[] raw, Origin origin, String text) {
        return new Rejected(raw, origin, RejectReason.MALFORMED, text);
    }

    private static final class Reader {
        private static final String KINDS = "apply, canary, activate, disable or frontier";

        private String kind;
        private String id;
        private String tenant;
        private String rule;
        private String document = "";
        private String by = "";
        private Integer version;
        private Long from;
        private Long through;
        private long at;

        RuleControl read(JsonParser json, Origin origin) throws IOException {
            while (json.nextToken() != JsonToken.END_OBJECT) {
                String name = json.currentName();
                json.nextToken();
                switch (name) {
                    case "kind" -> kind = Json.readString(json);
                    case "id" -> id = name(json);
                    case "tenant" -> tenant = name(json);
                    case "rule" -> rule = name(json);
                    case "version" -> version = Json.readInt(json);
                    case "from" -> from = Json.readLong(json);
                    case "through" -> through = Json.readLong(json);
                    case "document" -> document = document(json);
                    case "by" -> by = people(json);
                    case "at" -> at = Json.readLong(json);
                    default -> json.skipChildren();
                }
            }
            if (need("kind", kind).equals(FRONTIER)) {
                return new RuleFrontier(need("through", through), by);
            }
            RuleChange.Action action = action(kind);
            if (action.bringsDocument() && document.isEmpty()) {
                throw Json.invalid(kind + " without document", "the member document");
            }
            return new RuleChange(
                    need("id", id),
                    action,
                    need("tenant", tenant),
                    need("rule", rule),
                    action == RuleChange.Action.DISABLE ? 0 : need("version", version),
                    need("from", from),
                    action.bringsDocument() ? document : "",
                    by,
                    at,
                    origin);
        }

        private static RuleChange.Action action(String kind) {
            return switch (kind) {
                case "apply" -> RuleChange.Action.APPLY;
                case "canary" -> RuleChange.Action.CANARY;
                case "activate" -> RuleChange.Action.ACTIVATE;
                case "disable" -> RuleChange.Action.DISABLE;
                default -> throw Json.invalid("kind: " + Shown.of(kind), KINDS);
            };
        }

        private static String name(JsonParser json) throws IOException {
            String text = Json.readString(json);
            if (!Names.isUsable(text)) {
                throw Json.unexpected(json, Names.EXPECTED);
            }
            return text;
        }

        private static String people(JsonParser json) throws IOException {
            return Json.readString(json).isEmpty() ? "" : name(json);
        }

        private static String document(JsonParser json) throws IOException {
            String text = Json.readString(json);
            if (text.length() > MAX_DOCUMENT) {
                throw Json.invalid(
                        "document: " + text.length() + " characters", "at most " + MAX_DOCUMENT);
            }
            return text;
        }

        private static <T> T need(String name, T value) {
            if (value == null) {
                throw Json.invalid("control record without " + name, "the member " + name);
            }
            return value;
        }
    }
}
