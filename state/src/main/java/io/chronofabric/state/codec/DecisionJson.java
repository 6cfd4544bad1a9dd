package io.chronofabric.state.codec;

import io.chronofabric.state.model.Decision;
import java.util.Locale;

/**
 * Decisions as JSON, one object on one line, always in this order: {@code id}, {@code verdict} (the
 * id of the verdict it follows from), {@code rule}, {@code version}, {@code tenant}, {@code
 * entity}, {@code time} in milliseconds since the epoch, {@code action} ({@code alert}, {@code
 * clear}, {@code differ}, {@code agree}, {@code notify} or {@code withdraw}), {@code text}.
 * Stateless; safe for use by many threads.
 */
public final class DecisionJson {
    private DecisionJson() {}

    /** The decision's JSON, without a line break. */
    public static String write(Decision decision) {
        return Json.object(
                json -> {
                    json.writeStringField("id", decision.id());
                    json.writeStringField("verdict", decision.verdictId());
                    RuleRefJson.write(decision.rule(), json);
                    json.writeStringField("entity", decision.entity());
                    json.writeNumberField("time", decision.timeMillis());
                    json.writeStringField(
                            "action", decision.action().name().toLowerCase(Locale.ROOT));
                    json.writeStringField("text", decision.text());
                });
    }
}
