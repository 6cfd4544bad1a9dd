package io.chronofabric.state.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chronofabric.core.TraceContext;
import io.chronofabric.time.LogicalTime;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RecordsTest {
    private static final RuleRef RULE = new RuleRef("acme", "slo", 7);

    @Test
    void ruleVersionsSortByTenantIdAndNumber() {
        List<RuleRef> sorted =
                Stream.of(
                                new RuleRef("b", "a", 1),
                                new RuleRef("a", "b", 2),
                                new RuleRef("a", "b", 10),
                                new RuleRef("a", "a", 3))
                        .sorted()
                        .toList();
        assertThat(sorted)
                .map(RuleRef::toString)
                .containsExactly("a/a@3", "a/b@2", "a/b@10", "b/a@1");
    }

    @Test
    void onlyAnAnswerIsFinalAndOnlyABrokenRuleIsViolated() {
        Verdict open = verdict(Verdict.Kind.INTERVAL, -1, 1);
        assertThat(open.isFinal()).isFalse();
        assertThat(open.isViolated()).isFalse();
        assertThat(open.robustness()).isEqualTo(-1);
        assertThat(verdict(Verdict.Kind.INTERVAL, -2, -1).isViolated()).isTrue();
        assertThat(verdict(Verdict.Kind.CORRECTION, 0, 0).isFinal()).isTrue();
        assertThat(verdict(Verdict.Kind.VERDICT, 0, 0).isViolated()).isFalse();
    }

    @Test
    void anIntervalUpsideDownOrWithoutANumberIsRefused() {
        assertThatThrownBy(() -> verdict(Verdict.Kind.INTERVAL, 2, 1))
                .hasMessage("robustness: [2.0, 1.0] (expected: lower <= upper)");
        assertThatThrownBy(() -> verdict(Verdict.Kind.VERDICT, Double.NaN, Double.NaN))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void deadLettersCompareByTheirBytes() {
        Rejected one = rejected(new byte[] {1, 2});
        assertThat(one)
                .isEqualTo(rejected(new byte[] {1, 2}))
                .hasSameHashCodeAs(rejected(new byte[] {1, 2}))
                .isNotEqualTo(rejected(new byte[] {1, 3}))
                .hasToString("Rejected[LATE at in[3]@42, 2 bytes: too late]");
    }

    @Test
    void deadLettersCompareByTheirFormAndWhatCameWithThem() {
        Rejected plain = rejected(new byte[0]);
        Transport came = new Transport(new byte[] {1}, List.of(header(2)), 5);
        assertThat(plain.withTransport(came))
                .isEqualTo(
                        plain.withTransport(new Transport(new byte[] {1}, List.of(header(2)), 5)))
                .hasSameHashCodeAs(
                        plain.withTransport(new Transport(new byte[] {1}, List.of(header(2)), 5)))
                .isNotEqualTo(plain)
                .isNotEqualTo(plain.withTransport(new Transport(null, List.of(header(2)), 5)))
                .isNotEqualTo(
                        plain.withTransport(new Transport(new byte[] {1}, List.of(header(3)), 5)));
        assertThat(tombstone(new byte[0]))
                .isNotEqualTo(plain)
                .hasToString("Rejected[LATE at in[3]@42, no value: too late]");
        assertThat(came)
                .hasToString("Transport[key of 1 bytes, headers [h (1 bytes)], arrival 5 ms]");
        assertThat(Transport.NONE)
                .hasToString("Transport[no key, headers [], arrival unknown]")
                .isEqualTo(plain.transport());
        assertThat(new Header("h", null)).hasToString("h (no value)").isNotEqualTo(header(2));
    }

    @Test
    void aTombstoneHasNoBytesAndAnArrivalIsNotBeforeTheEpoch() {
        assertThatThrownBy(() -> tombstone(new byte[1]))
                .hasMessage("a tombstone with 1 bytes (expected: none)");
        assertThatThrownBy(() -> new Transport(null, List.of(), -2))
                .hasMessage("arrival: -2 ms (expected: 0 or later, or -1 if unknown)");
    }

    @Test
    void aDeadLetterIsNamedAfterItsPlace() {
        assertThat(new Origin("in", 3, 42).id()).isEqualTo("in/3/42");
    }

    @Test
    void aSignalNeedsAnEntity() {
        assertThatThrownBy(
                        () ->
                                new Signal(
                                        new LogicalTime(0, 0, 0),
                                        "",
                                        Fields.of(Map.of()),
                                        new Origin("in", 0, 0)))
                .hasMessage("entity: \"\" (expected: a name)");
    }

    private static Rejected rejected(byte[] raw) {
        return new Rejected(raw, new Origin("in", 3, 42), RejectReason.LATE, "too late");
    }

    @Test
    void aBoundOfAClocksErrorIsNotNegativeAndStaysWithItsEvent() {
        Signal signal =
                new Signal(
                        LogicalTime.ofEpochMillis(1),
                        "e",
                        Fields.of(Map.of()),
                        new Origin("t", 0, 0));
        assertThat(signal.clockErrorNanos()).isEqualTo(Signal.NO_BOUND);
        TraceContext trace = new TraceContext(1, 2, 3, true);
        assertThat(signal.within(5).of(trace)).isEqualTo(signal.of(trace).within(5));
        assertThatThrownBy(() -> signal.within(-2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("clock error: -2 ns");
        Verdict verdict = verdict(Verdict.Kind.VERDICT, 1, 1);
        assertThat(verdict.clockErrorNanos()).isEqualTo(Signal.NO_BOUND);
        assertThat(verdict.orderUncertain()).isFalse();
        assertThatThrownBy(
                        () ->
                                new Verdict(
                                        "v",
                                        RULE,
                                        "e",
                                        0,
                                        Verdict.Kind.VERDICT,
                                        1,
                                        1,
                                        0,
                                        verdict.decidedBy(),
                                        null,
                                        -2,
                                        false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("clock error: -2 ns");
    }

    private static Rejected tombstone(byte[] raw) {
        return new Rejected(
                raw,
                Form.TOMBSTONE,
                new Origin("in", 3, 42),
                RejectReason.LATE,
                "too late",
                Transport.NONE);
    }

    private static Header header(int value) {
        return new Header("h", new byte[] {(byte) value});
    }

    private static Verdict verdict(Verdict.Kind kind, double lower, double upper) {
        return new Verdict("v", RULE, "e", 0, kind, lower, upper, 0, new Verdict.Decider("p", 0));
    }
}
