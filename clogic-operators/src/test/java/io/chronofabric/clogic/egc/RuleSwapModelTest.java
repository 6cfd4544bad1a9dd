package io.chronofabric.clogic.egc;

import static org.assertj.core.api.Assertions.assertThat;

import io.chronofabric.state.model.RuleChange;
import io.chronofabric.state.model.Signal;
import io.chronofabric.state.model.Verdict;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Swaps versions at random moments, learned at random times before, with events late, doubled and
 * out of order and with restarts at random points, and compares with each version judging alone.
 */
class RuleSwapModelTest {
    private static final List<String> FORMULAS =
            List.of(
                    "x > 2",
                    "historically[0,3s](x > 1)",
                    "once[1s,4s](x > 3)",
                    "eventually[0,4s](x > 3)",
                    "always[0,5s]((x > 2) -> eventually[0,2s](x <= 2))",
                    "(x > 1) until[0,3s] (x > 3)",
                    "(x > 1) since[0,4s] (x > 3)",
                    "always[0,2s](once[0,2s](x > 2))",
                    "rise(x > 2) -> eventually[0,3s] fall(x > 1)");
    private static final int ROUNDS = 400;
    private static final int DISORDER_MILLIS = 12_000;
    private static final int FIRST = 1_000;
    private static final int LENGTH = 60;

    private final long seed = seed();
    private final Random random = new Random(seed);

    @Test
    void warmVersionsJudgeAsIfEachHadBeenThereFromTheBeginning() throws IOException {
        check("warm");
    }

    @Test
    void coldVersionsJudgeAsIfNothingHadBeenBefore() throws IOException {
        check("cold");
    }

    @Test
    void carriedVersionsOfEqualContentJudgeAsOne() throws IOException {
        for (int round = 0; round < ROUNDS; round++) {
            String formula = pick();
            List<Long> swaps = swaps();
            LiveRun run = new LiveRun();
            run.apply(1, 0, LiveRun.document(1, formula));
            List<String> documents = new ArrayList<>();
            for (int i = 0; i < swaps.size(); i++) {
                documents.add(LiveRun.document(2 + i, formula, "onSwap", "carry"));
            }
            List<Signal> events = events();
            play(run, events, swaps, documents);
            Map<Long, Verdict> alone = alone(LiveRun.document(1, formula), events);
            Map<Long, Double> expected = new TreeMap<>();
            alone.forEach((at, verdict) -> expected.put(at, verdict.robustness()));
            Map<Long, Double> actual = new TreeMap<>();
            last(run).forEach((at, verdict) -> actual.put(at, verdict.robustness()));
            assertThat(actual).as("seed %d round %d", seed, round).isEqualTo(expected);
        }
    }

    private void check(String onSwap) throws IOException {
        int swapped = 0;
        for (int round = 0; round < ROUNDS; round++) {
            List<Long> swaps = swaps();
            List<String> documents = new ArrayList<>();
            String first = LiveRun.document(1, pick());
            for (int i = 0; i < swaps.size(); i++) {
                documents.add(LiveRun.document(2 + i, pick(), "onSwap", onSwap));
            }
            LiveRun run = new LiveRun();
            run.apply(1, 0, first);
            List<Signal> events = events();
            play(run, events, swaps, documents);
            Map<Long, String> expected = expected(onSwap, first, swaps, documents, events);
            Map<Long, String> actual = new TreeMap<>();
            last(run).forEach((at, verdict) -> actual.put(at, LiveRun.word(verdict)));
            assertThat(actual).as("seed %d round %d", seed, round).isEqualTo(expected);
            swapped += actual.values().stream().anyMatch(word -> word.contains("@2=")) ? 1 : 0;
        }
        assertThat(swapped).isGreaterThan(ROUNDS / 2);
    }

