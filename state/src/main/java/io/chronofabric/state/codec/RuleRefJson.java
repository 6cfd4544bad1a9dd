package io.chronofabric.state.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import io.chronofabric.state.model.RuleRef;
import java.io.IOException;

/** The three members that name a rule version in every output record. */
final class RuleRefJson {
    private RuleRefJson() {}

    static void write(RuleRef rule, JsonGenerator json) throws IOException {
        json.writeStringField("rule", rule.id());
        json.writeNumberField("version", rule.version());
        json.writeStringField("tenant", rule.tenant());
    }
}
