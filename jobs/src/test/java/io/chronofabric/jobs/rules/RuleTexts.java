package io.chronofabric.jobs.rules;

import io.chronofabric.clogic.egc.CompiledRule;
import io.chronofabric.clogic.egc.RuleCheck;
import io.chronofabric.state.codec.RuleDocuments;
import io.chronofabric.state.model.RuleChange;
import io.chronofabric.state.model.RuleRef;

/** Rules for tests. */
final class RuleTexts {
    private RuleTexts() {}

    /** A version of {@code acme/latency-slo} with a target and more keys of {@code spec}. */
    static String document(int version, int target, String... more) {
        return """
        apiVersion: egc/v1
        kind: Rule
        metadata: {id: latency-slo, version: %d, tenant: acme}
        spec:
          signals: {lat: p99_ms}
          params: {T: %d}
          formula: "lat <= $T"
        """
                        .formatted(version, target)
                + (more.length == 0 ? "" : "  " + String.join("\n  ", more) + "\n");
    }

    static RuleRef ref(int version) {
        return new RuleRef("acme", "latency-slo", version);
    }

    static RuleOrder apply(int version, int target) {
        return new RuleOrder(RuleChange.Action.APPLY, ref(version), document(version, target));
    }

    static CompiledRule compiled(String document) {
        return RuleCheck.compile(RuleDocuments.read("test", document).rules()).rules().get(0);
    }
}
