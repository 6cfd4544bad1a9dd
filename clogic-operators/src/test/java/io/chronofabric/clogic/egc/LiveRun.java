package io.chronofabric.clogic.egc;

import io.chronofabric.state.model.Fields;
import io.chronofabric.state.model.Origin;
import io.chronofabric.state.model.Rule;
import io.chronofabric.state.model.RuleChange;
import io.chronofabric.state.model.Signal;
import io.chronofabric.state.model.Verdict;
import io.chronofabric.time.LogicalTime;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One entity, {@code e}, under rules that change; times are in seconds. */
final class LiveRun {
    final Recorder out = new Recorder();
    private final List<CompiledRule> base;
    private RuleTable table;
    private EntityGovernor governor;
    private EntityState state;
    private long limit;
    private int changes;
    private long newestMillis;

    LiveRun(Rule... rules) {
        base = Rules.compile(rules);
        table = new RuleTable(base, RuleQuota.DEFAULT);
        governor = new EntityGovernor(table, 1_000);
        state = governor.newState();
    }

    /** A rule document named {@code r}. */
    static String document(int version, String formula, String... keys) {
        Map<String, String> spec =
                new TreeMap<>(
                        Map.of(
                                "signals", "{x: x}",
                                "sampling", "{period: 1s, tolerance: 10%, maxGap: 5s}",
                                "lateness", "30s",
                                "formula", "\"" + formula + "\"",
                                "emit", "[verdict, correction]",
                                "report", "every"));
        for (int i = 0; i < keys.length; i += 2) {
            spec.put(keys[i], keys[i + 1]);
        }
        StringBuilder text =
                new StringBuilder(
                        "apiVersion: egc/v1\nkind: Rule\nmetadata: {id: r, tenant: test, version: ");
        text.append(version).append("}\nspec:\n");
        spec.forEach((key, value) -> text.append("  " + key + ": " + value + "\n"));
        return text.toString();
    }

    static RuleChange change(
            String id, RuleChange.Action action, int version, long fromMillis, String document) {
        return new RuleChange(
                id,
                action,
                "test",
                "r",
                version,
                fromMillis,
                document,
                "tester",
                0,
                new Origin("egc.rules", 0, 0));
    }

    RuleTable.Outcome apply(int version, double fromSecond, String document) {
        return change(RuleChange.Action.APPLY, version, fromSecond, document);
    }

    RuleTable.Outcome change(
            RuleChange.Action action, int version, double fromSecond, String document) {
        RuleTable.Outcome outcome =
                table.apply(
                        change(
                                "c" + changes++,
                                action,
                                version,
                                Math.round(fromSecond * 1000),
                                document));
        governor.rulesChanged();
        return outcome;
    }

    LiveRun event(double second, double x) {
        return event(signal(second, x));
    }

    LiveRun event(Signal signal) {
        newestMillis = Math.max(newestMillis, signal.time().epochMillis());
        if (governor.governs("e", signal.time().physicalNanos()) || state.store().size() > 0) {
            governor.onSignal(state, signal, limit, out);
        }
        return this;
    }

    static Signal signal(double second, double x) {
        long millis = Math.round(second * 1000);
        return new Signal(
                new LogicalTime(millis * 1_000_000L, 0, 1),
                "e",
                Fields.of(Map.of("x", x)),
                new Origin("test", 0, millis));
    }

    LiveRun watermark(double second) {
        return watermarkMillis(Math.round(second * 1000));
    }

    LiveRun watermarkMillis(long millis) {
        limit = Math.max(limit, EntityGovernor.limitOf(millis));
        while (state.wakeMillis() <= millis && state.wakeMillis() != EntityState.NO_WAKE) {
            governor.advance(state, "e", limit, out);
        }
        return this;
    }

    /** Wakes the entity as a change that may leave it without a rule does. */
    LiveRun closeOrphans() {
        governor.adoptRules(state, "e", out);
        return this;
    }

    LiveRun end() {
        limit = Long.MAX_VALUE;
        governor.advance(state, "e", limit, out);
        return this;
    }

    EntityState state() {
        return state;
    }

    /** Writes all state and goes on from what was read. */
    void restart() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        table.write(new DataOutputStream(bytes));
        table = new RuleTable(base, RuleQuota.DEFAULT);
        table.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
        governor = new EntityGovernor(table, 1_000);
        state = EntityRun.reread(state);
    }

    /** The last word on each moment, as {@code second@version=margin}, in order. */
    List<String> words() {
        TreeMap<Long, Verdict> last = new TreeMap<>();
        for (Verdict verdict : out.verdicts) {
            last.put(verdict.timeMillis(), verdict);
        }
        List<String> words = new ArrayList<>();
        // After the last event its value is held until the gap is too long: nothing new.
        last.headMap(newestMillis + 1).values().forEach(verdict -> words.add(word(verdict)));
        return words;
    }

    static String word(Verdict verdict) {
        return verdict.timeMillis() / 1000
                + "@"
                + verdict.rule().version()
                + (verdict.kind() == Verdict.Kind.WARMING
                        ? " warming until " + verdict.decidedBy().timeMillis() / 1000
                        : "=" + verdict.robustness());
    }
}
