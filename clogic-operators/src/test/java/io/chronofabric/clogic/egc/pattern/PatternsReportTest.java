package io.chronofabric.clogic.egc.pattern;

import static org.assertj.core.api.Assertions.assertThat;

import io.chronofabric.clogic.egc.Recorder;
import io.chronofabric.state.codec.RuleDocuments;
import io.chronofabric.state.model.Fields;
import io.chronofabric.state.model.Origin;
import io.chronofabric.state.model.RuleRef;
import io.chronofabric.state.model.Signal;
import io.chronofabric.time.LogicalTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PatternsReportTest {
    private static final long SECOND = 1_000_000_000L;
    private static final String DOCUMENT =
            """
            kind: Pattern
            metadata: {id: rise}
            spec:
              signals: {x: x}
              features: {usual: {mean: x, over: 2s}, all: {count: x, over: 60s}}
              sequence:
                - {name: low, when: x < 5}
                - {name: up, when: "x > usual and all > 0", times: "2.."}
                - {name: top, when: x > 90}
            ---
            kind: Pattern
            metadata: {id: quiet}
            spec:
              signals: {x: x}
              sequence:
                - {name: any, when: x > 5}
                - {none: more, when: x > 5, within: 10s}
              guard: 1s
            """;

    @Test
    void tellsWhatEachPatternKeepsAndWhatWasToldAheadOfTheWatermark() {
        PatternWatch watch =
                new PatternWatch(
                        PatternCheck.compile(RuleDocuments.read("p.yaml", DOCUMENT).patterns())
                                .patterns(),
                        100);
        PatternsState state = watch.newState();
        Recorder heard = new Recorder();
        for (int second = 1; second <= 6; second++) {
            watch.onSignal(state, signal(second), 0, 0, heard);
        }
        watch.advance(state, "e", 5 * SECOND, heard);

        PatternsReport report = PatternsReport.of(state);
        assertThat(state.waiting().size()).isEqualTo(2);
        assertThat(report.settledNanos()).isEqualTo(5 * SECOND);
        assertThat(report.provisional()).isZero();
        assertThat(report.patterns())
                .containsExactlyInAnyOrder(
                        new PatternsReport.PatternStanding(
                                new RuleRef("default", "rise", 1), 5, 4, List.of(1, 4)),
                        new PatternsReport.PatternStanding(
                                new RuleRef("default", "quiet", 1), 0, 0, List.of()));

        watch.check(state, "e", 20_000, heard);
        assertThat(PatternsReport.of(state).provisional()).isEqualTo(1);
    }

    private static Signal signal(int second) {
        return new Signal(
                LogicalTime.ofEpochMillis(1_000L * second),
                "e",
                Fields.of(Map.of("x", (double) second)),
                new Origin("t", 0, second));
    }
}
