package io.chronofabric.it.bench.sequence;

import io.chronofabric.it.bench.Load;
import io.chronofabric.it.bench.Measurement;
import io.chronofabric.operators.sequence.AtBound;
import io.chronofabric.operators.sequence.SequenceBounds;
import io.chronofabric.operators.sequence.SequenceEngine;
import io.chronofabric.operators.sequence.SequenceState;
import io.chronofabric.time.TimeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The engine alone on the hot key, with no limit of time and at most 1,000 partial matches and
 * 2,000 events: events a second while the first million goes by, the next four and the next five,
 * and the heap in use after each, when all that is not reachable is gone.
 */
public final class Bounded implements Load {
    private static final SequenceBounds[] BOUNDS = {
        new SequenceBounds(1_000, 2_000, AtBound.OLDEST_OUT),
        new SequenceBounds(1_000, 2_000, AtBound.NEWEST_REFUSED),
        new SequenceBounds(1_000, 2_000, AtBound.SAMPLE)
    };

    /** Creates the load, as {@link Load} asks. */
    public Bounded() {}

    @Override
    public List<Measurement> run(boolean quick) {
        int million = quick ? 10_000 : 1_000_000;
        int[] marks = {million, 5 * million, 10 * million};
        List<Measurement> rows = new ArrayList<>();
        for (SequenceBounds bounds : BOUNDS) {
            measure(bounds, new int[] {million / 2}, new ArrayList<>());
            measure(bounds, marks, rows);
        }
        return rows;
    }

    private static void measure(SequenceBounds bounds, int[] marks, List<Measurement> rows) {
        SequenceEngine<Long> engine =
                new SequenceEngine<>(HotKey.pattern(null), bounds, HotKey::time);
        SequenceState<Long> state = engine.newState(7);
        String name = "Bounded." + bounds.atBound().name().toLowerCase(Locale.ROOT);
        long event = 0;
        for (int mark : marks) {
            long from = event;
            long begin = TimeSource.system().monotonicNanos();
            for (; event < mark; event++) {
                engine.onEvent(state, event, match -> {});
            }
            double rate = (mark - from) * 1e9 / (TimeSource.system().monotonicNanos() - begin);
            String upTo = "(to " + mark / 1_000 + "k)";
            rows.add(Measurement.of(name + upTo, rate, "events/s"));
            rows.add(Measurement.of(name + ".heap" + upTo, heapMegabytes(), "MB"));
        }
        if (state.partialMatches() > bounds.maxPartials()
                || state.keptEvents() > bounds.maxEvents()
                || engine.counters().atBound() == 0) {
            throw new IllegalStateException(
                    state.partialMatches() + " partial matches (expected: at the bound)");
        }
    }

    private static double heapMegabytes() {
        Runtime runtime = Runtime.getRuntime();
        System.gc();
        return (runtime.totalMemory() - runtime.freeMemory()) / 1e6;
    }
}