    private Map<Long, String> expected(
            String onSwap,
            String first,
            List<Long> swaps,
            List<String> documents,
            List<Signal> events) {
        Map<Long, String> expected = new TreeMap<>();
        for (int version = 0; version <= swaps.size(); version++) {
            long from = version == 0 ? 0 : swaps.get(version - 1);
            long to = version == swaps.size() ? Long.MAX_VALUE : swaps.get(version);
            long firstMoment = (from + 999) / 1000 * 1000;
            long seesFrom = onSwap.equals("warm") || version == 0 ? 0 : firstMoment - 1000 + 100;
            List<Signal> seen =
                    events.stream()
                            .filter(e -> seesFrom == 0 || e.time().epochMillis() > seesFrom)
                            .toList();
            String document = version == 0 ? first : documents.get(version - 1);
            alone(document, seen)
                    .forEach(
                            (at, verdict) -> {
                                if (from <= at && at < to) {
                                    expected.put(at, LiveRun.word(verdict));
                                }
                            });
        }
        return expected;
    }

    /** What one version says of the events in their order, alone and undisturbed. */
    private static Map<Long, Verdict> alone(String document, List<Signal> events) {
        LiveRun run = new LiveRun();
        int version = Integer.parseInt(document.replaceAll("(?s).*version: (\\d+)}.*", "$1"));
        run.apply(version, 0, document);
        List<Signal> inOrder = new ArrayList<>(events);
        inOrder.sort(Comparator.comparing(Signal::time));
        inOrder.forEach(run::event);
        run.end();
        return last(run);
    }

    private static Map<Long, Verdict> last(LiveRun run) {
        Map<Long, Verdict> last = new TreeMap<>();
        run.out.verdicts.forEach(verdict -> last.put(verdict.timeMillis(), verdict));
        return last;
    }

    private void play(LiveRun run, List<Signal> events, List<Long> swaps, List<String> documents)
            throws IOException {
        long newest = 0;
        int applied = 0;
        long learnBefore = random.nextInt(20_000);
        for (Signal event : events) {
            long watermark = Math.max(newest, event.time().epochMillis()) - random.nextInt(2_000);
            while (applied < swaps.size() && watermark + learnBefore >= swaps.get(applied) - 1) {
                swap(run, 2 + applied, swaps.get(applied), documents.get(applied));
                applied++;
            }
            run.event(event);
            if (random.nextInt(8) == 0) {
                run.event(event);
            }
            newest = Math.max(newest, event.time().epochMillis());
            run.watermarkMillis(watermark);
            if (random.nextInt(15) == 0) {
                run.restart();
            }
        }
        for (; applied < swaps.size(); applied++) {
            swap(run, 2 + applied, swaps.get(applied), documents.get(applied));
        }
        run.end();
        assertThat(run.out.rejected).isEmpty();
    }

    private void swap(LiveRun run, int version, long fromMillis, String document) {
        RuleTable.Outcome outcome =
                run.change(RuleChange.Action.APPLY, version, fromMillis / 1000.0, document);
        assertThat(outcome.refusal()).as("seed %d", seed).isEmpty();
    }

    private List<Long> swaps() {
        List<Long> swaps = new ArrayList<>();
        long at = (FIRST + 5) * 1000L;
        for (int i = random.nextInt(4); i >= 0; i--) {
            at += 1 + random.nextInt(20_000);
            swaps.add(at);
        }
        return swaps;
    }

    /** Events with gaps, in an order that breaks no lateness. */
    private List<Signal> events() {
        List<Signal> events = new ArrayList<>();
        for (int second = FIRST; second < FIRST + LENGTH; second++) {
            if (random.nextInt(12) == 0) {
                second += random.nextInt(8);
            }
            events.add(LiveRun.signal(second + random.nextInt(950) / 1000.0, random.nextInt(6)));
        }
        Map<Signal, Long> arrival = new java.util.HashMap<>();
        events.forEach(
                event ->
                        arrival.put(
                                event,
                                event.time().epochMillis()
                                        + (random.nextInt(4) == 0
                                                ? random.nextInt(DISORDER_MILLIS)
                                                : 0)));
        events.sort(Comparator.comparing(arrival::get));
        return events;
    }

    private String pick() {
        return FORMULAS.get(random.nextInt(FORMULAS.size()));
    }

    private static long seed() {
        String given = System.getProperty("seed", "");
        return given.isEmpty() ? new Random().nextLong() : Long.parseLong(given);
    }
}
