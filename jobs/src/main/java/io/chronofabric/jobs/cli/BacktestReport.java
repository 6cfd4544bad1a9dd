package io.chronofabric.jobs.cli;

import io.chronofabric.state.codec.RowJson;
import io.chronofabric.state.model.RuleRef;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * What a backtest found, as a table or as JSON.
 *
 * @param <O> what was found of an entity
 */
abstract class BacktestReport<O> {
    static final int SHOWN = 20;

    private final RuleRef baseline;
    private final RuleRef candidate;
    private final List<O> found;
    private final long events;

    /**
     * @param found of each entity
     * @param events that were judged
     */
    BacktestReport(RuleRef baseline, RuleRef candidate, List<O> found, long events) {
        this.baseline = baseline;
        this.candidate = candidate;
        this.found = found;
        this.events = events;
    }

    abstract boolean isChanged(O outcome);

    /** Whatever differs most comes first. */
    abstract Comparator<O> mostFirst();

    abstract String[] columns();

    abstract String[] cells(O outcome);

    abstract Map<String, Object> row(O outcome);

    /** What stands for an entity in the sentence about changes: {@code entities with other …}. */
    abstract String changes();

    /** Of all entities. */
    abstract List<Sum> sums();

    /**
     * A number over all entities.
     *
     * @param words what it counts
     * @param key the same in JSON, before {@code Before} and {@code After}
     */
    record Sum(String words, String key, long before, long after) {}

    final Sum sum(String words, String key, ToLongFunction<O> before, ToLongFunction<O> after) {
        return new Sum(
                words,
                key,
                found.stream().mapToLong(before).sum(),
                found.stream().mapToLong(after).sum());
    }

    static String instant(long millis) {
        return Instant.ofEpochMilli(millis).toString();
    }

    final void print(PrintWriter out, boolean all) {
        List<O> shown =
                found.stream()
                        .filter(outcome -> all || isChanged(outcome))
                        .sorted(mostFirst())
                        .limit(all ? Long.MAX_VALUE : SHOWN)
                        .toList();
        if (!shown.isEmpty()) {
            TextTable table = new TextTable(columns());
            shown.forEach(outcome -> table.add(cells(outcome)));
            table.print(out);
            if (shown.size() < changed()) {
                out.println("and " + (changed() - shown.size()) + " more; see them with --all");
            }
            out.println();
        }
        out.println(
                candidate
                        + " against "
                        + baseline
                        + ", "
                        + events
                        + " events of "
                        + found.size()
                        + " governed entities:");
        line(out, "entities with other " + changes(), changed() + " of " + found.size());
        sums().forEach(sum -> line(out, sum.words(), sum.before() + " -> " + sum.after()));
    }

    private static void line(PrintWriter out, String what, String value) {
        out.printf("  %-28s  %s%n", what, value);
    }

    final void printJson(PrintWriter out) {
        found.forEach(outcome -> out.println(RowJson.write(row(outcome))));
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("baseline", baseline.toString());
        row.put("candidate", candidate.toString());
        row.put("events", events);
        row.put("entities", (long) found.size());
        row.put("changed", changed());
        sums().forEach(
                        sum -> {
                            row.put(sum.key() + "Before", sum.before());
                            row.put(sum.key() + "After", sum.after());
                        });
        out.println(RowJson.write(row));
    }

    private long changed() {
        return found.stream().filter(this::isChanged).count();
    }
}
