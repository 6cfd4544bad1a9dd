package io.chronofabric.clogic.egc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.chronofabric.state.model.Fields;
import io.chronofabric.state.model.Origin;
import io.chronofabric.state.model.Rule;
import io.chronofabric.state.model.Signal;
import io.chronofabric.state.model.Verdict;
import io.chronofabric.time.LogicalTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Holds the bounds and marks of verdicts to what brute force over the events says. */
class UncertainOrderTest {
    private static final long NANOS_PER_MILLI = 1_000_000L;
    private static final int ROUNDS = 400;
    private static final int DISORDER_MILLIS = 12_000;

    private final long seed = seed();
    private final Random random = new Random(seed);
    private final Map<String, Integer> told = new HashMap<>();

    @Test
    void anEventOfAnotherNodeWithinBothBoundsMakesTheOrderUncertain() {
        EntityRun run = new EntityRun(Rules.every("r", "x > 2"));
        run.signal(event(100_000, 1, 30));
        run.signal(event(100_050, 2, 20));
        run.signal(event(101_000, 2, 0));
        run.signal(event(102_000, 1, 900));
        run.signal(event(102_100, 1, 900));
        run.signal(event(103_090, 2, -1));
        run.watermark(110_000);
        assertThat(run.out.verdicts)
                .extracting(
                        verdict -> verdict.timeMillis() / 1_000,
                        Verdict::clockErrorNanos,
                        Verdict::orderUncertain)
                .startsWith(
                        tuple(100L, 20 * NANOS_PER_MILLI, true),
                        tuple(101L, 0L, false),
                        tuple(102L, 900 * NANOS_PER_MILLI, false),
                        tuple(103L, Signal.NO_BOUND, false));
    }

    @Test
    void theLargestBoundsDoNotOverflow() {
        EntityRun run = new EntityRun(Rules.every("r", "x > 2"));
        run.signal(event(100_000, 1, 0).within(Long.MAX_VALUE));
        run.signal(event(100_050, 2, 0).within(Long.MAX_VALUE));
        run.watermark(110_000);
        assertThat(run.out.verdicts.get(0).clockErrorNanos()).isEqualTo(Long.MAX_VALUE);
        assertThat(run.out.verdicts.get(0).orderUncertain()).isTrue();
    }

    /** The same file in another order must give the same bytes. */
    @Test
    void anEventThatTheAnswerDidNotWaitForHasNoSayInItsMark() {
        for (boolean early : new boolean[] {true, false}) {
            EntityRun run = new EntityRun(Rules.every("r", "x > 2"));
            run.signal(event(100_000, 1, 200));
            if (early) {
                run.signal(event(100_150, 2, 200));
            }
            run.watermark(100_120);
            if (!early) {
                run.signal(event(100_150, 2, 200));
            }
            run.watermark(101_900);
            assertThat(run.out.verdicts)
                    .extracting(Verdict::orderUncertain)
                    .as("early: %s", early)
                    .containsExactly(false, true);
        }
    }

