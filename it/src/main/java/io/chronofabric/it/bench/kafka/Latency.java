package io.chronofabric.it.bench.kafka;

import io.chronofabric.it.bench.Load;
import io.chronofabric.it.bench.Measurement;
import io.chronofabric.it.bench.kafka.LatencyRun.Lane;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/**
 * How long a verdict takes from the record that makes it possible to a consumer, by way of
 * delivery; see {@link LatencyRun} for the clock. Lanes take turns after an unmeasured turn of the
 * first two, so that a change of the machine meets all of them.
 */
public final class Latency implements Load {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration TENTH = Duration.ofMillis(100);
    private static final String AT_ONCE = "at-least-once";
    private static final String ONCE = "exactly-once";
    private static final List<String> NONE = List.of();
    private static final List<String> NO_LINGER = List.of("kafka.properties.linger.ms=0");

    private static final List<Lane> LANES =
            List.of(
                    new Lane("fastPlain", Way.PLAIN, AT_ONCE, SECOND, NONE, ""),
                    new Lane("fast", Way.GOVERN, AT_ONCE, SECOND, NONE, "fastPlain"),
                    new Lane("fastNoLinger", Way.GOVERN, AT_ONCE, SECOND, NO_LINGER, "fast"),
                    new Lane("once1sPlain", Way.PLAIN, ONCE, SECOND, NONE, ""),
                    new Lane("once1s", Way.GOVERN, ONCE, SECOND, NONE, "once1sPlain"),
                    new Lane("once100ms", Way.GOVERN, ONCE, TENTH, NONE, "once1s"));

    private static final Map<String, Double> PERCENTILES =
            new TreeMap<>(Map.of("p50", 50.0, "p99", 99.0, "p99.9", 99.9));
    private static final double NANOS_PER_MILLI = 1e6;
    private static final int DIGITS = 3;

    /** Creates the load, as {@link Load} asks. */
    public Latency() {}

    @Override
    public List<Measurement> run(boolean quick) throws Exception {
        int turns = quick ? 1 : 2;
        int warmSeconds = quick ? 2 : 3;
        int seconds = quick ? 6 : 20;
        Histogram appends = new Histogram(DIGITS);
        Map<String, Histogram> verdicts = new HashMap<>();
        LANES.forEach(lane -> verdicts.put(lane.name(), new Histogram(DIGITS)));
        try (Workbench bench = Workbench.open(LatencyRun.PERIOD)) {
            for (Lane lane : LANES.subList(0, 2)) {
                new LatencyRun(bench, lane, warmSeconds, seconds / 2)
                        .run(new Histogram(DIGITS), new Histogram(DIGITS));
            }
            for (int turn = 0; turn < turns; turn++) {
                for (Lane lane : LANES) {
                    new LatencyRun(bench, lane, warmSeconds, seconds)
                            .run(verdicts.get(lane.name()), appends);
                }
            }
        }
        List<Measurement> rows = new ArrayList<>();
        PERCENTILES.forEach((name, p) -> rows.add(row("append." + name, appends, p)));
        for (Lane lane : LANES) {
            PERCENTILES.forEach(
                    (name, p) -> {
                        Histogram histogram = verdicts.get(lane.name());
                        Measurement row = row(lane.name() + "." + name, histogram, p);
                        rows.add(
                                lane.peer().isEmpty()
                                        ? row
                                        : row.against("Latency." + lane.peer() + "." + name));
                    });
        }
        return rows;
    }

    private static Measurement row(String name, Histogram histogram, double percentile) {
        return Measurement.of(
                "Latency." + name,
                histogram.getValueAtPercentile(percentile) / NANOS_PER_MILLI,
                "ms");
    }
}
