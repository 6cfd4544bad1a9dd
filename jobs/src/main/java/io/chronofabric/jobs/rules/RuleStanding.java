package io.chronofabric.jobs.rules;

import io.chronofabric.clogic.egc.Tenure;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a rule stands at a moment, as far as a log tells: its versions, each with its stretch of
 * event time.
 *
 * @param tenant whose rule it is
 * @param rule its name
 * @param rows the versions in order of their beginning
 */
public record RuleStanding(String tenant, String rule, List<Row> rows) {
    /** Where a moment lies in a stretch of time. */
    public enum Phase {
        /** Before it. */
        SCHEDULED,
        /** In it. */
        NOW,
        /** After it. */
        ENDED
    }

    /**
     * A version and its stretch.
     *
     * @param tenure both
     * @param phase where the moment lies in it
     * @param change what brought it; empty for a rule that was there from the beginning, and where
     *     that is no longer known
     */
    public record Row(Tenure tenure, Phase phase, Optional<RuleLog.Change> change) {
        /** Its version. */
        public int version() {
            return tenure.ref().version();
        }
    }

    /** Makes the list unmodifiable. */
    public RuleStanding {
        rows = List.copyOf(rows);
    }

    /** All rules of a log at a moment, in milliseconds since the epoch, by tenant and name. */
    public static List<RuleStanding> all(RuleLog log, long nowMillis) {
        Map<List<Object>, RuleLog.Change> changes = new HashMap<>();
        for (RuleLog.Change change : log.changes()) {
            if (change.outcome().isAccepted()) {
                changes.put(List.of(change.ref(), change.fromMillis()), change);
            }
        }
        List<RuleStanding> standings = new ArrayList<>();
        List<Tenure> tenures = log.table().tenures();
        for (int i = 0; i < tenures.size(); ) {
            int end = i;
            while (end < tenures.size() && isSame(tenures.get(i), tenures.get(end))) {
                end++;
            }
            standings.add(of(tenures.subList(i, end), changes, nowMillis));
            i = end;
        }
        return standings;
    }

    private static boolean isSame(Tenure a, Tenure b) {
        return a.ref().tenant().equals(b.ref().tenant()) && a.ref().id().equals(b.ref().id());
    }

    private static RuleStanding of(
            List<Tenure> tenures, Map<List<Object>, RuleLog.Change> changes, long nowMillis) {
        String tenant = tenures.get(0).ref().tenant();
        String rule = tenures.get(0).ref().id();
        List<Row> rows = new ArrayList<>();
        for (Tenure tenure : tenures) {
            Phase phase =
                    tenure.toMillis() <= nowMillis
                            ? Phase.ENDED
                            : tenure.fromMillis() > nowMillis ? Phase.SCHEDULED : Phase.NOW;
            RuleLog.Change change = changes.get(List.of(tenure.ref(), tenure.fromMillis()));
            rows.add(new Row(tenure, phase, Optional.ofNullable(change)));
        }
        return new RuleStanding(tenant, rule, rows);
    }

    /** The rule without a version. */
    public String name() {
        return tenant + "/" + rule;
    }

    /** {@code rule} or {@code pattern}; empty where no version is known. */
    public String kind() {
        return rows.isEmpty() ? "" : rows.get(0).tenure().version().kind();
    }

    /** Whether it has not ended. */
    public boolean isAlive() {
        return rows.stream().anyMatch(row -> row.phase() != Phase.ENDED);
    }

    /** The version in force at the moment. */
    public Optional<Row> inForce() {
        return find(Phase.NOW, false);
    }

    /** The version on trial at the moment. */
    public Optional<Row> onTrial() {
        return find(Phase.NOW, true);
    }

    private Optional<Row> find(Phase phase, boolean trial) {
        return rows.stream()
                .filter(row -> row.phase() == phase && row.tenure().onTrial() == trial)
                .findFirst();
    }

    /** What is to begin, in order. */
    public List<Row> scheduled() {
        return rows.stream().filter(row -> row.phase() == Phase.SCHEDULED).toList();
    }

    /** When the version in force ends without another after it, in milliseconds since the epoch. */
    public Optional<Long> ending() {
        boolean another = rows.stream().anyMatch(row -> row.tenure().isOpen());
        return another
                ? Optional.empty()
                : rows.stream()
                        .filter(row -> row.phase() != Phase.ENDED)
                        .map(row -> row.tenure().toMillis())
                        .max(Long::compare);
    }

    /** The version that is in force once all that is known has happened. */
    public Optional<Row> atLast() {
        return openOne(false);
    }

    /** The version that is on trial once all that is known has happened. */
    public Optional<Row> trialAtLast() {
        return openOne(true);
    }

    private Optional<Row> openOne(boolean trial) {
        return rows.stream()
                .filter(row -> row.tenure().isOpen() && row.tenure().onTrial() == trial)
                .findFirst();
    }

    /** The version to go back to: in force before the one that is, or last, where none is. */
    public Optional<Row> before() {
        Optional<Row> last = atLast();
        Row before = null;
        for (Row row : rows) {
            boolean other = last.isEmpty() || row.version() != last.get().version();
            before = !row.tenure().onTrial() && other ? row : before;
        }
        return Optional.ofNullable(before);
    }

    /** The versions that can be named, ascending. */
    public List<Integer> versions() {
        return rows.stream().map(Row::version).distinct().sorted().toList();
    }
}
