package io.chronofabric.jobs.cli;

import io.chronofabric.state.model.PatternBacktestOutcome;
import io.chronofabric.state.model.RuleRef;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a backtest of a pattern found. */
final class PatternBacktestReport extends BacktestReport<PatternBacktestOutcome> {
    PatternBacktestReport(
            RuleRef baseline, RuleRef candidate, List<PatternBacktestOutcome> found, long events) {
        super(baseline, candidate, found, events);
    }

    @Override
    boolean isChanged(PatternBacktestOutcome outcome) {
        return outcome.isChanged();
    }

    @Override
    Comparator<PatternBacktestOutcome> mostFirst() {
        return Comparator.comparingLong(PatternBacktestOutcome::differences).reversed();
    }

    @Override
    String[] columns() {
        return new String[] {
            "ENTITY", "MATCHES", "ALERTS", "ONLY BEFORE", "ONLY AFTER", "FIRST DIFFERENCE"
        };
    }

    @Override
    String[] cells(PatternBacktestOutcome outcome) {
        return new String[] {
            outcome.entity(),
            outcome.baseline().matches() + " -> " + outcome.candidate().matches(),
            outcome.baseline().alerts() + " -> " + outcome.candidate().alerts(),
            Long.toString(outcome.onlyBaseline()),
            Long.toString(outcome.onlyCandidate()),
            outcome.isChanged() ? instant(outcome.firstMillis()) : "-"
        };
    }

    @Override
    String changes() {
        return "matches";
    }

    @Override
    List<Sum> sums() {
        return List.of(
                sum(
                        "matches",
                        "matches",
                        outcome -> outcome.baseline().matches(),
                        outcome -> outcome.candidate().matches()),
                sum(
                        "alerts",
                        "alerts",
                        outcome -> outcome.baseline().alerts(),
                        outcome -> outcome.candidate().alerts()));
    }

    @Override
    Map<String, Object> row(PatternBacktestOutcome outcome) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("entity", outcome.entity());
        row.put("changed", outcome.isChanged());
        row.put("baseline", count(outcome.baseline()));
        row.put("candidate", count(outcome.candidate()));
        row.put("onlyBaseline", outcome.onlyBaseline());
        row.put("onlyCandidate", outcome.onlyCandidate());
        row.put("firstDifference", outcome.isChanged() ? outcome.firstMillis() : null);
        return row;
    }

    private static Map<String, Object> count(PatternBacktestOutcome.Count count) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("matches", count.matches());
        row.put("alerts", count.alerts());
        return row;
    }
}
