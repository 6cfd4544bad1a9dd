package io.chronofabric.state.flink;

import io.chronofabric.core.TraceContext;
import io.chronofabric.state.model.Decision;
import io.chronofabric.state.model.Fields;
import io.chronofabric.state.model.Form;
import io.chronofabric.state.model.Header;
import io.chronofabric.state.model.Ingested;
import io.chronofabric.state.model.Origin;
import io.chronofabric.state.model.RejectReason;
import io.chronofabric.state.model.Rejected;
import io.chronofabric.state.model.RuleChange;
import io.chronofabric.state.model.RuleControl;
import io.chronofabric.state.model.RuleFrontier;
import io.chronofabric.state.model.RuleRef;
import io.chronofabric.state.model.Signal;
import io.chronofabric.state.model.Transport;
import io.chronofabric.state.model.Verdict;
import io.chronofabric.time.LogicalTime;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** One of everything. What is here is also in the golden files: add, never change. */
final class Samples {
    static final RuleRef RULE = new RuleRef("acme", "latency-slo", 7);

    private static final TraceContext TRACE =
            new TraceContext(0x4bf92f3577b34da6L, 0xa3ce929d0e0e4736L, 0x00f067aa0ba902b7L, true);

    private Samples() {}

    static Signal[] signals() {
        return new Signal[] {
            new Signal(
                    new LogicalTime(1_700_000_000_000_000_001L, 3, 65_535),
                    "svc-1",
                    Fields.of(Map.of("p99_ms", 212.5, "cpu", -0.0)),
                    new Origin("telemetry", 4, 1L << 40)),
            new Signal(
                    new LogicalTime(Long.MAX_VALUE, LogicalTime.MAX_LOGICAL, 0),
                    "größe-水-\uD83D\uDE80-\uD800",
                    Fields.of(Map.of()),
                    new Origin("", 0, -1)),
            new Signal(
                    new LogicalTime(0, 0, 0),
                    "x",
                    Fields.of(Map.of("α", Double.MAX_VALUE, "β", Double.MIN_VALUE)),
                    new Origin("a file.csv", Integer.MIN_VALUE, Long.MAX_VALUE)),
            new Signal(new LogicalTime(1, 2, 3), "y", Fields.of(Map.of()), new Origin("t", 0, 0))
                    .of(TRACE)
        };
    }

    static Rejected[] rejects() {
        return new Rejected[] {
            new Rejected(
                    "1,2\n".getBytes(StandardCharsets.UTF_8),
                    new Origin("trace.csv", 0, 17),
                    RejectReason.MALFORMED,
                    "2 cells (expected: 4)"),
            new Rejected(new byte[0], new Origin("t", 1, 2), RejectReason.ENTITY_FULL, ""),
            new Rejected(
                    "{}".getBytes(StandardCharsets.UTF_8),
                    Form.SIGNAL,
                    new Origin("in", 2, 41),
                    RejectReason.LATE,
                    "too late",
                    new Transport(
                            new byte[] {0, -1},
                            List.of(
                                    new Header("trace", new byte[] {7}),
                                    new Header("", null),
                                    new Header("größe", new byte[0])),
                            1_700_000_000_123L)),
            new Rejected(
                    new byte[0],
                    Form.TOMBSTONE,
                    new Origin("in", 2, 42),
                    RejectReason.MALFORMED,
                    "no value",
                    new Transport(new byte[0], List.of(), 0)),
            new Rejected(
                    "{}".getBytes(StandardCharsets.UTF_8),
                    Form.RULE_CHANGE,
                    new Origin("egc.rules", 0, 43),
                    RejectReason.RULE_REFUSED,
                    "too early",
                    Transport.NONE)
        };
    }

    static RuleControl[] controls() {
        return new RuleControl[] {
            new RuleFrontier(1_700_000_000_000L, "governor"),
            new RuleChange(
                    "6f1c",
                    RuleChange.Action.APPLY,
                    "acme",
                    "latency-slo",
                    8,
                    1_700_000_002_000L,
                    "apiVersion: egc/v1\n# größe-水-\uD83D\uDE80 \"quoted\"\n",
                    "alice",
                    1_700_000_001_000L,
                    new Origin("egc.rules", 0, 17)),
            new RuleChange(
                    "6f1d",
                    RuleChange.Action.DISABLE,
                    "acme",
                    "latency-slo",
                    0,
                    -1,
                    "",
                    "",
                    0,
                    new Origin("egc.rules", 0, 18)),
            rejects()[0]
        };
    }

    static Ingested[] ingested() {
        return new Ingested[] {signals()[0], rejects()[0], signals()[1], rejects()[1]};
    }

