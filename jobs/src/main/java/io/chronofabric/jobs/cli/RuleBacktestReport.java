package io.chronofabric.jobs.cli;

import io.chronofabric.state.model.BacktestOutcome;
import io.chronofabric.state.model.RuleRef;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a backtest of a rule found. */
final class RuleBacktestReport extends BacktestReport<BacktestOutcome> {
    RuleBacktestReport(
            RuleRef baseline, RuleRef candidate, List<BacktestOutcome> found, long events) {
        super(baseline, candidate, found, events);
    }

    @Override
    boolean isChanged(BacktestOutcome outcome) {
        return outcome.isChanged();
    }

    @Override
    Comparator<BacktestOutcome> mostFirst() {
        return Comparator.comparingLong(BacktestOutcome::differingMillis).reversed();
    }

    @Override
    String[] columns() {
        return new String[] {"ENTITY", "BROKEN", "ALERTS", "DIFFERS", "FOR", "FIRST DIFFERENCE"};
    }

    @Override
    String[] cells(BacktestOutcome outcome) {
        return new String[] {
            outcome.entity(),
            outcome.baseline().broken() + " -> " + outcome.candidate().broken(),
            outcome.baseline().alerts() + " -> " + outcome.candidate().alerts(),
            outcome.differences() + "x",
            outcome.differingMillis() / 1e3 + " s",
            outcome.isChanged() ? instant(outcome.firstMillis()) : "-"
        };
    }

    @Override
    String changes() {
        return "verdicts";
    }

    @Override
    List<Sum> sums() {
        return List.of(
                sum(
                        "broken moments",
                        "broken",
                        outcome -> outcome.baseline().broken(),
                        outcome -> outcome.candidate().broken()),
                sum(
                        "alerts",
                        "alerts",
                        outcome -> outcome.baseline().alerts(),
                        outcome -> outcome.candidate().alerts()));
    }

    @Override
    Map<String, Object> row(BacktestOutcome outcome) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("entity", outcome.entity());
        row.put("changed", outcome.isChanged());
        row.put("baseline", count(outcome.baseline()));
        row.put("candidate", count(outcome.candidate()));
        row.put("differences", outcome.differences());
        row.put("differingMillis", outcome.differingMillis());
        row.put("firstDifference", outcome.isChanged() ? outcome.firstMillis() : null);
        return row;
    }

    private static Map<String, Object> count(BacktestOutcome.Count count) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("moments", count.moments());
        row.put("broken", count.broken());
        row.put("alerts", count.alerts());
        return row;
    }
}
