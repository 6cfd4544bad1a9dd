package io.chronofabric.clogic.egc.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.chronofabric.clogic.egc.GovernanceOutput;
import io.chronofabric.clogic.egc.RuleQuota;
import io.chronofabric.clogic.egc.RuleTable;
import io.chronofabric.clogic.egc.pattern.CompiledPattern;
import io.chronofabric.clogic.egc.pattern.EveryDocument;
import io.chronofabric.clogic.egc.pattern.PatternCheck;
import io.chronofabric.clogic.egc.pattern.PatternWatch;
import io.chronofabric.clogic.egc.pattern.PatternsState;
import io.chronofabric.core.Metric;
import io.chronofabric.state.codec.RuleDocuments;
import io.chronofabric.state.model.Fields;
import io.chronofabric.state.model.Origin;
import io.chronofabric.state.model.Signal;
import io.chronofabric.time.LogicalTime;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PatternMetricsTest {
    private static final String PATTERN =
            """
            kind: Pattern
            metadata: {id: rise, version: 2, tenant: acme}
            spec:
              signals: {x: x}
              features: {usual: {mean: x, over: 1h}}
              within: 10s
              sequence: [{name: low, when: x < 2}, {name: high, when: x > 8 and usual > 0}]
              afterMatch: no-skip
              bounds: {partialMatches: 2, events: 3}
            """;

    @Test
    void whatTheEnginesCountIsShownByRule() {
        List<CompiledPattern> patterns =
                PatternCheck.compile(RuleDocuments.read("p.yaml", PATTERN).patterns()).patterns();
        RuleTable table = new RuleTable(patterns, RuleQuota.DEFAULT, new EveryDocument());
        PatternWatch watch = new PatternWatch(table, 100);
        RegisteredMetrics registered = new RegisteredMetrics();
        PatternMetrics metrics = new PatternMetrics(registered.group(), table, watch);
        metrics.show();
        metrics.show();
        String rule = patterns.get(0).rule().ref() + ".";
        assertThat(registered.count(Metric.GOVERNANCE_PATTERN_MATCHES, rule)).isZero();

        PatternsState state = watch.newState();
        // One begins too many; the newest is found, and one begins whose time runs out.
        double[][] events = {{1, 1}, {2, 1}, {3, 1}, {4, 9}, {20, 1}, {60, 5}};
        for (double[] event : events) {
            watch.onSignal(state, signal(event[0], event[1]), 0, 0, unheard());
        }
        watch.advance(state, "svc", Long.MAX_VALUE, unheard());

        assertThat(registered.count(Metric.GOVERNANCE_PATTERN_MATCHES, rule)).isEqualTo(2);
        assertThat(registered.count(Metric.GOVERNANCE_PATTERN_AT_BOUND, rule)).isEqualTo(1);
        assertThat(registered.count(Metric.GOVERNANCE_PATTERN_TIMED_OUT, rule)).isEqualTo(1);
        assertThat(registered.count(Metric.GOVERNANCE_PATTERN_NOT_AWAITED, rule)).isZero();
        assertThat(registered.count(Metric.GOVERNANCE_PATTERN_CUT, "")).isEqualTo(3);
    }

    private static Signal signal(double second, double x) {
        return new Signal(
                LogicalTime.ofEpochMillis((long) (1_000 * second)),
                "svc",
                Fields.of(Map.of("x", x)),
                new Origin("t", 0, 0));
    }

    private static GovernanceOutput unheard() {
        return (GovernanceOutput)
                Proxy.newProxyInstance(
                        PatternMetricsTest.class.getClassLoader(),
                        new Class<?>[] {GovernanceOutput.class},
                        (proxy, method, arguments) -> null);
    }
}