    static Verdict[] verdicts() {
        return new Verdict[] {
            new Verdict(
                    "v-1",
                    RULE,
                    "svc-1",
                    1_700_000_000_000L,
                    Verdict.Kind.VERDICT,
                    -12.5,
                    -12.5,
                    0,
                    new Verdict.Decider("lat <= $T", 1_700_000_004_000L)),
            new Verdict(
                    "v-2",
                    RULE,
                    "svc-2",
                    -1,
                    Verdict.Kind.INTERVAL,
                    Double.NEGATIVE_INFINITY,
                    Double.POSITIVE_INFINITY,
                    0,
                    new Verdict.Decider("", 0)),
            new Verdict(
                    "v-3",
                    RULE,
                    "svc-3",
                    0,
                    Verdict.Kind.CORRECTION,
                    0.1,
                    0.1,
                    2,
                    new Verdict.Decider("x > 0", 5),
                    TRACE),
            Verdict.warming("v-4", RULE, "svc-4", 1_700_000_000_000L, 1_700_000_060_000L)
        };
    }

    static Signal[] signalsWithBounds() {
        return new Signal[] {signals()[0].within(0), signals()[3].within(Long.MAX_VALUE)};
    }

    static Verdict[] verdictsWithBounds() {
        return new Verdict[] {
            within(verdicts()[0], 250_000, false), within(verdicts()[2], Long.MAX_VALUE, true)
        };
    }

    static Verdict[] matches() {
        Verdict provisional =
                Verdict.match(
                        "m-1",
                        RULE,
                        "svc-1",
                        1_700_000_060_000L,
                        false,
                        "spike, 3 worse, no calm",
                        List.of(
                                new Verdict.Step(
                                        "spike", 1, 1_700_000_000_000L, 1_700_000_000_000L),
                                new Verdict.Step(
                                        "worse", 3, 1_700_000_001_000L, 1_700_000_030_000L),
                                new Verdict.Step(
                                        "calm", 0, 1_700_000_030_000L, 1_700_000_060_000L)),
                        TRACE);
        Verdict sure =
                Verdict.match(
                        "m-2",
                        RULE,
                        "svc-2",
                        5,
                        true,
                        "one",
                        List.of(new Verdict.Step("one", 1, 5, 5)),
                        null);
        return new Verdict[] {provisional, provisional.withdrawn(), sure};
    }

    static Decision[] notices() {
        return new Decision[] {
            new Decision("d-5", "m-1", RULE, "svc-1", 3, Decision.Action.NOTIFY, "found", TRACE),
            new Decision("d-6", "m-1", RULE, "svc-1", 3, Decision.Action.WITHDRAW, "not so")
        };
    }

    private static Verdict within(Verdict verdict, long boundNanos, boolean orderUncertain) {
        return new Verdict(
                verdict.id(),
                verdict.rule(),
                verdict.entity(),
                verdict.timeMillis(),
                verdict.kind(),
                verdict.lower(),
                verdict.upper(),
                verdict.correction(),
                verdict.decidedBy(),
                verdict.trace(),
                boundNanos,
                orderUncertain);
    }

    static SampleStore[] storesWithBounds() {
        Fields a = Fields.of(Map.of("a", 1.0));
        SampleStore traced = new SampleStore(3);
        traced.insert(new LogicalTime(1, 0, 1), a, null, 7);
        traced.insert(new LogicalTime(2, 0, 1), a, TRACE);
        SampleStore plain = new SampleStore(3);
        plain.insert(new LogicalTime(2, 0, 1), a, null, 0);
        plain.insert(new LogicalTime(1, 0, 1), a, null, Long.MAX_VALUE);
        return new SampleStore[] {traced, plain};
    }

    static Decision[] decisions() {
        return new Decision[] {
            new Decision(
                    "d-1",
                    "v-1",
                    RULE,
                    "svc-1",
                    1_700_000_000_000L,
                    Decision.Action.ALERT,
                    "Latency is over the limit."),
            new Decision("d-2", "v-2", RULE, "svc-1", 0, Decision.Action.CLEAR, "", TRACE),
            new Decision("d-3", "v-3", RULE, "svc-1", 1, Decision.Action.DIFFER, "other"),
            new Decision("d-4", "v-4", RULE, "svc-1", 2, Decision.Action.AGREE, "same")
        };
    }

    static SampleStore[] stores() {
        SampleStore store = new SampleStore(10);
        store.insert(new LogicalTime(1_000, 0, 1), Fields.of(Map.of("a", 1.0, "gone", 9.0)));
        store.insert(new LogicalTime(3_000, 0, 1), Fields.of(Map.of("a", 3.0)));
        store.insert(new LogicalTime(2_000, 0, 1), Fields.of(Map.of("b", 2.5)));
        store.insert(new LogicalTime(2_000, 5, 65_535), Fields.of(Map.of("a", -1.0, "b", 0.25)));
        store.insert(new LogicalTime(1L << 50, LogicalTime.MAX_LOGICAL, 2), Fields.of(Map.of()));
        store.evictBefore(1_001);
        SampleStore traced = new SampleStore(3);
        traced.insert(new LogicalTime(1, 0, 1), Fields.of(Map.of("a", 1.0)));
        traced.insert(new LogicalTime(2, 0, 1), Fields.of(Map.of("a", 1.0)), TRACE);
        return new SampleStore[] {new SampleStore(1), store, traced};
    }
}