    @Test
    void marksAndBoundsAreWhatBruteForceSays() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            Case rule = randomCase();
            judge(rule, shuffled(randomEvents()), "seed " + seed + " round " + round + " " + rule);
        }
        assertThat(told.get("marked")).isGreaterThan(1_000);
        assertThat(told.get("unmarked")).isGreaterThan(1_000);
        assertThat(told.get("corrections marked")).isGreaterThan(100);
        assertThat(told.get("told otherwise if nodes did not matter")).isGreaterThan(100);
        assertThat(told.get("told otherwise by one bound")).isGreaterThan(100);
        assertThat(told.get("told otherwise by the neighbour before")).isGreaterThan(100);
    }

    /** A rule, its formula's look-ahead in moments. */
    private record Case(Rule rule, int future) {}

    private void judge(Case rule, List<Signal> arrivals, String what) throws Exception {
        EntityRun run = new EntityRun(rule.rule());
        TreeMap<LogicalTime, Signal> known = new TreeMap<>();
        int checked = 0;
        long newest = 0;
        boolean inTime = rule.rule().latenessMillis() == 0 || random.nextBoolean();
        int lag = inTime ? DISORDER_MILLIS + 1 : 0;
        for (Signal event : arrivals) {
            run.governor.advance(run.state, "e", run.limit, run.out);
            checked = check(rule, run, known, checked, what);
            run.signal(event);
            known.put(event.time(), event);
            if (random.nextInt(5) == 0) {
                run.signal(event.within(random.nextInt(3) - 1));
            }
            checked = check(rule, run, known, checked, what);
            newest = Math.max(newest, event.time().epochMillis());
            run.watermark(newest - lag - random.nextInt(300));
            checked = check(rule, run, known, checked, what);
            if (random.nextInt(15) == 0) {
                run.restart();
            }
        }
        run.watermark(Long.MAX_VALUE);
        check(rule, run, known, checked, what);
        assertThat(run.out.rejected).as(what).isEmpty();
    }

    private int check(
            Case rule,
            EntityRun run,
            TreeMap<LogicalTime, Signal> known,
            int checked,
            String what) {
        for (Verdict verdict : run.out.verdicts.subList(checked, run.out.verdicts.size())) {
            List<Signal> deciding = deciding(rule.rule(), verdict, known);
            long waitedFor =
                    (verdict.timeMillis() + 1_000L * rule.future()) * NANOS_PER_MILLI
                            + rule.rule().sampling().toleranceNanos();
            boolean marked = isMarked(deciding, known, waitedFor, true, true, true);
            String here = what + " " + verdict;
            assertThat(verdict.orderUncertain()).as(here).isEqualTo(marked);
            assertThat(verdict.clockErrorNanos()).as(here).isEqualTo(newestBound(deciding));
            count(marked ? "marked" : "unmarked");
            if (marked && verdict.correction() > 0) {
                count("corrections marked");
            }
            if (marked != isMarked(deciding, known, waitedFor, false, true, true)) {
                count("told otherwise if nodes did not matter");
            }
            if (marked != isMarked(deciding, known, waitedFor, true, false, true)) {
                count("told otherwise by one bound");
            }
            if (marked != isMarked(deciding, known, waitedFor, true, true, false)) {
                count("told otherwise by the neighbour before");
            }
        }
        return run.out.verdicts.size();
    }

    private void count(String what) {
        told.merge(what, 1, Integer::sum);
    }

    /** The last events with the predicate's fields at the time that it decided. */
    private static List<Signal> deciding(
            Rule rule, Verdict verdict, TreeMap<LogicalTime, Signal> known) {
        long at = verdict.decidedBy().timeMillis() * NANOS_PER_MILLI;
        long closes = at + rule.sampling().toleranceNanos();
        long oldest = at - rule.sampling().maxGapMillis() * NANOS_PER_MILLI;
        List<Signal> deciding = new ArrayList<>();
        for (String field : List.of("x", "y")) {
            if (!Pattern.compile("\\b" + field + "\\b")
                    .matcher(verdict.decidedBy().predicate())
                    .find()) {
                continue;
            }
            Signal last = null;
            for (Signal event : known.values()) {
                long nanos = event.time().physicalNanos();
                boolean has = !Double.isNaN(valueOf(event, field));
                last = has && nanos <= closes && nanos >= oldest ? event : last;
            }
            if (last != null) {
                deciding.add(last);
            }
        }
        deciding.sort((left, right) -> left.time().compareTo(right.time()));
        return deciding;
    }

    private static double valueOf(Signal event, String field) {
        for (int i = 0; i < event.fields().size(); i++) {
            if (event.fields().name(i).equals(field)) {
                return event.fields().value(i);
            }
        }
        return Double.NaN;
    }

    private static long newestBound(List<Signal> deciding) {
        long bound = Signal.NO_BOUND;
        for (Signal event : deciding) {
            bound = event.clockErrorNanos() == Signal.NO_BOUND ? bound : event.clockErrorNanos();
        }
        return bound;
    }

    private static boolean isMarked(
            List<Signal> deciding,
            TreeMap<LogicalTime, Signal> known,
            long waitedFor,
            boolean nodesMatter,
            boolean bothBounds,
            boolean alsoAfter) {
        for (Signal event : deciding) {
            Map.Entry<LogicalTime, Signal> before = known.lowerEntry(event.time());
            Map.Entry<LogicalTime, Signal> after = known.higherEntry(event.time());
            List<Signal> neighbours = new ArrayList<>();
            if (before != null) {
                neighbours.add(before.getValue());
            }
            if (after != null && alsoAfter && after.getKey().physicalNanos() <= waitedFor) {
                neighbours.add(after.getValue());
            }
            for (Signal other : neighbours) {
                long apart = Math.abs(event.time().physicalNanos() - other.time().physicalNanos());
                long bounds = event.clockErrorNanos() + (bothBounds ? other.clockErrorNanos() : 0);
                if (event.clockErrorNanos() >= 0
                        && other.clockErrorNanos() >= 0
                        && apart <= bounds
                        && (!nodesMatter || event.time().node() != other.time().node())) {
                    return true;
                }
            }
        }
        return false;
    }

    private Case randomCase() {
        Case base =
                switch (random.nextInt(7)) {
                    case 0 -> new Case(Rules.every("r", "x > 2"), 0);
                    case 1 -> new Case(Rules.every("r", "always[0,2s](x > 2)"), 2);
                    case 2 -> new Case(Rules.twoSignals("r", "x > y"), 0);
                    case 3 -> new Case(Rules.twoSignals("r", "(x > 2) or once[0,3s](y > 3)"), 0);
                    case 4, 5 -> {
                        // Without lateness old events are soon thinned out.
                        Rule.Report every = new Rule.Report.Every();
                        yield new Case(Rules.rule("r", "x > 2", every, 0), 0);
                    }
                    default -> new Case(Rules.twoSignals("r", "eventually[1s,3s](x - y > 1)"), 3);
                };
        long maxGapMillis = random.nextBoolean() ? 5_000 : 100_000;
        Rule.Sampling sampling =
                new Rule.Sampling(
                        1_000,
                        base.rule().sampling().toleranceNanos(),
                        Rule.Fill.HOLD,
                        maxGapMillis);
        return new Case(Rules.sampled(sampling, base.rule()), base.future());
    }

    /** Some close together, of few nodes, some without a bound, some at one instant. */
    private List<Signal> randomEvents() {
        List<Signal> events = new ArrayList<>();
        int nodes = 1 + random.nextInt(4);
        int withBounds = 1 + random.nextInt(10);
        int rare = random.nextInt(31);
        long at = 1_000_000L;
        for (int i = 0; i < 120; i++) {
            at += random.nextInt(4) == 0 ? random.nextInt(3_000) : random.nextInt(200);
            Map<String, Double> fields = new TreeMap<>();
            fields.put("other", 1.0);
            for (String name : List.of("x", "y")) {
                if (random.nextInt(30) >= rare) {
                    fields.put(name, (double) random.nextInt(6));
                }
            }
            long bound =
                    random.nextInt(10) < withBounds
                            ? random.nextInt(200) * NANOS_PER_MILLI
                            : Signal.NO_BOUND;
            events.add(
                    new Signal(
                            new LogicalTime(at * NANOS_PER_MILLI, i, 1 + random.nextInt(nodes)),
                            "e",
                            Fields.of(fields),
                            new Origin("test", 0, i),
                            null,
                            bound));
        }
        return events;
    }

    private List<Signal> shuffled(List<Signal> events) {
        TreeMap<Double, Signal> byArrival = new TreeMap<>();
        for (Signal event : events) {
            double delay = random.nextInt(3) == 0 ? random.nextDouble() * DISORDER_MILLIS : 0;
            byArrival.put(event.time().epochMillis() + delay + random.nextDouble() * 1e-3, event);
        }
        return new ArrayList<>(byArrival.values());
    }

    private static Signal event(long millis, int node, long boundMillis) {
        return new Signal(
                new LogicalTime(millis * NANOS_PER_MILLI, 0, node),
                "e",
                Fields.of(Map.of("x", 3.0)),
                new Origin("test", 0, 0),
                null,
                boundMillis < 0 ? Signal.NO_BOUND : boundMillis * NANOS_PER_MILLI);
    }

    private static long seed() {
        String given = System.getProperty("seed", "");
        return given.isEmpty() ? new Random().nextLong() : Long.parseLong(given);
    }
}
