package io.chronofabric.jobs.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.chronofabric.clogic.egc.CompiledRule;
import io.chronofabric.clogic.egc.RuleQuota;
import io.chronofabric.clogic.egc.RuleTable;
import io.chronofabric.state.model.Origin;
import io.chronofabric.state.model.RuleChange;
import io.chronofabric.state.model.RuleRef;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuleDiffTest {
    private static final String FIRST = RuleTexts.document(1, 250);

    @Test
    void everyKeyThatDiffersIsNamedWithBothValues() {
        String second =
                """
                apiVersion: egc/v1
                kind: Rule
                metadata: {id: latency-slo, version: 2, tenant: acme}
                spec:
                  appliesTo: {entity: "svc-*"}
                  signals: {lat: {field: p50_ms, unit: ms, range: [0, 10.5]}}
                  sampling: {period: 2s, tolerance: 1ms, fill: none, maxGap: 8s}
                  lateness: 5s
                  params: {T: {value: 300, min: 50}, U: 1}
                  formula: "lat <= $T + $U"
                  onSwap: cold
                  emit: [verdict, correction]
                  report: 10s
                  engine: monitor
                """;

        assertThat(diff(FIRST, second))
                .extracting(one -> one.key() + ": " + one.from() + " | " + one.to())
                .containsExactly(
                        "metadata.version: 1 | 2",
                        "appliesTo.entity: * | svc-*",
                        "formula: lat <= $T | lat <= $T + $U",
                        "params.T.value: 250 | 300",
                        "params.T.range: [-Infinity, Infinity] | [50, Infinity]",
                        "signals.lat.field: p99_ms | p50_ms",
                        "signals.lat.unit:  | ms",
                        "signals.lat.range: [-Infinity, Infinity] | [0, 10.5]",
                        "sampling.period: 1s | 2s",
                        "sampling.tolerance: 100ms | 1ms",
                        "sampling.fill: hold | none",
                        "sampling.maxGap: 5s | 8s",
                        "lateness: 30s | 5s",
                        "onSwap: warm | cold",
                        "emit: verdict | verdict, correction",
                        "report: change | 10s",
                        "engine: auto | monitor",
                        "params.U.value: null | 1",
                        "params.U.range: null | [-Infinity, Infinity]");
        assertThat(diff(FIRST, FIRST)).isEmpty();
    }

    /** The answer must be the table's own: what is told to be carried is accepted as such. */
    @ParameterizedTest
    @CsvSource({
        "T: 250,T: 300,true",
        "p99_ms,p50_ms,false",
        "lat <= $T,lat < $T,false",
        "lat <= $T,always[0;3s](lat <= $T),false",
        "kind: Rule,kind: Rule,true"
    })
    void whetherStateIsCarriedIsWhatTheTableSays(String from, String to, boolean carried) {
        String second =
                RuleTexts.document(2, 250, "onSwap: carry").replace(from, to.replace(';', ','));
        CompiledRule a = RuleTexts.compiled(FIRST);
        CompiledRule b = RuleTexts.compiled(second);
        RuleTable table = new RuleTable(List.of(a), RuleQuota.DEFAULT);
        RuleTable.Outcome outcome =
                table.apply(
                        new RuleChange(
                                "id",
                                RuleChange.Action.APPLY,
                                "acme",
                                "latency-slo",
                                2,
                                1_000,
                                second,
                                "alice",
                                0,
                                new Origin("test", 0, 0)));

        assertThat(b.whyNotCarriedFrom(a).isEmpty()).isEqualTo(carried);
        assertThat(outcome.isAccepted()).as(outcome.refusal()).isEqualTo(carried);
    }

    @Test
    void aTextFallsApartAtItsDividersAndNowhereElse() {
        String text =
                "# about both\r\n"
                        + FIRST.replace("\"lat <= $T\"", "|\n    lat\n    <= $T")
                        + "--- # next\n"
                        + FIRST.replace("latency-slo", "other")
                        + "---\n"
                        + "# nothing\n";

        Map<RuleRef, String> documents = RuleSplit.split(text);

        assertThat(documents.keySet())
                .containsExactly(RuleTexts.ref(1), new RuleRef("acme", "other", 1));
        documents.forEach(
                (ref, document) ->
                        assertThat(RuleTexts.compiled(document).rule().ref()).isEqualTo(ref));
        assertThat(documents.get(RuleTexts.ref(1))).startsWith("# about both\n");
    }

    private static List<RuleDiff.Difference> diff(String from, String to) {
        return RuleDiff.of(RuleTexts.compiled(from), RuleTexts.compiled(to));
    }
}
